"""`python -m dagster_project.standby`: a process that is warm before its run comes.

Imports everything a refresh needs, then waits for one line, the id of a run of this
instance, executes it and ends. An empty line or the end of input ends it.
"""

import sys
import warnings


def warm_up() -> str:
    """Import what a refresh imports; return the fingerprint of what dbt reads."""
    warnings.simplefilter("ignore")
    import great_expectations  # noqa: F401

    from dagster_project import definitions, modelling  # noqa: F401
    from expectations import results  # noqa: F401

    modelling.preload()
    return modelling.sources_fingerprint()


def execute(run_id: str) -> int:
    """Execute one run as `dagster api execute_run` would; return the exit status."""
    import dagster as dg

    # The body of Dagster's own worker command; the version is pinned.
    from dagster._cli.api import _execute_run_command_body
    from dagster._utils.interrupts import capture_interrupts

    with dg.DagsterInstance.get() as instance, capture_interrupts():
        return _execute_run_command_body(
            run_id, instance, lambda _: None, set_exit_code_on_failure=True
        )


def main() -> int:
    """Warm up, wait, run."""
    warm_up()
    run_id = sys.stdin.readline().strip()
    return execute(run_id) if run_id else 0


if __name__ == "__main__":
    sys.exit(main())

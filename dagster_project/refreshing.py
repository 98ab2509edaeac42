"""One refresh in this process, as a Dagster run that `make dev` shows afterwards."""

import os
import shutil
import warnings
from collections.abc import Callable

from dagster_project import paths, progress


# The run's own log keeps everything; a person gets a line a step and one of causes.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class RefreshError(Exception):
    """The refresh failed and published nothing; the last publication stands."""


def prepare_dagster_home() -> None:
    """Create Dagster's instance folder with the project's settings."""
    home = paths.dagster_home()
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(paths.PROJECT / "dagster.yaml", home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    # A committed setting switches dagster's telemetry off; these are for dbt and GX.
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


def refresh(say: Callable[[str], None]) -> str:
    """Run `refresh_warehouse` in this process; return the run's id.

    `say` gets a line a step. Raises RefreshError with the failing step and its cause.
    """
    prepare_dagster_home()
    progress.listen(say)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dagster as dg

        from dagster_project.definitions import defs

        with dg.DagsterInstance.get() as instance:
            result = defs.resolve_job_def("refresh_warehouse").execute_in_process(
                instance=instance, run_config=QUIET, raise_on_error=False
            )
    if not result.success:
        raise RefreshError(
            f"{_causes(result)}\nNothing is published; the last publication stands."
            f" The whole story is in run {result.run_id} (`make dev`)."
        )
    return result.run_id


def _causes(result: object) -> str:
    lines = []
    for event in result.all_events:  # type: ignore[attr-defined]
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error.cause is not None:
                error = error.cause
            lines.append(f"{event.step_key}: {error.message.strip()}")
        elif event.is_run_failure and not lines:
            lines.append(event.message or "the run failed")
    return "\n".join(lines)

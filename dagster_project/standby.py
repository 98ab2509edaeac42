"""`python -m dagster_project.standby`: a warm process that forks one for each run.

Imports everything a refresh needs, then reads ids of runs, one a line; each is executed
in a fork of its own, which starts warm and leaves this process as it was. The end of
input, which is the end of the daemon, ends it; a run in progress goes on.
"""

import hashlib
import logging
import os
import sys
import warnings
from typing import NoReturn

from dagster_project import dagster_home, paths


def warm_up() -> None:
    """Import what a refresh imports, and let dbt parse."""
    warnings.simplefilter("ignore")
    import great_expectations  # noqa: F401

    from dagster_project import definitions, modelling, publication, receiving  # noqa: F401
    from dagster_project.reporting import acknowledgements, pages  # noqa: F401
    from expectations import engine, results  # noqa: F401

    definitions.defs.resolve_job_def("refresh_warehouse")
    modelling.preload()


def fingerprint() -> str:
    """Name, size and time of every file that a refresh is made of, hashed."""
    digest = hashlib.sha256()
    for folder in ("dagster_project", "expectations", "dbt"):
        for path in sorted((paths.PROJECT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                stat = path.stat()
                digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def execute(run_id: str) -> int:
    """Execute one run as `dagster api execute_run` would; return the exit status."""
    import dagster as dg

    # The body of Dagster's own worker command; the version is pinned.
    from dagster._cli.api import _execute_run_command_body
    from dagster._utils.interrupts import capture_interrupts

    with dg.DagsterInstance.get() as instance, capture_interrupts():
        instance.add_run_tags(run_id, {dagster_home.PID_TAG: str(os.getpid())})
        return _execute_run_command_body(
            run_id, instance, lambda _: None, set_exit_code_on_failure=True
        )


def _next_run() -> str:
    """The next line, byte by byte: what is not read yet outlives `execv`."""
    line = b""
    while (byte := os.read(sys.stdin.fileno(), 1)) not in (b"", b"\n"):
        line += byte
    return line.decode()


def _end(status: int) -> NoReturn:
    """End a fork at once: what the libraries do at exit is for their first process."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _reap() -> None:
    """Let go of the runs that ended."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


def main() -> int:
    """Warm up, then fork for each run until the input ends."""
    came_before = sys.argv[1:]
    made_of = fingerprint()
    warm_up()
    while run_id := came_before.pop() if came_before else _next_run():
        _reap()
        if fingerprint() != made_of:
            # Code or SQL changed while this waited: begin again, with the run in hand.
            command = [sys.executable, "-m", "dagster_project.standby", run_id]
            os.execv(sys.executable, command)  # noqa: S606
        if os.fork() == 0:
            os.setsid()
            with open(os.devnull) as nothing:  # noqa: PTH123 (a descriptor is needed)
                os.dup2(nothing.fileno(), 0)
            _end(execute(run_id))
    return 0


if __name__ == "__main__":
    sys.exit(main())

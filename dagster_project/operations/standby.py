"""`python -m dagster_project.operations.standby`: a warm process, run after run.

Imports everything a refresh needs, then reads ids of runs, one a line. What a first
refresh leaves in memory (dbt's compiled macros, templates, drawings) serves the next.
The end of input, which is the end of the daemon, ends it after the run in hand.
"""

import gc
import hashlib
import os
import select
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from dagster_project import (
    companion,
    dbt_runner,
    importing,
    modelling,
    paths,
)
from dagster_project.submissions import memory, sandbox

if TYPE_CHECKING:
    from dagster import DagsterInstance


# After so long without a run there is time to look for garbage.
IDLE_SECONDS = 2.0


def warm_up() -> None:
    """Import what a refresh imports, and let dbt parse on the other core."""
    warnings.simplefilter("ignore")
    importing.seldom_collected()
    memory.keep()
    companion.begin(dbt_runner.preload)
    with importing.uncollected():
        from dagster_project import definitions
        from dagster_project.intake import receiving  # noqa: F401
        from dagster_project.publishing import publication  # noqa: F401
        from dagster_project.reporting import acknowledgements, pages  # noqa: F401
        from expectations import engine  # noqa: F401

        definitions.defs.resolve_job_def("refresh_warehouse")
    companion.finish(dbt_runner.preload)


def fingerprint() -> str:
    """Name, size and time of every file that a refresh is made of, hashed."""
    digest = hashlib.sha256()
    for folder in ("dagster_project", "expectations", "dbt"):
        for path in sorted((paths.PROJECT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                stat = path.stat()
                digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def execute(instance: "DagsterInstance", run_id: str) -> int:
    """Execute one run as `dagster api execute_run` would; return the exit status."""
    # The body of Dagster's own worker command; the version is pinned.
    from dagster._cli.api import _execute_run_command_body
    from dagster._utils.interrupts import capture_interrupts

    with capture_interrupts():
        return _execute_run_command_body(
            run_id, instance, lambda _: None, set_exit_code_on_failure=True
        )


def _runs() -> int:
    """A private descriptor of the input: what a run starts must not read from it."""
    runs = os.dup(sys.stdin.fileno())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    return runs


def _awaited_run(runs: int) -> str:
    """The next line, byte by byte: what is not read yet outlives `execv`."""
    _prepare_the_next(runs)
    line = b""
    while (byte := os.read(runs, 1)) not in (b"", b"\n"):
        line += byte
    return line.decode()


def _rehearse(runs: int) -> None:
    """What only a first run would wait for, unless it is there already."""
    from dagster_project.publishing import publication
    from dagster_project.site import pages

    if not _is_waiting(runs, 0):
        site = paths.published() / publication.SITE
        companion.begin(pages.rehearse, paths.published_warehouse(), site)


def _prepare_the_next(runs: int) -> None:
    """What the next run need not wait for, unless it is there already."""
    if not _is_waiting(runs, 0):
        companion.begin(modelling.lay_ahead)
    if not _is_waiting(runs, 0):
        sandbox.prepare()
    if not _is_waiting(runs, IDLE_SECONDS):
        gc.collect()


def _is_waiting(runs: int, seconds: float) -> bool:
    return bool(select.select([runs], [], [], seconds)[0])


def _begin_anew(runs: int, *in_hand: str) -> NoReturn:
    """Execute this module as a new process of the same number and input."""
    # DuckDB opens what it only reads so that it would stay open, and locked.
    for each in Path("/dev/fd").iterdir():
        if int(each.name) > sys.stderr.fileno():
            with suppress(OSError):  # that of the listing itself
                os.set_inheritable(int(each.name), False)
    os.dup2(runs, sys.stdin.fileno())
    command = [sys.executable, "-m", "dagster_project.operations.standby", *in_hand]
    os.execv(sys.executable, command)  # noqa: S606


def main() -> int:
    """Warm up, then execute run after run until the input ends."""
    in_hand = sys.argv[1:]
    runs, made_of = _runs(), fingerprint()
    warm_up()
    from dagster import DagsterInstance

    from dagster_project.publishing import publication

    with DagsterInstance.get() as instance:
        if not in_hand:
            _rehearse(runs)
        while run_id := in_hand.pop() if in_hand else _awaited_run(runs):
            if fingerprint() != made_of:  # code or SQL changed while this waited
                _begin_anew(runs, run_id)
            if execute(instance, run_id):
                publication.abandon()
                _begin_anew(runs)  # nobody knows what a failed run leaves behind
    return 0


if __name__ == "__main__":
    sys.exit(main())

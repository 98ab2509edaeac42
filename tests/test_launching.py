"""The daemon's warm process: `test_pipeline` has it execute runs."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import psutil
import pytest
from dagster._core.instance import DagsterInstance
from dagster._daemon.controller import create_daemons_from_instance

from dagster_project import paths
from dagster_project.operations import dagster_home
from dagster_project.operations.launching import StandbyRunLauncher
from tests.processes import command_line


@pytest.fixture
def instance(instance: DagsterInstance) -> Iterator[DagsterInstance]:
    """Dagster's instance of a new installation, and no warm process after the test."""
    yield instance
    for process in warm():  # it would warm up to its end before it sees that it is over
        process.kill()
        process.wait()


def warm() -> list[psutil.Process]:
    """The warm processes that this one started."""
    found: list[psutil.Process] = []
    # Linux lets the parent go on before the child's arguments can be read.
    for _ in range(10):
        found = [
            child
            for child in psutil.Process().children()
            if "dagster_project.operations.standby" in command_line(child)
        ]
        if found:
            break
        time.sleep(0.1)
    return found


def test_the_first_run_finds_a_warm_process_and_what_it_stands_on(
    instance: DagsterInstance,
) -> None:
    assert dagster_home.daemon_began() is None
    create_daemons_from_instance(instance)
    assert dagster_home.daemon_began() is not None
    (process,) = warm()
    create_daemons_from_instance(instance)
    assert warm() == [process]
    deadline = time.monotonic() + 120
    while not paths.foundation().exists():
        assert process.is_running()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert instance.get_runs() == []
    launcher = instance.run_launcher
    assert isinstance(launcher, StandbyRunLauncher)
    standby = launcher._standby  # its status is the launcher's to know
    assert standby is not None and standby.pid == process.pid
    instance.dispose()
    assert standby.wait(60) == 0


def test_a_run_that_a_kill_left_starting_fails_when_the_daemon_starts(
    instance: DagsterInstance,
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = {dagster_home.PID_TAG: str(gone.pid)}
    for tags in (left, {}):
        run = dg.DagsterRun(
            "refresh_warehouse", status=dg.DagsterRunStatus.STARTING, tags=tags
        )
        instance.add_run(run)
    create_daemons_from_instance(instance)
    states = {dagster_home.PID_TAG in x.tags: x.status for x in instance.get_runs()}
    assert states == {
        True: dg.DagsterRunStatus.FAILURE,
        False: dg.DagsterRunStatus.STARTING,
    }


def test_a_run_fails_with_the_process_that_was_to_execute_it(
    instance: DagsterInstance,
) -> None:
    create_daemons_from_instance(instance)
    (process,) = warm()
    run = dg.DagsterRun(
        "refresh_warehouse",
        status=dg.DagsterRunStatus.STARTING,
        tags={dagster_home.PID_TAG: str(process.pid)},
    )
    instance.add_run(run)
    process.kill()
    deadline = time.monotonic() + 20
    while (now := instance.get_run_by_id(run.run_id)) and not now.is_finished:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert now and now.status == dg.DagsterRunStatus.FAILURE


def test_a_warm_process_that_begins_anew_lets_go_of_what_it_was_reading(
    place: Path,
) -> None:
    """A failed run may have left a thread of Great Expectations at work."""
    file = place / "judged.duckdb"
    duckdb.connect(str(file)).close()
    code = (
        "import duckdb, os; from dagster_project.operations import standby;"
        f" reading = duckdb.connect({str(file)!r}, read_only=True);"
        " standby._begin_anew(os.open(os.devnull, os.O_RDONLY))"
    )
    began = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while "-m dagster_project.operations.standby" not in command_line(
            psutil.Process(began.pid)
        ):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        duckdb.connect(str(file)).close()
    finally:
        began.kill()
        began.wait()


def test_who_only_looks_at_the_instance_starts_no_process(
    instance: DagsterInstance,
) -> None:
    assert instance.get_runs() == []
    assert instance.run_coordinator.get_run_queue_config()  # type: ignore[attr-defined]
    assert warm() == []
    assert dagster_home.daemon_began() is None

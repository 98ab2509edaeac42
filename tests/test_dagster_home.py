"""Dagster's own history: pruned, set aside when damaged, and of runs cut off."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from dagster_project import paths
from dagster_project.operations import dagster_home, doctor
from tests.examined import found, instance_with_a_run


def test_runs_older_than_90_days_are_deleted_with_their_events(place: Path) -> None:
    run_id = instance_with_a_run(dg.DagsterRunStatus.SUCCESS)
    events = paths.dagster_home() / "history" / "runs" / f"{run_id}.db"
    assert events.exists()
    now = datetime.now(UTC)
    with dg.DagsterInstance.get() as instance:
        assert dagster_home.prune(instance, now + timedelta(days=89)) == 0
        assert dagster_home.prune(instance, now + timedelta(days=91)) == 1
        assert instance.get_run_by_id(run_id) is None
        assert not events.exists()
        assert dagster_home.prune(instance, now + timedelta(days=91)) == 0


def test_a_history_that_cannot_be_read_is_set_aside(place: Path) -> None:
    history = paths.dagster_home() / "history"
    history.mkdir(parents=True)
    (history / "runs.db").write_bytes(b"garbage, not a database at all")
    run_id = instance_with_a_run(dg.DagsterRunStatus.SUCCESS)
    with dg.DagsterInstance.get() as instance:
        assert instance.get_run_by_id(run_id) is not None
    (aside,) = paths.build().glob("dagster_home.unreadable-*")
    assert (aside / "history" / "runs.db").read_bytes().startswith(b"garbage")


def cut_short(file: Path) -> None:
    os.truncate(file, 8192)


def overwritten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100] + b"noise" * 1000)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("hurt", [cut_short, overwritten, a_folder])
@pytest.mark.parametrize(
    "name", ["history/runs.db", "history/runs/index.db", "schedules/schedules.db"]
)
def test_a_history_that_is_damaged_inside_is_said_and_set_aside(
    place: Path, name: str, hurt: Callable[[Path], None]
) -> None:
    instance_with_a_run(dg.DagsterRunStatus.SUCCESS)
    hurt(paths.dagster_home() / name)
    said = [each for each in doctor.examine(datetime.now(UTC)) if each.level == "fail"]
    assert any(name in each.found for each in said), said
    run_id = instance_with_a_run(dg.DagsterRunStatus.SUCCESS)
    with dg.DagsterInstance.get() as instance:
        assert instance.get_run_by_id(run_id) is not None
    assert len(list(paths.build().glob("dagster_home.unreadable-*"))) == 1


def test_a_history_that_another_process_holds_is_not_damaged(place: Path) -> None:
    instance_with_a_run(dg.DagsterRunStatus.SUCCESS)
    file = paths.dagster_home() / "history" / "runs.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("begin exclusive")
        assert dagster_home.damaged(paths.dagster_home()) == []


def test_a_history_of_another_version_is_migrated_once(place: Path) -> None:
    instance_with_a_run(dg.DagsterRunStatus.SUCCESS)
    (paths.dagster_home() / "written-by.txt").write_text("1.0.0")
    with dg.DagsterInstance.get() as instance:
        assert dagster_home.upgrade(instance)
        assert not dagster_home.upgrade(instance)


CUT_OFF = """
import os, signal
import dagster as dg
from dagster_project.operations import dagster_home

@dg.op
def die():
    os.kill(os.getpid(), signal.SIGKILL)

@dg.job(executor_def=dg.in_process_executor)
def refresh_warehouse():
    die()

dagster_home.prepare()
with dg.DagsterInstance.get() as instance:
    refresh_warehouse.execute_in_process(
        instance=instance, tags={dagster_home.PID_TAG: str(os.getpid())}
    )
"""


def test_a_process_with_the_number_of_a_killed_one_does_not_execute_its_run() -> None:
    """Each start of a container gives the same numbers; the queue would wait for it."""
    code = "import sys; print('up', flush=True); sys.stdin.read()"
    first, second = (
        subprocess.Popen(
            [sys.executable, "-c", code, "-m dagster_project"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    )
    for each in (first, second):
        assert each.stdout and each.stdout.readline() == b"up\n"
    tags = dagster_home.tags_of(first.pid)
    run = dg.DagsterRun(job_name="refresh_warehouse", tags=tags)
    assert dagster_home.process_of(run) is not None
    same_number = tags | {dagster_home.PID_TAG: str(second.pid)}
    run = dg.DagsterRun(job_name="refresh_warehouse", tags=same_number)
    assert dagster_home.process_of(run) is None
    for each in (first, second):
        each.communicate()


def test_a_run_that_was_killed_is_known_as_cut_off_and_buried(place: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CUT_OFF], cwd=paths.PROJECT, check=False, timeout=120
    )
    assert done.returncode == -9
    check = found("last run", doctor.examine(datetime.now(UTC)))
    assert (check.level, "cut off" in check.found) == ("warn", True)
    with dg.DagsterInstance.get() as instance:
        assert dagster_home.bury(instance) == 1
        assert dagster_home.bury(instance) == 0
        (run,) = instance.get_runs()
        assert run.status is dg.DagsterRunStatus.FAILURE


def test_a_refresh_of_a_person_is_seen_as_alive_by_run_monitoring(place: Path) -> None:
    """`python -m dagster_project …` and the script `ipw` are what a person starts."""
    code = "import sys; print('up', flush=True); sys.stdin.read()"
    for name in ("-m dagster_project", "/usr/bin/ipw"):
        process = subprocess.Popen(
            [sys.executable, "-c", code, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        # Linux lets the parent go on before the child's arguments can be read.
        assert process.stdout and process.stdout.readline() == b"up\n"
        run = dg.DagsterRun(
            job_name="refresh_warehouse",
            tags={dagster_home.PID_TAG: str(process.pid)},
        )
        assert dagster_home.process_of(run) is not None
        process.communicate()
        assert dagster_home.process_of(run) is None

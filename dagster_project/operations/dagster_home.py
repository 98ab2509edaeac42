"""Dagster's own history: readable by the installed version, and not without bound.

The history (runs, events, ticks) is derived state under `build/dagster_home`: what
cannot be read is moved aside and begun anew, what is old is deleted. Ticks are deleted
by Dagster itself (`retention` in dagster.yaml); it has no such setting for runs.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock
import psutil

from dagster_project import durable, paths

if TYPE_CHECKING:
    import dagster as dg

KEPT_DAYS = 90
# A refresh deletes at most so many old runs: a long backlog goes over several.
AT_ONCE = 200
ENDED = "the process of this run ended without a word"
# In the tags of a run: the process that executes it.
PID_TAG = "ipw/pid"
# Which of all that ever had this number: in a container each start gives the same ones.
_PROCESS_TAG = "ipw/process"
# Its time is when the daemon started: Dagster keeps only the last heartbeat.
_DAEMON = "daemon-began"


def prepare() -> None:
    """Create Dagster's instance folder with the project's settings; make it readable.

    Sets `DAGSTER_HOME` and switches the telemetry of dbt and Great Expectations off;
    Dagster's is off in dagster.yaml. Raises OSError where it cannot be written or used.
    """
    paths.require_usable()
    home = paths.dagster_home()
    paths.build().mkdir(parents=True, exist_ok=True)
    with _alone():
        _set_unreadable_aside(home)
        home.mkdir(exist_ok=True)
    settings = (paths.PROJECT / "dagster.yaml").read_bytes()
    target = home / "dagster.yaml"
    if not target.exists() or target.read_bytes() != settings:
        durable.write(target, settings)
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


def upgrade(instance: "dg.DagsterInstance") -> bool:
    """Migrate a history that another version of Dagster wrote; say if there was one."""
    stamp = paths.dagster_home() / "written-by.txt"
    installed = version("dagster")
    if stamp.exists() and stamp.read_text("utf-8", "replace") == installed:
        return False
    with _alone():
        said = stamp.read_text("utf-8", "replace") if stamp.exists() else installed
        if said != installed:
            instance.upgrade(print_fn=lambda _: None)
        durable.write(stamp, installed.encode())
    return said != installed


def _alone() -> filelock.BaseFileLock:
    """Two that start at once must not both mend the history."""
    return filelock.FileLock(paths.build() / "dagster_home.lock")


def note_daemon() -> None:
    """Keep when a daemon started, to tell its ticks from those of the one before."""
    with suppress(OSError):
        (paths.dagster_home() / _DAEMON).touch()


def daemon_began() -> datetime | None:
    """When the last daemon started; None if none of this version ever did."""
    try:
        began = (paths.dagster_home() / _DAEMON).stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(began, UTC)


def prune(instance: "dg.DagsterInstance", now: datetime) -> int:
    """Delete finished runs older than 90 days with their events; return how many."""
    import dagster as dg

    before = now - timedelta(days=KEPT_DAYS)
    finished = [
        dg.DagsterRunStatus.SUCCESS,
        dg.DagsterRunStatus.FAILURE,
        dg.DagsterRunStatus.CANCELED,
    ]
    filters = dg.RunsFilter(statuses=finished, created_before=before)
    records = instance.get_run_records(filters, limit=AT_ONCE, ascending=True)
    for record in records:
        run_id = record.dagster_run.run_id
        instance.delete_run(run_id)
        _delete_rest(run_id)
    return len(records)


def tags_of(pid: int) -> dict[str, str]:
    """The tags of a run that is executed by this process."""
    tags = {PID_TAG: str(pid)}
    with suppress(psutil.NoSuchProcess):
        tags[_PROCESS_TAG] = _identity(psutil.Process(pid))
    return tags


def _identity(process: psutil.Process) -> str:
    """By number and start since boot, which a clock that is set does not move."""
    return str(hash(process))


def process_of(run: "dg.DagsterRun") -> psutil.Process | None:
    """The live process of a run; None if it ended or its number serves another now.

    A person's `ipw refresh` is a run as well: without this, run monitoring would call
    it dead and mark it as failed while it works.
    """
    try:
        process = psutil.Process(int(run.tags.get(PID_TAG, "0")) or -1)
        is_same = run.tags.get(_PROCESS_TAG) in (None, _identity(process))
        alive = process.status() != psutil.STATUS_ZOMBIE
        ours = any(
            "dagster_project" in part or part.endswith("/ipw")
            for part in process.cmdline()
        )
    except (psutil.Error, ValueError):
        return None
    return process if is_same and alive and ours else None


def bury(instance: "dg.DagsterInstance") -> int:
    """Mark as failed what was cut off by a kill; return how many runs.

    Where the daemon runs, its run monitoring finds one that has started; one that is
    starting only after minutes. Where it does not, such a run would stand for ever.
    """
    import dagster as dg

    going = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
    dead = [
        run
        for run in instance.get_runs(dg.RunsFilter(statuses=going))
        if PID_TAG in run.tags and process_of(run) is None
    ]
    for run in dead:
        instance.report_run_failed(run, ENDED)
    return len(dead)


def forget_the_future(instance: "dg.DagsterInstance", now: datetime) -> None:
    """Take back the moments that a clock which was ahead has left.

    Dagster looks at a sensor again so many seconds after the last time, and at a
    schedule for what is due since: it would do neither until these moments have come.
    """
    at = now.timestamp()
    for state in instance.all_instigator_state():
        if state.instigator_data is None:
            continue
        said = state.instigator_data._asdict()
        moments = {name: said[name] for name in said if name.endswith("_timestamp")}
        ahead: dict[str, Any] = {
            name: at for name in moments if (moments[name] or 0) > at
        }
        if ahead:
            data = state.instigator_data._replace(**ahead)
            instance.update_instigator_state(state.with_data(data))
    schedules = paths.dagster_home() / "schedules" / "schedules.db"
    with closing(sqlite3.connect(schedules, timeout=20)) as ticks, ticks:
        until = now.replace(tzinfo=None).isoformat(sep=" ")
        ticks.execute("delete from job_ticks where timestamp > ?", [until])


@contextmanager
def canceling(instance: "dg.DagsterInstance", run_id: str) -> Iterator[None]:
    """What fails inside, because somebody ends the run, is no failure of the run."""
    if (run := instance.get_run_by_id(run_id)) and not run.is_finished:
        instance.report_run_canceling(run)
    yield
    if (run := instance.get_run_by_id(run_id)) and not run.is_finished:
        instance.report_run_canceled(run)


def _delete_rest(run_id: str) -> None:
    """What `delete_run` leaves: an empty SQLite file, captured logs, check results."""
    home = paths.dagster_home()
    for path in (home / "history" / "runs").glob(f"{run_id}.db*"):
        path.unlink(missing_ok=True)
    shutil.rmtree(home / "storage" / run_id, ignore_errors=True)
    index = sqlite3.connect(home / "history" / "runs" / "index.db", timeout=20)
    try:
        with index, suppress(sqlite3.OperationalError):
            index.execute(
                "delete from asset_check_executions where run_id = ?", [run_id]
            )
    finally:
        index.close()


def _set_unreadable_aside(home: Path) -> None:
    if damaged(home):
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        home.rename(home.with_name(f"{home.name}.unreadable-{stamp}"))


def damaged(home: Path) -> list[Path]:
    """Files of the history that cannot be read: `prepare` sets the folder aside."""
    return [path for path in databases(home) if _is_damaged(path)]


def databases(home: Path) -> Iterator[Path]:
    """Where the history is."""
    yield home / "history" / "runs.db"
    yield home / "history" / "runs" / "index.db"
    yield home / "schedules" / "schedules.db"


def _is_damaged(path: Path) -> bool:
    """Whether SQLite finds it so; whoever holds it or may not read it says nothing."""
    if path.is_dir():
        return True
    if not path.exists() or path.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as history:
            history.execute("select count(*) from sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True
    return False

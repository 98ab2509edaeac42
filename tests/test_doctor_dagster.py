"""`ipw doctor` on what a daemon left in Dagster's instance; no daemon runs here."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.instance import DagsterInstance
from dagster._core.scheduler.instigation import (
    InstigatorStatus,
    TickData,
    TickStatus,
)
from dagster._daemon.types import DaemonHeartbeat
from dagster_shared.error import SerializableErrorInfo

from dagster_project import locking, paths
from dagster_project.operations import dagster_home, doctor
from tests import stored_sensor
from tests.anybody import python
from tests.examined import found
from tests.stored_sensor import SENSOR

NOW = datetime.now(UTC)
UNREACHABLE = "DagsterUserCodeUnreachableError: Unable to reach the user code server"
A_MOMENT, A_WHILE = timedelta(seconds=5), timedelta(minutes=10)


@pytest.fixture
def instance(instance: DagsterInstance) -> DagsterInstance:
    """The history of an installation whose daemon gave a sign of life just now."""
    beats(instance, NOW)
    return instance


def beats(instance: DagsterInstance, at: datetime) -> None:
    instance.add_daemon_heartbeat(DaemonHeartbeat(at.timestamp(), "SENSOR", "1", []))


def looks(instance: DagsterInstance, at: datetime, status: TickStatus) -> None:
    """One tick of the sensor, stored as the daemon does."""
    state = stored_sensor.state(InstigatorStatus.DECLARED_IN_CODE)
    if not instance.all_instigator_state():
        instance.add_instigator_state(state)
    failed = status is TickStatus.FAILURE
    instance.create_tick(
        TickData(
            state.instigator_origin_id,
            SENSOR,
            InstigatorType.SENSOR,
            status,
            at.timestamp(),
            error=SerializableErrorInfo(UNREACHABLE, [], None) if failed else None,
            selector_id=state.selector_id,
        )
    )


def began(at: datetime) -> None:
    dagster_home.note_daemon()
    stamp = paths.dagster_home() / "daemon-began"
    os.utime(stamp, (at.timestamp(), at.timestamp()))


def dropped() -> datetime:
    """A file in the inbox, and when it came there."""
    (paths.inbox() / "a.csv").write_text("x")
    return datetime.now(UTC)


def sensor(now: datetime = NOW) -> doctor.Check:
    return found(SENSOR, doctor.examine(now))


# --- A daemon that beats and hears nothing


def test_a_daemon_that_looks_every_few_seconds_is_well(
    instance: DagsterInstance,
) -> None:
    began(NOW - A_WHILE)
    looks(instance, NOW - 2 * A_MOMENT, TickStatus.SKIPPED)
    looks(instance, NOW - A_MOMENT, TickStatus.STARTED)
    assert sensor().level == "ok"


@pytest.mark.parametrize("then", [None, TickStatus.STARTED])
def test_a_daemon_whose_last_look_failed_is_deaf(
    instance: DagsterInstance, then: TickStatus | None
) -> None:
    looks(instance, NOW - 3 * A_MOMENT, TickStatus.SKIPPED)
    looks(instance, NOW - 2 * A_MOMENT, TickStatus.FAILURE)
    if then:
        looks(instance, NOW - A_MOMENT, then)
    check = sensor()
    assert (check.level, UNREACHABLE in check.found) == ("fail", True)
    assert "Restart the daemon" in check.remedy


def test_a_failure_that_was_overcome_is_forgotten(instance: DagsterInstance) -> None:
    looks(instance, NOW - 2 * A_MOMENT, TickStatus.FAILURE)
    looks(instance, NOW - A_MOMENT, TickStatus.SKIPPED)
    assert sensor().level == "ok"


def test_a_daemon_that_beats_and_no_longer_looks_is_deaf(
    instance: DagsterInstance,
) -> None:
    looks(instance, NOW - A_WHILE, TickStatus.SKIPPED)
    check = sensor()
    assert (check.level, "Restart the daemon" in check.remedy) == ("fail", True)
    assert f"{NOW - A_WHILE:%H:%M}" in check.found


def test_a_daemon_that_never_looked_since_it_started_is_deaf(
    instance: DagsterInstance,
) -> None:
    began(NOW - A_WHILE)
    assert sensor().level == "fail"


@pytest.mark.parametrize("before", [TickStatus.SKIPPED, TickStatus.FAILURE])
def test_a_daemon_that_started_a_moment_ago_answers_for_no_other(
    instance: DagsterInstance, before: TickStatus
) -> None:
    looks(instance, NOW - A_WHILE, before)
    began(NOW - A_MOMENT)
    assert sensor().level == "ok"


def test_a_daemon_that_was_heard_at_a_time_to_come_does_not_run(
    instance: DagsterInstance,
) -> None:
    """It ended, and the clock was set back."""
    beats(instance, NOW + timedelta(days=365))
    check = found("daemon", doctor.examine(NOW))
    assert (check.level, "yet to come" in check.found) == ("warn", True)


def test_a_daemon_that_ended_is_silent_not_deaf(instance: DagsterInstance) -> None:
    looks(instance, NOW - A_MOMENT, TickStatus.SKIPPED)
    just_after, later = NOW + timedelta(minutes=4), NOW + A_WHILE
    assert sensor(just_after).level == "ok"
    assert found("daemon", doctor.examine(later)).level == "warn"
    assert sensor(later).level == "ok"


# --- Files that a daemon which runs does not take up


def test_a_file_that_a_running_daemon_does_not_take_up_is_named(
    instance: DagsterInstance,
) -> None:
    at = dropped()
    soon, later = at + timedelta(minutes=4), at + timedelta(minutes=6)
    # Without a daemon a file may wait for an hour.
    assert found("inbox", doctor.examine(later)).level == "ok"
    beats(instance, soon)
    assert found("inbox", doctor.examine(soon)).level == "ok"
    beats(instance, later)
    check = found("inbox", doctor.examine(later))
    assert (check.level, "a.csv" in check.found) == ("warn", True)
    assert "Restart the daemon" in check.remedy


def test_a_file_may_wait_for_a_refresh_or_for_a_daemon_that_just_started(
    instance: DagsterInstance,
) -> None:
    later = dropped() + timedelta(minutes=6)
    beats(instance, later)
    with locking.refresh_lock():
        assert found("inbox", doctor.examine(later)).level == "ok"
    began(later - A_MOMENT)
    assert found("inbox", doctor.examine(later)).level == "ok"


# --- Runs that were cut off


@pytest.mark.parametrize("status", ["STARTING", "STARTED"])
def test_a_run_whose_process_is_gone_is_cut_off(
    instance: DagsterInstance, status: str
) -> None:
    instance.add_run(
        dg.DagsterRun(
            job_name="refresh_warehouse",
            status=dg.DagsterRunStatus(status),
            tags={dagster_home.PID_TAG: "1"},  # there is one, and it is none of ours
        )
    )
    check = found("last run", doctor.examine(datetime.now(UTC)))
    assert (check.level, "cut off" in check.found) == ("warn", True)


def test_a_run_that_nobody_took_up_is_cut_off_after_three_minutes(
    instance: DagsterInstance,
) -> None:
    run = dg.DagsterRun(
        job_name="refresh_warehouse", status=dg.DagsterRunStatus.STARTING
    )
    instance.add_run(run)
    now = datetime.now(UTC)
    assert found("last run", doctor.examine(now)).level == "ok"
    later = now + timedelta(minutes=4)
    assert "cut off" in found("last run", doctor.examine(later)).found


# --- A history that cannot be read


def history_of(content: bytes) -> Path:
    """Dagster's file of runs with these bytes in it."""
    file = paths.dagster_home() / "history" / "runs.db"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    return file


def test_a_history_that_is_no_database_is_named_with_what_mends_it(
    place: Path,
) -> None:
    history = history_of(b"garbage, not a database at all")
    check = found("Dagster's history", doctor.examine(NOW))
    assert (check.level, str(history) in check.found) == ("fail", True)
    assert "set aside and begun anew" in check.remedy
    dagster_home.prepare()
    assert found("Dagster", doctor.examine(NOW)).level == "warn"


def test_a_history_of_another_user_is_left_to_that_user(
    instance: DagsterInstance,
) -> None:
    history = paths.dagster_home() / "history"
    for path in (*history.iterdir(), history):
        path.chmod(0o555 if path.is_dir() else 0o444)
    said = python(
        "from datetime import UTC, datetime\n"
        "from dagster_project.operations import doctor_dagster\n"
        "print(*doctor_dagster.automation(datetime.now(UTC)))"
    )
    assert said.count("Check(") == 1
    assert str(history / "runs.db") in said
    assert "as that user" in said


def test_what_cannot_be_looked_at_has_the_name_of_what_was_looked_at(
    place: Path,
) -> None:
    history_of(b"")
    (paths.dagster_home() / "dagster.yaml").write_text("a: [setting, cut off")
    check = found("Dagster's history", doctor.examine(NOW))
    assert (check.level, check.found.split(":")[0]) == (
        "fail",
        "could not be looked at",
    )

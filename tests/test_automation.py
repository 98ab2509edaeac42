"""The job, the nightly schedule and the sensors; `test_pipeline` has the daemon run."""

import functools
import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.scheduler.instigation import InstigatorStatus

from dagster_project import automation, companion, paths
from dagster_project.definitions import defs
from dagster_project.operations import dagster_home
from tests import stored_sensor
from tests.anybody import python
from tests.stored_sensor import SENSOR


@pytest.fixture
def landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setattr(automation, "LOOKING_SECONDS", 0)
    for name in ("inbox", "received", "decisions"):
        (tmp_path / "raw" / name).mkdir(parents=True)
    return tmp_path / "raw"


@functools.cache
def switched_on() -> dg.DagsterInstance:
    """An instance in which nobody has switched anything."""
    return dg.DagsterInstance.local_temp()


def tick(cursor: str | None) -> tuple[list, str, str | None]:
    """One evaluation of the sensor: run requests, cursor after it, skip reason."""
    return tick_of(switched_on(), cursor)


def tick_of(
    instance: dg.DagsterInstance, cursor: str | None
) -> tuple[list, str, str | None]:
    context = dg.build_sensor_context(
        instance, cursor, sensor_name=SENSOR, definitions=defs
    )
    data = automation.submission_arrived.evaluate_tick(context)
    return list(data.run_requests or []), data.cursor or "", data.skip_message


def dropped(path: Path, text: str = "x") -> Path:
    """A file that has stopped growing."""
    path.write_text(text)
    os.utime(path, (time.time() - 60, time.time() - 60))
    return path


def test_all_that_is_new_in_one_tick_is_one_run(landing: Path) -> None:
    dropped(landing / "inbox" / "a.csv")
    dropped(landing / "inbox" / "b.csv")
    requests, cursor, _ = tick(None)
    assert len(requests) == 1
    again, _, reason = tick(cursor)
    assert again == []
    assert reason is not None
    assert "already asked" in reason


def test_files_of_which_some_were_received_do_not_ask_again(landing: Path) -> None:
    """A refresh takes them out one by one, and the sensor looks meanwhile."""
    first, second = (dropped(landing / "inbox" / name) for name in ("a.csv", "b.csv"))
    _, cursor, _ = tick(None)
    first.unlink()
    requests, cursor, _ = tick(cursor)
    assert requests == []
    dropped(landing / "inbox" / "c.csv")
    requests, cursor, _ = tick(cursor)
    assert len(requests) == 1
    second.unlink()
    assert tick(cursor)[0] == []


def test_what_an_older_version_remembered_of_the_inbox_asks_once_more(
    landing: Path,
) -> None:
    dropped(landing / "inbox" / "a.csv")
    requests, cursor, _ = tick('{"waiting": "e3b0c44298fc1c14", "decided": ""}')
    assert len(requests) == 1
    assert tick(cursor)[0] == []


def test_an_empty_inbox_says_so_in_plain_words(landing: Path) -> None:
    _, cursor, _ = tick(None)
    requests, _, reason = tick(cursor)
    assert requests == []
    assert reason == "Nothing new in raw/inbox or raw/decisions."


def test_a_file_of_the_same_name_asks_again(landing: Path) -> None:
    file = dropped(landing / "inbox" / "a.csv")
    _, cursor, _ = tick(None)
    file.unlink()
    requests, cursor, _ = tick(cursor)
    assert requests == []
    dropped(file, "another content")
    requests, _, _ = tick(cursor)
    assert len(requests) == 1


def test_a_file_that_is_not_ready_waits(landing: Path) -> None:
    dropped(landing / "inbox" / "a.csv.part")
    dropped(landing / "inbox" / ".hidden.csv")
    requests, _, _ = tick(None)
    assert requests == []


def assert_asked_in_this_tick(
    file: Path, cursor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that comes half a second after a tick began is asked for in that tick."""
    monkeypatch.setattr(automation, "LOOKING_SECONDS", 60)
    begin = time.monotonic()
    threading.Timer(0.5, dropped, [file]).start()
    requests, _, _ = tick(cursor)
    assert len(requests) == 1
    assert time.monotonic() - begin < 30


def test_a_tick_looks_on_until_a_file_appears(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, cursor, _ = tick(None)
    assert_asked_in_this_tick(landing / "inbox" / "a.csv", cursor, monkeypatch)


def switched_off(instance: dg.DagsterInstance) -> None:
    """What the page of Dagster stores when somebody switches the sensor off."""
    instance.add_instigator_state(stored_sensor.state(InstigatorStatus.STOPPED))


def test_a_tick_in_which_the_sensor_is_switched_off_asks_for_nothing(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, cursor, _ = tick(None)
    monkeypatch.setattr(automation, "LOOKING_SECONDS", 60)

    def stop_and_drop(instance: dg.DagsterInstance) -> None:
        switched_off(instance)
        dropped(landing / "inbox" / "a.csv")

    with dg.DagsterInstance.local_temp() as instance:
        threading.Timer(0.5, stop_and_drop, [instance]).start()
        requests, cursor, reason = tick_of(instance, cursor)
    assert requests == []
    assert reason == "Switched off meanwhile; 1 file in the inbox will wait."
    assert len(tick(cursor)[0]) == 1  # once it is on again


def test_a_sensor_that_is_off_can_be_tried_by_hand(landing: Path) -> None:
    dropped(landing / "inbox" / "a.csv")
    with dg.DagsterInstance.local_temp() as instance:
        switched_off(instance)
        assert len(tick_of(instance, None)[0]) == 1


def test_a_tick_that_sees_files_received_looks_on_for_the_next(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = dropped(landing / "inbox" / "a.csv")
    _, cursor, _ = tick(None)
    first.unlink()
    assert_asked_in_this_tick(landing / "inbox" / "b.csv", cursor, monkeypatch)


def test_a_name_that_is_no_utf8_is_heard_and_makes_the_sensor_deaf_to_nothing(
    landing: Path,
) -> None:
    odd = Path(os.fsdecode(b"b\xe1o.pdf"))
    dropped(landing / "inbox" / odd)
    dropped(landing / "decisions" / odd.with_suffix(".json"))
    loop = landing / "decisions" / "loop.json"
    loop.symlink_to(loop.name)
    requests, cursor, _ = tick(None)
    assert len(requests) == 1
    dropped(landing / "inbox" / "good.csv")
    assert len(tick(cursor)[0]) == 1


def test_a_decision_arriving_starts_a_refresh(landing: Path) -> None:
    _, cursor, _ = tick(None)
    dropped(landing / "decisions" / "20260301T000000000000Z-abc.json", "{}")
    requests, cursor, _ = tick(cursor)
    assert len(requests) == 1
    assert tick(cursor)[0] == []


def test_what_is_read_as_a_decision_starts_a_refresh_and_nothing_else(
    landing: Path,
) -> None:
    _, cursor, _ = tick(None)
    dropped(landing / "decisions" / ".a.json", "{}")
    dropped(landing / "decisions" / "a.json.part", "{}")
    requests, cursor, _ = tick(cursor)
    assert requests == []
    dropped(landing / "decisions" / "A.JSON", "{}")
    assert len(tick(cursor)[0]) == 1


def test_decisions_that_may_not_be_listed_make_the_sensor_deaf_to_nothing(
    landing: Path,
) -> None:
    dropped(landing / "inbox" / "a.csv")
    (landing / "decisions").chmod(0)
    look = "from dagster_project import automation; print(automation._look()[0])"
    assert "a.csv" in python(look)


@pytest.mark.parametrize(
    ("error", "is_tried_again"), [(companion.CompanionError, True), (OSError, False)]
)
def test_a_run_whose_second_process_is_killed_is_tried_again_and_no_other(
    landing: Path, error: type[Exception], is_tried_again: bool
) -> None:
    @dg.op
    def models() -> None:
        raise error("the second process of the refresh ended")

    @dg.job(hooks=defs.resolve_job_def("refresh_warehouse").hook_defs)
    def fails() -> None:
        models()

    dagster_home.prepare()
    with dg.DagsterInstance.get() as instance:
        result = fails.execute_in_process(instance=instance, raise_on_error=False)
        run = instance.get_run_by_id(result.run_id)
    assert run is not None
    assert run.tags["dagster/will_retry"] == str(is_tried_again).lower()


def test_the_nightly_tick_launches_the_same_job(landing: Path) -> None:
    schedule = defs.resolve_schedule_def("nightly_refresh")
    assert schedule.job_name == "refresh_warehouse"
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    context = dg.build_schedule_context(
        scheduled_execution_time=datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
    )
    data = schedule.evaluate_tick(context)
    assert len(data.run_requests or []) == 1
    assert schedule.execution_timezone == "Asia/Ho_Chi_Minh"
    assert schedule.cron_schedule == "0 2 * * *"


def test_a_failed_refresh_is_written_down(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster_project.operations import notification

    monkeypatch.delenv("IPW_WEBHOOK", raising=False)
    paths.build().mkdir()
    notification.refresh_failed("run-1", "dbt: int_blocks")
    assert "int_blocks" in (paths.build() / "failures.ndjson").read_text("utf-8")

"""`ipw doctor` on installations that are well and on ones that are not."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from dagster_project import cli, durable, locking, paths, progress, warehouse
from dagster_project.intake import inbox
from dagster_project.operations import doctor, doctor_dagster
from tests import anybody
from tests.examined import found, instance_with_a_run

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_a_new_installation_fails_nothing_and_says_what_is_still_to_do(
    place: Path,
) -> None:
    checks = doctor.examine(NOW)
    assert [check.name for check in checks if check.level == "fail"] == []
    assert found("publication", checks).level == "warn"
    assert "ipw refresh" in found("Dagster", checks).remedy
    assert found("received files", checks).found.startswith("1 have")
    assert not list((place / "raw").rglob(".doctor-*"))


def test_what_is_not_well_has_a_remedy(place: Path) -> None:
    unwell = [check for check in doctor.examine(NOW) if check.level != "ok"]
    assert unwell
    assert all(check.remedy for check in unwell)


def test_a_folder_that_is_not_there_is_made_by_the_first_refresh(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_RAW", str(place / "elsewhere"))
    checks = doctor.examine(NOW)
    assert found("folder elsewhere", checks).level == "warn"
    assert not (place / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_not_promised(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "closed").mkdir(mode=0o555)
    monkeypatch.setenv("IPW_RAW", str(place / "closed" / "raw"))
    said = anybody.python(
        "from dagster_project.operations import doctor\nprint(next(doctor.folders()))"
    )
    assert "level='fail'" in said and "cannot be made" in said
    assert "ipw refresh" not in said


def test_an_inbox_that_is_missing_is_named(place: Path) -> None:
    (place / "raw" / "inbox").rmdir()
    check = found("folder inbox", doctor.examine(NOW))
    assert (check.level, "ipw refresh" in check.remedy) == ("warn", True)
    inbox.made()
    assert "folder inbox" not in {check.name for check in doctor.examine(NOW)}


def test_a_received_file_that_was_changed_is_named(place: Path) -> None:
    (folder,) = (place / "raw" / "received").iterdir()
    (folder / "a.csv").write_bytes(b"two")
    check = found("received files", doctor.examine(NOW))
    assert check.level == "fail"
    assert folder.name in check.found
    assert "backup" in check.remedy
    # A receipt that was changed along with it does not help: the folder has the hash.
    digest = sha256(b"two").hexdigest()
    (folder / "receipt.json").write_text(json.dumps({"sha256": digest}))
    assert found("received files", doctor.examine(NOW)).level == "fail"
    (folder / "a.csv").unlink()
    assert "no file" in found("received files", doctor.examine(NOW)).found


def test_a_receipt_that_is_lost_is_no_fault_of_the_file(place: Path) -> None:
    (folder,) = (place / "raw" / "received").iterdir()
    (folder / "receipt.json").unlink()
    assert found("received files", doctor.examine(NOW)).level == "ok"


def test_files_that_wait_for_long_and_unfinished_ones_are_named(place: Path) -> None:
    # ctime cannot be set back: a file that waits is judged by both its times.
    (place / "raw" / "inbox" / "b.csv.part").write_text("x")
    old = time.time() - 3 * 86400
    os.utime(place / "raw" / "inbox" / "b.csv.part", (old, old))
    check = found("unfinished files", doctor.examine(datetime.now(UTC)))
    assert check.level == "warn"
    assert "b.csv.part" in check.found
    (place / "raw" / "inbox" / "c.csv").write_text("x")
    later = datetime.now(UTC) + timedelta(hours=2)
    assert "c.csv" in found("inbox", doctor.examine(later)).found


def test_what_a_cut_off_run_left_is_told(place: Path) -> None:
    (place / "raw" / "received" / ".incoming-1-0").mkdir()
    assert "takes them up" in found("receiving", doctor.examine(NOW)).remedy


def test_a_decision_that_cannot_be_used_is_named(place: Path) -> None:
    (place / "raw" / "decisions" / "x.json").write_text("{")
    check = found("decision", doctor.examine(NOW))
    assert (check.level, check.found.split(":")[0]) == ("warn", "x.json")


def test_the_process_that_holds_the_working_file_is_named(place: Path) -> None:
    with warehouse.connect():
        pass
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, duckdb; c = duckdb.connect(sys.argv[1], read_only=True);"
            " print('open', flush=True); sys.stdin.read()",
            str(paths.warehouse()),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        check = found("working file", doctor.examine(NOW))
        assert check.level == "fail"
        assert f"PID {holder.pid}" in check.found
    finally:
        holder.communicate()
    assert found("working file", doctor.examine(NOW)).level == "ok"


def refreshing() -> subprocess.Popen[bytes]:
    """A process that holds the lock until its input ends."""
    code = (
        "import sys; from dagster_project import locking\n"
        "with locking.refresh_lock():\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=paths.PROJECT,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    return holder


def test_a_refresh_in_progress_is_no_fault_unless_it_takes_hours(place: Path) -> None:
    holder = refreshing()
    try:
        check = found("refresh lock", doctor.examine(NOW))
        assert (check.level, str(holder.pid) in check.found) == ("ok", True)
        hours_ago = time.time() - 7300
        os.utime(place / "build" / "refresh.pid", (hours_ago, hours_ago))
        check = found("refresh lock", doctor.examine(NOW))
        assert (check.level, check.found[-13:]) == ("warn", "since 2 hours")
        assert f"kill {holder.pid}" in check.remedy
    finally:
        holder.communicate()
    assert locking.refreshing_process() is None


def test_a_refresh_that_somebody_stopped_is_named_to_the_doctor_and_to_who_waits(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "LOOK_SECONDS", 0.05)
    holder = refreshing()
    holder.send_signal(signal.SIGSTOP)
    while not (how := locking.stopped(holder.pid)):
        time.sleep(0.01)
    assert how == f"stopped (Ctrl-Z?): `kill -CONT {holder.pid}` has it go on"
    check = found("refresh lock", doctor.examine(NOW))
    assert (check.level, f"process {holder.pid}," in check.found) == ("fail", True)
    assert check.remedy == f"`kill -CONT {holder.pid}` has it go on."
    said: list[str] = []

    def hear(line: str) -> None:
        said.append(line)
        holder.send_signal(signal.SIGCONT)
        if len(said) > 1:
            holder.communicate()

    monkeypatch.setattr(progress, "_listeners", [hear])
    with locking.refresh_lock():
        pass
    waiting = f"waiting for the refresh of process {holder.pid} to end"
    assert said == [f"{waiting}; {how}", waiting]


@pytest.mark.parametrize("name", ["LITTLE_BYTES", "FEW_FILES"])
def test_little_room_is_a_warning_and_too_little_a_failure(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(durable, "room", lambda _: durable.Room(2**40, 2**40))
    for times, level in ((1, "ok"), (2, "warn"), (20, "fail")):
        monkeypatch.setattr(doctor, name, times * 2**40)
        assert found("disk raw", doctor.examine(NOW)).level == level


def test_files_are_not_counted_where_their_number_has_no_limit(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "room", lambda _: durable.Room(2**40, None))
    assert "room for" not in found("disk raw", doctor.examine(NOW)).found


def test_a_package_of_another_version_is_named(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_dagster, "version", lambda name: "0.1")
    (check,) = doctor_dagster.versions()
    assert check.level == "fail"
    assert "duckdb 0.1, not " in check.found


@pytest.mark.parametrize(
    ("address", "level"),
    [("", "ok"), ("http://127.0.0.1:9/", "ok"), ("file:///etc/passwd", "fail")],
)
def test_a_webhook_must_be_a_web_address(
    place: Path, monkeypatch: pytest.MonkeyPatch, address: str, level: str
) -> None:
    monkeypatch.setenv("IPW_WEBHOOK", address)
    assert found("webhook", doctor.examine(NOW)).level == level


def test_the_last_run_and_the_sensors_are_read_from_dagster(place: Path) -> None:
    instance_with_a_run(dg.DagsterRunStatus.SUCCESS)
    checks = doctor.examine(datetime.now(UTC))
    assert found("last run", checks).found.startswith("SUCCESS")
    assert found("nightly_refresh", checks).level == "ok"
    assert found("submission_arrived", checks).level == "ok"
    assert found("daemon", checks).level == "warn"
    later = doctor.examine(datetime.now(UTC) + timedelta(days=3))
    assert found("last run", later).level == "warn"


def test_a_failed_last_run_makes_the_command_exit_1(place: Path) -> None:
    instance_with_a_run(dg.DagsterRunStatus.FAILURE)
    result = CliRunner().invoke(cli.app, ["doctor"])
    assert result.exit_code == 1
    assert "fail last run: FAILURE" in result.output
    assert "→" in result.output


def test_the_command_exits_0_where_nothing_fails(place: Path) -> None:
    result = CliRunner().invoke(cli.app, ["doctor"])
    assert result.exit_code == 0, result.output

"""What it takes to hurt the warehouse: crowds, full disks, the clock, torn builds."""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from dagster_project import ingestion, paths, problems, warehouse
from dagster_project.publishing import publication
from dagster_project.submissions import receipts
from tests import first_release
from tests.hurt import assert_nothing_lost_or_doubled, drop
from tests.installation import Installation, is_whole
from tests.webhook import Webhook

pytestmark = pytest.mark.xdist_group("hardening")


# --- two at once


@pytest.mark.slow
def test_two_refreshes_and_their_readers_hinder_nobody(
    copy: Installation, first: Installation
) -> None:
    reader = duckdb.connect(
        str((copy.build / "published" / "warehouse.duckdb").resolve()), read_only=True
    )
    drop(copy)
    two = [copy.started(), copy.started()]
    while all(each.poll() is None for each in two):
        answer = copy.ipw("query", "select 41 + 1 as n", "--format", "csv")
        assert answer == "n\n42\n"
        copy.ipw("status")
        time.sleep(3)  # a person's pace; three at once would only slow each other
    said = [each.communicate(timeout=600)[0] for each in two]
    assert [each.returncode for each in two] == [0, 0], said
    assert any("waiting for the refresh of process" in text for text in said)
    reader.execute("select count(*) from marts.annual_indicators").fetchall()
    reader.close()
    assert copy.marts() == first.marts()
    assert copy.tables() == first.tables()
    assert_nothing_lost_or_doubled(copy)


@pytest.mark.slow
def test_who_holds_the_working_file_is_named_and_the_webhook_is_told(
    copy: Installation, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (copy.build / "published").resolve()
    with duckdb.connect(str(copy.build / "warehouse.duckdb"), read_only=True):
        said = copy.ipw("refresh", expect=1)
    assert f"Process {os.getpid()} holds the working file" in said.replace("\n", " ")
    assert "Traceback" not in said
    assert "the last publication stands" in said.replace("\n", " ")
    assert (copy.build / "published").resolve() == before
    (posted,) = hook.posted
    assert f"PID {os.getpid()}" in posted["message"]


# --- full, read-only, vanished, the clock


@pytest.mark.slow
def test_a_full_disk_is_said_with_the_remedy_and_the_last_publication_stands(
    copy: Installation, first: Installation
) -> None:
    """No file may grow beyond 8 MB: the working file of a refresh is larger."""
    limit = 8 * 1024 * 1024
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project", "refresh"],
        env=copy.env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    said = (done.stdout + done.stderr).replace("\n", " ")
    assert done.returncode == 1, said
    assert "The disk is full, of bytes or of files" in said
    assert "Traceback" not in said
    assert is_whole(copy.build / "published")
    assert copy.marts() == first.marts()
    assert not list((copy.build / "releases").glob(".*"))


@pytest.mark.slow
def test_a_disk_that_takes_no_more_files_is_called_full(copy: Installation) -> None:
    shutil.rmtree(copy.build)
    copy.build.mkdir()
    done = first_release.mounting(
        copy,
        f"mount -t tmpfs -o nr_inodes=12 tmpfs '{copy.build}' &&"
        ' { ipw refresh; echo "status $?"; ipw doctor; }',
    )
    said = (done.stdout + done.stderr).replace("\n", " ")
    assert "status 1" in said and "Traceback" not in said, said
    assert "The disk is full, of bytes or of files" in said
    assert "room for 0 files" in said or "room for 1 files" in said


@pytest.mark.parametrize("name", ["raw", "build"])
@pytest.mark.slow
def test_a_read_only_folder_is_said_with_the_remedy(
    copy: Installation, name: str
) -> None:
    folder = copy.raw.parent / name
    done = first_release.mounting(
        copy,
        f"mount --bind '{folder}' '{folder}' &&"
        f" mount -o remount,ro,bind '{folder}' && ipw refresh",
    )
    said = (done.stdout + done.stderr).replace("\n", " ")
    assert done.returncode == 1, said
    assert "Read-only file system" in said and str(folder) in said.replace(" ", "")
    assert "mount it writable" in said
    assert "Traceback" not in said
    assert is_whole(copy.build / "published")


@pytest.mark.slow
def test_a_received_file_that_vanishes_while_it_is_read_is_said_with_the_remedy(
    inside: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody moves a folder of `raw/received` between the listing and the reading."""
    find = receipts.find_file

    def find_and_lose(folder: Path, *said: receipts.Receipt | None) -> Path | None:
        found = find(folder, *said)
        if found and folder.name.startswith("20251231"):
            found.unlink()
        return found

    monkeypatch.setattr(receipts, "find_file", find_and_lose)
    with (
        duckdb.connect() as memory,
        pytest.raises(FileNotFoundError) as raised,
    ):
        ingestion.load(memory, datetime.now(UTC))
    said = problems.explain(raised.value)
    assert "Lạng Sơn" in said
    assert "put it back if you moved it" in said


@pytest.mark.slow
def test_a_clock_that_jumps_back_publishes_all_the_same(inside: Installation) -> None:
    """The releases in the folder are of a time that has not come yet."""
    now = datetime.now(UTC)
    for years in (9, 10, 11):
        ahead = publication.publish(now.replace(year=now.year + years))
    release = publication.publish(now)
    assert release.folder.name < ahead.folder.name
    assert paths.published().resolve() == release.folder
    again = publication.publish(now - timedelta(days=1))
    assert paths.published().resolve() == again.folder
    assert is_whole(again.folder)


# --- old and new


@pytest.fixture
def worn(copy: Installation) -> Iterator[Installation]:
    """A build folder as another version and several accidents may leave it."""
    build = copy.build
    release = (build / "published").resolve()
    (build / "published").unlink()
    release.rename(build / "published")
    (build / "published" / "notes of an analyst.txt").write_text("keep me")
    (build / "warehouse.duckdb").write_bytes(b"no database" * 1000)
    (build / "warehouse.duckdb.wal").write_bytes(b"no log either")
    (build / "refresh.lock").write_text("")
    (build / "refresh.pid").write_text("1")
    (build / "dbt" / "sources.sha256").write_text("of another version")
    (build / "dbt" / "manifest.json").write_text("{")
    for kept in (build / "dbt").glob("*-????????????????.json"):
        kept.rename(kept.with_stem(kept.stem[:-16] + "0123456789abcdef"))
    (build / "dbt" / "partial_parse.msgpack").write_bytes(b"\x00garbage")
    for entry in (build / "parsed").rglob("*.json"):
        entry.write_bytes(entry.read_bytes()[:-20])
    stale = build / "parsed" / "0123456789abcdef"
    stale.mkdir()
    (stale / "x.json").write_text("of another version")
    (build / "dagster_home" / "dagster.yaml").write_text("a: [setting, of, old")
    (build / "dagster_home" / "written-by.txt").write_text("1.0.0")
    (build / "dagster_home" / "history" / "runs.db").write_bytes(b"garbage" * 100)
    (build / "releases" / ".incoming-x").mkdir()
    yield copy


@pytest.mark.slow
def test_a_worn_build_of_another_version_is_rebuilt_without_a_hand(
    worn: Installation, first: Installation
) -> None:
    worn.ipw("refresh")
    assert worn.marts() == first.marts()
    assert is_whole(worn.build / "published")
    (aside,) = worn.build.glob("published.before-*")
    assert (aside / "notes of an analyst.txt").read_text() == "keep me"
    assert "ok   last run: SUCCESS" in worn.ipw("doctor")


@pytest.mark.slow
def test_no_table_of_an_older_version_is_carried_over(inside: Installation) -> None:
    """An undescribed table of old would close the gate for ever."""
    with warehouse.connect() as connection:
        connection.execute("create table marts.of_old as select 1 as a")
    warehouse.start_anew(paths.warehouse())
    with warehouse.connect() as connection:
        assert connection.execute("select * from duckdb_tables()").fetchall() == []


@pytest.mark.slow
def test_a_lock_file_that_is_left_over_holds_nobody_up(inside: Installation) -> None:
    from dagster_project import locking

    (inside.build / "refresh.lock").write_text("12345")
    start = time.monotonic()
    with locking.refresh_lock():
        assert time.monotonic() - start < 5
    assert locking.refreshing_process() is None

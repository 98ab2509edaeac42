"""What stands in received/ without our doing is read by its bytes."""

import os
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from dagster_project import warehouse
from dagster_project.submissions import loading, reading, records
from dagster_project.submissions.refusals import Refused
from tests import given
from tests.inbox import UNRULY, drop, receive

# --- folders placed by hand


def test_a_folder_placed_by_hand_is_read_by_its_bytes(raw: Path) -> None:
    folder = raw / "received" / "20240301T090000000000Z-abcdefabcdef"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one")
    (entry,) = reading.parsed_files(UNRULY)
    assert entry.folder == folder
    assert entry.receipt.sha256 == sha256(b"one").hexdigest()
    assert entry.receipt.original_name == "a.csv"
    assert entry.receipt.instant == datetime(2024, 3, 1, 9, tzinfo=UTC)
    assert not isinstance(entry.content, Refused)


def test_a_folder_whose_name_is_no_text_is_read_and_its_name_written_out(
    raw: Path,
) -> None:
    folder = raw / "received" / os.fsdecode(b"20240301T090000000000Z-b\xe1o")
    folder.mkdir(parents=True)
    (folder / os.fsdecode(b"b\xe1o.csv")).write_text("one")
    rows = loading.records_of_all(reading.parsed_files(UNRULY), [], given.TODAY)
    with duckdb.connect() as connection:
        warehouse.replace_table(
            connection, "raw.submissions", records.Submission, rows.submissions
        )
        (found,) = connection.execute(
            "select submission_id, original_name from raw.submissions"
        ).fetchall()
    assert found == ("20240301T090000000000Z-b\\xe1o", "b\\xe1o.csv")
    drop(raw, "again.csv", "one")
    (again,) = receive()
    assert again.duplicate_of == found[0]


@pytest.mark.parametrize(
    "receipt",
    ["", "[]", "{", '{"sha256": 3}', "\x00", '{"sender": "\\ud800"}', "[" * 200_000],
    ids=range(7),
)
def test_a_damaged_receipt_is_made_good(raw: Path, receipt: str) -> None:
    folder = raw / "received" / "20240301T090000000000Z-abcdefabcdef"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one")
    (folder / "receipt.json").write_text(receipt)
    (entry,) = reading.parsed_files(UNRULY)
    assert entry.receipt.size_bytes == 3
    assert entry.receipt.sender in (None, "?")


@pytest.mark.timeout(60)
def test_a_pipe_in_the_place_of_a_receipt_is_not_waited_for(raw: Path) -> None:
    folder = raw / "received" / "20240301T090000000000Z-abcdefabcdef"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one")
    os.mkfifo(folder / "receipt.json")
    (entry,) = reading.parsed_files(UNRULY)
    assert (entry.receipt.size_bytes, entry.receipt.original_name) == (3, "a.csv")


def test_a_refused_folder_that_was_copied_to_received_is_one_submission(
    raw: Path,
) -> None:
    drop(raw, "a.csv", "refuse")
    (done,) = receive()
    assert done.folder
    shutil.copytree(done.folder, raw / "received" / done.folder.name)
    (entry,) = reading.parsed_files(UNRULY)
    assert entry.receipt.status == "received"


@pytest.mark.parametrize("year", ["9999", "0001", "0999"])
def test_a_folder_of_an_impossible_year_was_received_when_it_was_made(
    raw: Path, year: str
) -> None:
    folder = raw / "received" / f"{year}1231T235959999999Z-abcdefabcdef"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one")
    drop(raw, "b.csv", "two")
    (done,) = receive()
    made = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    entries = {x.folder: x.receipt.instant for x in reading.parsed_files(UNRULY)}
    assert entries[folder] == made
    assert done.folder is not None
    assert 2000 < entries[done.folder].year < 2100


def test_folders_come_in_order_of_receipt_and_refusals_keep_their_words(
    raw: Path,
) -> None:
    for name, text in (("1", "one"), ("2", "refuse"), ("3", "two")):
        drop(raw, f"{name}.csv", text)
        receive()
    read = list(reading.parsed_files(UNRULY))
    assert [entry.receipt.original_name for entry in read] == [
        "1.csv", "2.csv", "3.csv",
    ]  # fmt: skip
    assert isinstance(read[1].content, Refused)
    assert read[1].content.reason_vi == "Không tìm thấy dòng nào."


def test_an_unreadable_file_or_an_empty_folder_in_received_is_refused_not_fatal(
    raw: Path,
) -> None:
    for number, text in enumerate(("abort", "refuse", "")):
        folder = raw / "received" / f"2024030{number + 1}T090000000000Z-abcdefabcdef"
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text(text)
    (raw / "received" / "20240305T090000000000Z-abcdefabcdef").mkdir()
    (raw / "refused" / "no time in this name").mkdir(parents=True)
    codes = [
        entry.content.code
        for entry in reading.parsed_files(UNRULY)
        if isinstance(entry.content, Refused)
    ]
    assert codes == [
        "reader_crashed", "no_line", "empty_file", "file_missing", "file_missing",
    ]  # fmt: skip

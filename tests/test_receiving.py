"""From the inbox into its folder: once, whole, in order."""

import json
import os
import threading
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest

from dagster_project.intake import inbox
from tests.inbox import NOW, drop, kept, left, receive

# --- one file


def test_a_file_is_kept_unchanged_with_its_receipt(raw: Path) -> None:
    drop(raw, "Báo cáo 2024.csv", "one")
    (done,) = receive()
    # sha256("one") begins with 7692c3ad3540.
    folder = raw / "received" / "20250110T080000000000Z-7692c3ad3540"
    assert done.folder == folder
    assert (folder / "Báo cáo 2024.csv").read_text() == "one"
    assert list(json.loads((folder / "receipt.json").read_text()).items()) == [
        ("sha256", sha256(b"one").hexdigest()),
        ("original_name", "Báo cáo 2024.csv"),
        ("size_bytes", 3),
        ("received_at", "20250110T080000000000Z"),
        ("sender", None),
        ("channel", None),
        ("status", "received"),
        ("reason_code", None),
        ("reason_vi", None),
        ("reason_en", None),
    ]
    assert left(raw) == []


def test_a_file_that_cannot_be_read_is_refused_in_plain_words(raw: Path) -> None:
    drop(raw, "a.csv", "refuse")
    (done,) = receive()
    assert done.status == "refused" and done.folder is not None
    assert done.folder.parent == raw / "refused"
    said = json.loads((done.folder / "receipt.json").read_text())
    assert said["reason_code"] == "no_line"
    assert said["reason_vi"] == "Không tìm thấy dòng nào."
    words = (done.folder / "reason.txt").read_text()
    assert "Không tìm thấy dòng nào." in words and "No line was found." in words
    assert "a.csv" in words


def test_an_empty_file_is_refused_and_kept(raw: Path) -> None:
    drop(raw, "a.csv", "")
    (done,) = receive()
    assert done.receipt.reason_code == "empty_file"
    assert kept(raw) == [("refused", "a.csv", "")]


def test_one_bad_file_does_not_stop_the_others(raw: Path) -> None:
    drop(raw, "1.csv", "abort", age=30)
    drop(raw, "2.csv", "one", age=20)
    drop(raw, "3.csv", "raise", age=10)
    assert [done.status for done in receive()] == ["refused", "received", "refused"]


def test_nothing_waiting_touches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "none"))
    assert receive() == []
    assert list(tmp_path.iterdir()) == []


# --- which files are ready


@pytest.mark.parametrize(
    "name",
    [
        "a.csv.part",
        "A.PART",
        ".a.csv",
        ".folder/a.csv",
        "x/.y/z/a.csv",
        "~$a.xlsx",
        "x/Thumbs.db",
        "desktop.ini",
    ],
)
def test_an_unfinished_or_hidden_file_waits(raw: Path, name: str) -> None:
    path = drop(raw, name)
    assert inbox.waiting() == []
    assert receive() == []
    assert path.exists()


def test_files_in_sub_folders_are_received(raw: Path) -> None:
    drop(raw, "22/2024/a.csv")
    assert [done.receipt.original_name for done in receive()] == ["a.csv"]


def test_a_file_that_grows_waits_until_it_is_complete(raw: Path) -> None:
    path = drop(raw, "a.csv", "on")
    stop = threading.Event()

    def grow() -> None:
        with path.open("a") as file:
            while not stop.wait(0.02):
                file.write("x")
                file.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    time.sleep(0.1)
    try:
        assert inbox.waiting() == []
    finally:
        stop.set()
        writer.join()
    assert inbox.waiting() == [path]


def test_a_file_just_dropped_is_looked_at_twice_and_taken(raw: Path) -> None:
    path = raw / "inbox" / "a.csv"
    path.write_text("one")
    start = time.monotonic()
    assert inbox.waiting() == [path]
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(
    ("touched_ns", "seconds_later", "is_settled"),
    [
        (100_250_000_000, 0.4, False),
        (100_250_000_000, 0.6, True),
        # whole seconds only: it may have been touched at 100.99
        (100_000_000_000, 1.4, False),
        (100_000_000_000, 1.6, True),
        # the clock was set back
        (100_250_000_000, -5.0, False),
    ],
)
def test_a_file_is_settled_half_a_second_after_its_last_touch(
    touched_ns: int, seconds_later: float, is_settled: bool
) -> None:
    touched = touched_ns / 10**9
    found = SimpleNamespace(
        st_mtime=touched - 9, st_ctime=touched, st_ctime_ns=touched_ns
    )
    assert (inbox._seconds_left(found, touched + seconds_later) <= 0) is is_settled


def test_links_pipes_and_devices_are_never_taken(raw: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text("one")
    (raw / "inbox" / "link.csv").symlink_to(outside)
    (raw / "inbox" / "folder").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(raw / "inbox" / "pipe.csv")
    assert inbox.waiting() == []
    assert receive() == []
    assert outside.read_text() == "one"


# --- order and time


def test_files_are_received_in_order_of_modification_then_name(raw: Path) -> None:
    moment = time.time() - 100
    for name, seconds in (("b", 0), ("a/c", 1), ("b/a", 1), ("z", -50)):
        path = drop(raw, f"{name}.csv", name)
        os.utime(path, (moment + seconds,) * 2)
    done = receive()
    assert [each.receipt.original_name[0] for each in done] == ["z", "b", "a", "c"]
    assert [each.receipt.received_at for each in done] == [
        "20250110T080000000000Z",
        "20250110T080000000001Z",
        "20250110T080000000002Z",
        "20250110T080000000003Z",
    ]


def test_a_clock_that_steps_back_does_not_turn_the_order(raw: Path) -> None:
    drop(raw, "1.csv", "one")
    receive(NOW)
    drop(raw, "2.csv", "refuse")
    receive(NOW - timedelta(days=365))
    drop(raw, "3.csv", "one")
    receive(NOW - timedelta(days=300))
    drop(raw, "4.csv", "two")
    (last,) = receive(NOW - timedelta(days=300))
    # A refusal and a duplicate were received between; each took a microsecond.
    assert last.receipt.received_at == "20250110T080000000003Z"

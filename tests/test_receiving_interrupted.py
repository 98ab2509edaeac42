"""From the inbox into its folder once and whole, whatever happens meanwhile."""

import errno
import os
import random
import shutil
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from dagster_project import durable
from dagster_project.intake import moving, receiving
from dagster_project.submissions import gate, reading, receipts
from tests.inbox import UNRULY, drop, kept, left, receive, start


def fill(raw: Path, files: int) -> list[tuple[str, str, str]]:
    """Drop files, every fourth one unreadable; return what must come of them."""
    for number in range(files):
        text = "" if number % 4 == 3 else f"text {number}"
        drop(raw, f"{number}.csv", text + " " * number, age=100 - number / 100)
    return sorted(
        (
            "refused" if number % 4 == 3 else "received",
            f"{number}.csv",
            ("" if number % 4 == 3 else f"text {number}") + " " * number,
        )
        for number in range(files)
    )


def test_two_processes_at_once_receive_each_file_once(raw: Path) -> None:
    expected = fill(raw, 40)
    running = [start(raw) for _ in range(3)]
    for process in running:
        assert process.wait(60) == 0
    assert kept(raw) == expected
    assert left(raw) == [] and receiving.duplicates() == []


def check_healed(raw: Path, expected: list[tuple[str, str, str]]) -> None:
    """After one more run every file is there exactly once and nothing is left over."""
    assert start(raw).wait(60) == 0
    assert kept(raw) == expected
    assert left(raw) == []
    assert receiving.duplicates() == []
    order = [entry.receipt.original_name for entry in reading.parsed_files(UNRULY)]
    assert order == sorted(order, key=lambda name: int(name.split(".")[0]))


def changes_of_a_run(raw: Path, files: int) -> int:
    fill(raw, files)
    process = start(raw)
    count = int(process.communicate(timeout=60)[0])
    shutil.rmtree(raw)
    (raw / "inbox").mkdir(parents=True)
    return count


def cut_off_before(raw: Path, change: int, files: int) -> None:
    expected = fill(raw, files)
    killed = start(raw, str(change))
    killed.wait(60)
    assert killed.returncode == -9
    check_healed(raw, expected)
    shutil.rmtree(raw)
    (raw / "inbox").mkdir(parents=True)


def test_a_run_cut_off_is_healed_by_the_next(raw: Path) -> None:
    total = changes_of_a_run(raw, 5)
    for change in random.sample(range(1, total + 1), 3):
        cut_off_before(raw, change, 5)


@pytest.mark.soak
def test_a_run_cut_off_before_any_change_of_the_disk_is_healed(raw: Path) -> None:
    for change in range(1, changes_of_a_run(raw, 5) + 1):
        cut_off_before(raw, change, 5)


def kill_at_random(raw: Path, files: int, seconds: float) -> None:
    expected = fill(raw, files)
    process = start(raw)
    time.sleep(random.uniform(0, seconds))
    process.kill()
    process.wait()
    check_healed(raw, expected)
    shutil.rmtree(raw)
    (raw / "inbox").mkdir(parents=True)


def test_a_kill_at_a_random_moment_loses_and_doubles_nothing(raw: Path) -> None:
    kill_at_random(raw, 30, 0.6)


@pytest.mark.soak
def test_kills_at_random_moments_lose_and_double_nothing(raw: Path) -> None:
    for _ in range(40):
        kill_at_random(raw, 60, 1.0)


@pytest.mark.soak
@pytest.mark.parametrize("damage", ["", '[{"waiting": "a', '{"a": 1}', "[1]", "null"])
def test_a_damaged_journal_stops_nothing(raw: Path, damage: str) -> None:
    drop(raw, "a.csv", "one")
    (raw / ".receiving.journal").write_text(damage)
    receive()
    assert kept(raw) == [("received", "a.csv", "one")]
    assert left(raw) == []


def test_a_thousand_files_are_received_at_once(raw: Path) -> None:
    expected = fill(raw, 1000)
    begin = time.monotonic()
    done = receive()
    # Five seconds on two idle cores; the rest is for a machine that does other work.
    assert time.monotonic() - begin < 60
    assert kept(raw) == expected
    assert Counter(each.status for each in done) == {"received": 750, "refused": 250}


def test_what_was_carried_half_into_another_file_system_is_removed(raw: Path) -> None:
    half = raw / "refused" / ".incoming-20250110T080000000000Z-000000000000"
    half.mkdir(parents=True)
    (half / "a.csv").write_text("o")
    assert receive() == []
    assert not half.exists()


# --- the machine fails


@pytest.mark.parametrize(
    ("text", "later_ns", "became"),
    [("two", 0, "received"), ("one", 4 * 10**9, "duplicate")],
)
def test_a_file_that_takes_anothers_place_is_received_too(
    raw: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    later_ns: int,
    became: str,
) -> None:
    """With the same time, as `cp -p` and shares with times of two seconds do; or with
    the same bytes, which somebody sent again.
    """
    waiting = drop(raw, "a.csv", "one")
    place_all = moving.place_all

    def replace_and_place(copies: list[moving.Copy]) -> None:
        found = waiting.stat()
        times = (found.st_atime_ns, found.st_mtime_ns + later_ns)
        new = waiting.with_name("new.part")
        new.write_text(text)
        os.utime(new, ns=times)
        new.replace(waiting)
        monkeypatch.setattr(moving, "place_all", place_all)
        place_all(copies)

    monkeypatch.setattr(moving, "place_all", replace_and_place)
    receive()
    assert [each.status for each in receive()] == [became]
    assert {text for _, _, text in kept(raw)} == {"one", text}
    assert left(raw) == []


def test_a_file_that_vanishes_meanwhile_is_no_matter(raw: Path) -> None:
    drop(raw, "a.csv", "one")
    gone = drop(raw, "b.csv", "two")
    stop = threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            gone.unlink(missing_ok=True)
            drop(raw, "b.csv", "two")

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        done = receive()
    finally:
        stop.set()
        other.join()
    assert ("a.csv", "received") in {
        (each.receipt.original_name, each.status) for each in done
    }


def test_a_folder_that_cannot_be_written_is_named_with_a_remedy(raw: Path) -> None:
    waiting = drop(raw, "a.csv")
    (raw / "received").write_text("a file where a folder should be")
    with pytest.raises(durable.ReceivingError, match="received") as error:
        receive()
    assert "run again" in str(error.value)
    assert waiting.exists()
    (raw / "received").unlink()
    assert len(receive()) == 1


SMALL_DISK = Path("/dev/shm")


@pytest.mark.skipif(not SMALL_DISK.is_dir(), reason="no second file system at hand")
def test_the_inbox_may_lie_on_another_file_system(raw: Path, tmp_path: Path) -> None:
    other = SMALL_DISK / f"ipw-{os.getpid()}"
    other.mkdir()
    try:
        (raw / "inbox").rmdir()
        (raw / "inbox").symlink_to(other, target_is_directory=True)
        (raw / "refused").symlink_to(other / ".refused", target_is_directory=True)
        (other / ".refused").mkdir()
        assert other.stat().st_dev != raw.stat().st_dev
        drop(raw, "a.csv", "one")
        drop(raw, "b.csv", "refuse")
        receive()
        assert kept(raw) == [
            ("received", "a.csv", "one"),
            ("refused", "b.csv", "refuse"),
        ]
        assert list(other.iterdir()) == [other / ".refused"]
    finally:
        shutil.rmtree(other)


def test_a_file_for_which_there_is_no_room_stops_no_other_and_leaves_nothing(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(raw, "large.csv", "large", age=60)
    drop(raw, "small.csv", "small", age=30)
    copy = moving.copy

    def full(source: Path, target: Path, *, sync: bool = True) -> durable.Copied:
        copied = copy(source, target, sync=sync)
        if source.name == "large.csv":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return copied

    monkeypatch.setattr(moving, "copy", full)
    with pytest.raises(durable.ReceivingError, match=r"large\.csv.*disk is full"):
        receive()
    assert [name for _, name, _ in kept(raw)] == ["small.csv"]
    assert left(raw) == ["inbox/large.csv"]
    assert not moving.leftovers()


def test_a_file_that_is_too_large_to_be_read_takes_no_second_room(raw: Path) -> None:
    path = raw / "inbox" / "video.mp4"
    path.touch()
    os.truncate(path, gate.DEFAULT_LIMITS.file_bytes + 1)
    number = path.stat().st_ino
    os.utime(path, (0, 0))
    time.sleep(0.6)
    (done,) = receive()
    assert (done.status, done.receipt.reason_code) == ("refused", "file_too_large")
    assert done.folder
    assert (done.folder / "video.mp4").stat().st_ino == number
    assert left(raw) == []


def test_a_file_that_is_too_large_and_still_written_never_changes_once_it_is_refused(
    raw: Path,
) -> None:
    path = raw / "inbox" / "video.mp4"
    with path.open("wb") as uploading:
        uploading.truncate(gate.DEFAULT_LIMITS.file_bytes + 1)
        time.sleep(0.6)
        (done,) = receive()
        uploading.seek(0, os.SEEK_END)
        uploading.write(b"the rest, after a pause")
    assert (done.status, done.receipt.reason_code) == ("refused", "file_too_large")
    assert done.folder
    stored = done.folder / "video.mp4"
    assert stored.stat().st_size == done.receipt.size_bytes
    assert receipts.digest(stored) == done.receipt.sha256
    assert left(raw) == []

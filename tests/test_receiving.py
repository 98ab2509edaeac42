"""From the inbox into its folder: once, whole, whatever happens meanwhile."""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dagster_project import inbox, receiving
from dagster_project.submissions import reading, receipts
from dagster_project.submissions.refusals import Refused

NOW = datetime(2025, 1, 10, 8, 0, 0, 0, UTC)
UNRULY = "tests.unruly"


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    (tmp_path / "raw" / "inbox").mkdir(parents=True)
    return tmp_path / "raw"


def drop(raw: Path, name: str | bytes, text: str = "one", age: float = 60) -> Path:
    """A file in the inbox, last changed `age` seconds ago."""
    path = raw / "inbox" / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (time.time() - age,) * 2)
    return path


def receive(now: datetime = NOW) -> list[receiving.Received]:
    return receiving.receive(now, reader=UNRULY)


def kept(raw: Path) -> list[tuple[str, str, str]]:
    """(status, original name, text) of every file in the folders, in order."""
    found = []
    for status in ("received", "refused"):
        for folder in receipts.folders(raw / status):
            whole = receipts.load(folder, status)
            assert whole.file is not None
            said = json.loads((folder / "receipt.json").read_text())
            assert said["sha256"] == sha256(whole.file.read_bytes()).hexdigest()
            assert folder.name == f"{said['received_at']}-{said['sha256'][:12]}"
            assert said["status"] == status
            found.append((status, said["original_name"], whole.file.read_text()))
    return sorted(found)


def left(raw: Path) -> list[str]:
    """What is in the landing zone beside folders that are complete."""
    return sorted(
        str(path.relative_to(raw))
        for path in raw.rglob("*")
        if path.is_file()
        and path.name != ".receiving.lock"
        and path.relative_to(raw).parts[0] not in (".duplicates",)
        and not (
            path.relative_to(raw).parts[0] in ("received", "refused")
            and not path.relative_to(raw).parts[1].startswith(".")
        )
    )


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
    ["a.csv.part", "A.PART", ".a.csv", ".folder/a.csv", "x/.y/z/a.csv"],
)
def test_an_unfinished_or_hidden_file_waits(raw: Path, name: str) -> None:
    path = drop(raw, name)
    assert receiving.waiting() == []
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
        assert receiving.waiting() == []
    finally:
        stop.set()
        writer.join()
    assert receiving.waiting() == [path]


def test_a_file_just_dropped_is_looked_at_twice_and_taken(raw: Path) -> None:
    path = raw / "inbox" / "a.csv"
    path.write_text("one")
    start = time.monotonic()
    assert receiving.waiting() == [path]
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
    assert receiving.waiting() == []
    assert receive() == []
    assert outside.read_text() == "one"


# --- order and time


def test_files_are_received_in_order_of_modification_then_name(raw: Path) -> None:
    moment = time.time() - 100
    for name, seconds in (("b", 0), ("c", 1), ("a", 1), ("z", -50)):
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


# --- the same bytes again


def test_the_same_bytes_again_are_no_new_submission(raw: Path) -> None:
    drop(raw, "a.csv", "one")
    (first,) = receive()
    drop(raw, "b.csv", "two")
    receive()
    drop(raw, "copy of a.csv", "one")
    (again,) = receive(NOW + timedelta(days=1))
    assert again.status == "duplicate"
    assert first.folder is not None and again.duplicate_of == first.folder.name
    assert len(kept(raw)) == 2
    ((receipt, folder),) = receiving.duplicates()
    assert (receipt.original_name, folder) == ("copy of a.csv", first.folder.name)
    assert receipt.received_at == "20250111T080000000000Z"
    assert left(raw) == []


def test_the_same_bytes_twice_in_one_go_count_once(raw: Path) -> None:
    drop(raw, "b.csv", "one", age=20)
    drop(raw, "a.csv", "one", age=30)
    first, again = receive()
    assert (first.status, first.receipt.original_name) == ("received", "a.csv")
    assert first.folder is not None and again.duplicate_of == first.folder.name


def test_a_refused_file_sent_again_is_refused_once(raw: Path) -> None:
    drop(raw, "a.csv", "refuse")
    receive()
    drop(raw, "a.csv", "refuse")
    (again,) = receive()
    assert again.status == "duplicate"
    assert len(kept(raw)) == 1


def test_a_refused_file_that_can_be_read_now_is_received(raw: Path) -> None:
    drop(raw, "a.csv", "one")
    (done,) = receive()
    assert done.folder is not None
    shutil.move(done.folder, raw / "refused" / done.folder.name)
    drop(raw, "a.csv", "one")
    (again,) = receive()
    assert again.status == "received"


def test_a_stale_receipt_does_not_hide_a_duplicate(raw: Path) -> None:
    folder = raw / "received" / "20240101T000000000000Z-000000000000"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one")
    (folder / "receipt.json").write_text('{"sha256": "00"}')
    drop(raw, "b.csv", "one")
    (again,) = receive()
    assert again.duplicate_of == folder.name


# --- names

PATH_TRICKS = [
    "a\\..\\..\\evil.csv",
    "%2e%2e%2fevil.csv",
    "a\nb\r\x1b[31m\x07.csv",
    "receipt.json",
    "Receipt.JSON",
    "reason.txt",
    "~",
    "-rf",
    "con.csv",
    "a:b|c*?.csv",
    " .csv ",
    "\u202egpj.csv",
    "x" * 255,
    "ố" * 83 + ".csv",
    b"b\xe1o c\xe1o.csv",
]


@pytest.mark.parametrize("name", PATH_TRICKS)
def test_a_name_stays_what_it_is_and_in_its_folder(
    raw: Path, tmp_path: Path, name: str | bytes
) -> None:
    drop(raw, name)
    (done,) = receive()
    assert done.folder is not None
    files = sorted(path for path in done.folder.iterdir())
    assert len(files) == 2
    found = receipts.load(done.folder, "received")
    assert found.file is not None and found.file.read_text() == "one"
    if isinstance(name, str):
        assert found.receipt.original_name == name
    else:
        assert found.receipt.original_name == "b\\xe1o c\\xe1o.csv"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["build", "raw"]
    assert left(raw) == []


def test_names_that_differ_by_their_unicode_form_are_two_files(raw: Path) -> None:
    composed = unicodedata.normalize("NFC", "Hòa Bình.csv")
    decomposed = unicodedata.normalize("NFD", composed)
    drop(raw, composed, "one")
    drop(raw, decomposed, "two")
    assert {done.receipt.original_name for done in receive()} == {composed, decomposed}


@settings(deadline=None)
@given(st.text())
@example("../../evil.csv")
@example("/etc/passwd")
@example("a/../b")
@example("..")
@example(".")
@example("\x00")
@example("\udce1")
def test_a_stored_name_is_a_plain_name_and_as_near_as_can_be(name: str) -> None:
    stored = receipts.stored_name(name)
    assert Path("folder", stored).parent == Path("folder")
    assert stored not in ("", ".", "..") and not stored.startswith(".")
    assert "\x00" not in stored and 0 < len(stored.encode()) <= 255
    assert not receipts.is_reserved(stored)
    assert receipts.stored_name(stored) == stored
    if not set(name) & {"/", "\x00"} and name.isprintable() and name[:1].isalnum():
        assert stored == name or len(name.encode()) > 255 or receipts.is_reserved(name)


FILE_NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="/\x00"), min_size=1
).filter(lambda name: name not in (".", "..") and len(name.encode()) <= 255)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(FILE_NAMES, min_size=1, max_size=6, unique=True))
def test_any_name_given_to_put_comes_back_on_the_receipt(
    raw: Path, tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    shutil.rmtree(raw)
    folder = tmp_path_factory.mktemp("from")
    for number, name in enumerate(names):
        (folder / name).write_text(f"text {number}")
    receiving.put(folder / name for name in names)
    receive()
    assert Counter(name for _, name, _ in kept(raw)) == Counter(names)
    assert left(raw) == []


# --- put


def test_sender_and_channel_reach_the_receipt(raw: Path, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("one")
    (waiting,) = receiving.put([source], sender="Sở KH&CN Tây Ninh", channel="e-mail")
    assert waiting == raw / "inbox" / "a.csv"
    (done,) = receive()
    assert done.receipt.sender == "Sở KH&CN Tây Ninh"
    assert done.receipt.channel == "e-mail"
    assert left(raw) == []


def test_put_never_overwrites_a_waiting_file(raw: Path, tmp_path: Path) -> None:
    for number in range(3):
        source = tmp_path / str(number) / "a.csv"
        source.parent.mkdir()
        source.write_text(f"text {number}")
        receiving.put([source], sender=f"sender {number}")
    assert sorted(path.name for path in receiving.waiting()) == [
        "a (2).csv",
        "a (3).csv",
        "a.csv",
    ]
    done = receive()
    assert [each.receipt.original_name for each in done] == ["a.csv"] * 3
    assert {each.receipt.sender for each in done} == {
        "sender 0", "sender 1", "sender 2",
    }  # fmt: skip


def test_a_note_left_behind_says_nothing_of_another_file(
    raw: Path, tmp_path: Path
) -> None:
    source = tmp_path / "a.csv"
    source.write_text("one")
    (waiting,) = receiving.put([source], sender="somebody")
    waiting.unlink()
    drop(raw, "a.csv", "two")
    (done,) = receive()
    assert done.receipt.sender is None


@pytest.mark.parametrize("name", [".hidden.csv", "a.csv.part", "y" * 255])
def test_what_is_put_is_ready_whatever_its_name(
    raw: Path, tmp_path: Path, name: str
) -> None:
    source = tmp_path / name
    source.write_text("one")
    receiving.put([source, source])
    assert len(receiving.waiting()) == 2
    assert receive()[0].receipt.original_name == name


def test_put_refuses_what_is_no_file(raw: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(receiving.ReceivingError, match="no file"):
            receiving.put([path])


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


@pytest.mark.parametrize(
    "receipt", ["", "[]", "{", '{"sha256": 3}', "\x00", '{"sender": "\\ud800"}']
)
def test_a_damaged_receipt_is_made_good(raw: Path, receipt: str) -> None:
    folder = raw / "received" / "20240301T090000000000Z-abcdefabcdef"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one")
    (folder / "receipt.json").write_text(receipt)
    (entry,) = reading.parsed_files(UNRULY)
    assert entry.receipt.size_bytes == 3
    assert entry.receipt.sender in (None, "?")


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


# --- two at once, and cut off at any moment


def start(raw: Path, *arguments: str) -> subprocess.Popen[str]:
    build = raw.parent / "build"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.receive", *arguments],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"IPW_RAW": str(raw), "IPW_BUILD": str(build)},
        stdout=subprocess.PIPE,
        text=True,
    )


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
def test_a_thousand_files_are_received_at_once(raw: Path) -> None:
    expected = fill(raw, 1000)
    begin = time.monotonic()
    done = receive()
    # Five seconds on two idle cores; the rest is for a machine that does other work.
    assert time.monotonic() - begin < 60
    assert kept(raw) == expected
    assert Counter(each.status for each in done) == {"received": 750, "refused": 250}


# --- the machine fails


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
    with pytest.raises(receiving.ReceivingError, match="received") as error:
        receive()
    assert "run again" in str(error.value)
    assert waiting.exists()
    (raw / "received").unlink()
    assert len(receive()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_named_after_the_others(raw: Path) -> None:
    drop(raw, "a.csv")
    drop(raw, "b.csv", "two").chmod(0)
    with pytest.raises(receiving.ReceivingError, match=r"b\.csv.*Permission"):
        receive()
    assert kept(raw) == [("received", "a.csv", "one")]


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

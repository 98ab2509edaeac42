"""Any name, sender and channel reach the receipt; no name leaves its folder."""

import os
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dagster_project import durable
from dagster_project.intake import inbox, sending
from dagster_project.submissions import receipts
from tests.inbox import drop, kept, left, receive

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
    sending.put(folder / name for name in names)
    receive()
    assert Counter(name for _, name, _ in kept(raw)) == Counter(names)
    assert left(raw) == []


# --- put


def test_a_file_s_time_is_kept_and_sender_and_channel_reach_the_receipt(
    raw: Path, tmp_path: Path
) -> None:
    source = tmp_path / "a.csv"
    source.write_text("one")
    os.utime(source, (1_700_000_000, 1_700_000_000))
    (waiting,) = sending.put([source], sender="Sở KH&CN Tây Ninh", channel="e-mail")
    assert waiting == raw / "inbox" / "a.csv"
    assert waiting.stat().st_mtime == 1_700_000_000
    (done,) = receive()
    assert done.receipt.sender == "Sở KH&CN Tây Ninh"
    assert done.receipt.channel == "e-mail"
    assert left(raw) == []


@pytest.mark.parametrize("nobody", ["", "  "])
def test_an_empty_sender_or_channel_is_none(
    nobody: str, raw: Path, tmp_path: Path
) -> None:
    source = tmp_path / "report.xlsx"
    source.write_bytes(b"one")
    sending.put([source], sender=nobody, channel=nobody)
    (done,) = receive()
    assert (done.receipt.sender, done.receipt.channel) == (None, None)


def test_put_never_overwrites_a_waiting_file(raw: Path, tmp_path: Path) -> None:
    for number in range(3):
        source = tmp_path / str(number) / "a.csv"
        source.parent.mkdir()
        source.write_text(f"text {number}")
        sending.put([source], sender=f"sender {number}")
    assert sorted(path.name for path in inbox.waiting()) == [
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
    (waiting,) = sending.put([source], sender="somebody")
    waiting.unlink()
    drop(raw, "a.csv", "two")
    (done,) = receive()
    assert done.receipt.sender is None


@pytest.mark.parametrize(
    "written",
    [
        '{"original_name": 5, "sender": ["a"], "channel": {"b": 1}}',
        '{"original_name": null, "sender": null, "channel": null}',
        '{"original_name": "", "sender": 1e400}',
        '{"original_name": ["\\ud800"]}',
        "[" * 200_000,
        " " * 2**20 + '{"original_name": "b.csv"}',
        "",
    ],
    ids=range(7),
)
def test_a_note_that_somebody_else_wrote_stops_nothing(raw: Path, written: str) -> None:
    note_beside(drop(raw, "a.csv", "one")).write_text(written)
    (done,) = receive()
    said = done.receipt
    assert (said.original_name, said.sender, said.channel) == ("a.csv", None, None)


def test_a_note_holds_only_what_a_receipt_can_hold(raw: Path) -> None:
    note = note_beside(drop(raw, "a.csv", "one"))
    note.write_text('{"original_name": "\\ud800.csv", "sender": "a\\udfffb"}')
    (done,) = receive()
    assert (done.receipt.original_name, done.receipt.sender) == ("?.csv", "a?b")


@pytest.mark.timeout(60)
def test_a_link_a_pipe_or_a_folder_in_the_place_of_a_note_is_not_read(
    raw: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "other.json"
    elsewhere.write_text('{"original_name": "secret", "sender": "secret"}')
    note_beside(drop(raw, "a.csv", "one")).symlink_to(elsewhere)
    os.mkfifo(note_beside(drop(raw, "b.csv", "two")))
    note_beside(drop(raw, "c.csv", "three")).mkdir()
    names = {(each.receipt.original_name, each.receipt.sender) for each in receive()}
    assert names == {("a.csv", None), ("b.csv", None), ("c.csv", None)}


def note_beside(waiting: Path) -> Path:
    return inbox.note_path(waiting, receipts.digest(waiting))


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.csv",
        "a.csv.part",
        "y" * 255,
        "ố" * 83 + ".csv",
        "~$a.csv",
        "desktop.ini",
    ],
)
def test_what_is_put_is_ready_whatever_its_name(
    raw: Path, tmp_path: Path, name: str
) -> None:
    source = tmp_path / name
    source.write_text("one")
    sending.put([source, source])
    assert len(inbox.waiting()) == 2
    assert receive()[0].receipt.original_name == name


def test_put_refuses_what_is_no_file(raw: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(durable.ReceivingError, match="no file"):
            sending.put([path])

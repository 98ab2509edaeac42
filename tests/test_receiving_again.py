"""The same bytes again: no new submission, unless a name makes them readable."""

import shutil
from datetime import timedelta
from pathlib import Path

from dagster_project.intake import receiving
from tests.inbox import NOW, drop, kept, left, receive
from tests.texts import HEADER


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


def test_what_another_system_leaves_beside_the_records_stops_nothing(
    raw: Path,
) -> None:
    for _ in range(2):
        drop(raw, "a.csv", "one")
        receive()
    (record,) = (raw / ".duplicates").iterdir()
    record.with_name(f"._{record.name}").write_bytes(b"\x00\x05\x16\x07")
    assert len(receiving.duplicates()) == 1
    drop(raw, "b.csv", "two")
    assert [done.status for done in receive()] == ["received"]


def test_the_same_bytes_twice_in_one_go_count_once(raw: Path) -> None:
    drop(raw, "b.csv", "one", age=20)
    drop(raw, "a.csv", "one", age=30)
    first, again = receive()
    assert (first.status, first.receipt.original_name) == ("received", "a.csv")
    assert first.folder is not None and again.duplicate_of == first.folder.name


def received_together(raw: Path, *names: tuple[str, int]) -> dict[str, str]:
    for name, age in names:
        drop(raw, name, HEADER + "2024,22,A,5\n", age)
    return {done.receipt.original_name: done.status for done in receiving.receive(NOW)}


def test_the_same_bytes_under_a_name_that_can_be_read_are_received(raw: Path) -> None:
    named = (("a.json", 50), ("b.json", 40), ("c.csv", 30), ("d.csv", 20))
    assert received_together(raw, *named) == {
        "a.json": "refused",
        "b.json": "duplicate",
        "c.csv": "received",
        "d.csv": "duplicate",
    }
    folders = {name: status for status, name, _ in kept(raw)}
    assert folders == {"a.json": "refused", "c.csv": "received"}
    known = {receipt.original_name: of for receipt, of in receiving.duplicates()}
    (received,) = (raw / "received").iterdir()
    (refused,) = (raw / "refused").iterdir()
    assert known == {"b.json": refused.name, "d.csv": received.name}


def test_the_same_bytes_under_a_name_that_cannot_be_read_are_no_new_refusal(
    raw: Path,
) -> None:
    named = (("a.csv", 50), ("b.json", 40))
    assert received_together(raw, *named) == {
        "a.csv": "received",
        "b.json": "duplicate",
    }


def test_a_refusal_of_an_earlier_run_is_read_under_each_name(raw: Path) -> None:
    assert received_together(raw, ("a.json", 50)) == {"a.json": "refused"}
    named = (("a.json", 50), ("b.csv", 40), ("c.csv", 30))
    assert received_together(raw, *named) == {
        "a.json": "duplicate",
        "b.csv": "received",
        "c.csv": "duplicate",
    }
    known = {receipt.original_name: of for receipt, of in receiving.duplicates()}
    (received,) = (raw / "received").iterdir()
    (refused,) = (raw / "refused").iterdir()
    assert known == {"a.json": refused.name, "c.csv": received.name}


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
    assert again.folder is not None
    drop(raw, "a.csv", "one")
    (third,) = receive()
    assert third.duplicate_of == again.folder.name


def test_a_stale_receipt_does_not_hide_a_duplicate(raw: Path) -> None:
    folder = raw / "received" / "20240101T000000000000Z-000000000000"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one")
    (folder / "receipt.json").write_text('{"sha256": "00"}')
    drop(raw, "b.csv", "one")
    (again,) = receive()
    assert again.duplicate_of == folder.name

"""Files are read by children: whatever one does, the others are read."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink

from dagster_project.submissions import memory, reading, sandbox
from dagster_project.submissions.parsed import ParsedFile
from dagster_project.submissions.receipts import digest
from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.sandbox import Limits, Sandbox

UNRULY = "tests.unruly"
TIGHT = Limits(memory_mb=512, cpu_seconds=1, wall_seconds=4)


@pytest.fixture(scope="module")
def children() -> Iterator[Sandbox]:
    with Sandbox(workers=2, limits=TIGHT, reader=UNRULY) as started:
        yield started


def outcomes(children: Sandbox, folder: Path, texts: list[str]) -> list[str]:
    """Read files with these texts; the text of each cell or the code of the refusal."""
    files = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.csv"
        path.write_text(text)
        files.append((path, path.name))
    return [
        outcome.refused.code
        if outcome.refused
        else ParsedFile.from_json(outcome.parsed or "").submissions[0].cells[0].raw_text
        for outcome in children.read_all(files)
    ]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("abort", "reader_crashed"),
        ("be killed", "reader_crashed"),
        ("hang", "reader_timeout"),
        ("doze", "reader_timeout"),
        ("eat", "reader_memory"),
        ("raise", "reader_failed"),
        ("panic", "reader_failed"),
        ("leave", "reader_failed"),
        ("seek", "reader_failed"),
        ("write", "reader_failed"),
        ("refuse", "no_line"),
    ],
)
def test_an_unruly_file_is_refused_and_its_neighbours_are_read(
    children: Sandbox, tmp_path: Path, command: str, code: str
) -> None:
    texts = ["one", "two", command, "three", "four", "five"]
    assert outcomes(children, tmp_path, texts) == [
        "one", "two", code, "three", "four", "five",
    ]  # fmt: skip


def test_what_a_library_prints_does_not_mix_with_the_answer(
    children: Sandbox, tmp_path: Path
) -> None:
    assert outcomes(children, tmp_path, ["chatter", "one"]) == ["chatter", "one"]


def test_a_refusal_says_what_happened_in_one_printable_line(
    children: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("raise")
    refused = children.read(path, "a.csv").refused
    assert refused is not None
    assert "KeyError: 'Sheet1\\nline two'" in refused.reason_en
    assert refused.reason_vi.isprintable() and refused.reason_en.isprintable()


def test_a_file_that_cannot_be_opened_is_our_failure(
    children: Sandbox, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match=r"gone\.csv"):
        children.read(tmp_path / "gone.csv", "gone.csv")


def test_a_reader_that_does_not_start_refuses_nobody(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    with (
        Sandbox(workers=1, reader="tests.no_such_reader") as children,
        pytest.raises(sandbox.ReaderError, match="no_such_reader"),
    ):
        children.read(path, "a.csv")


def test_a_child_that_was_started_before_reads_the_next_file(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("line_code,value\nA,3\n")
    sandbox.prepare()
    (ready,) = sandbox._waiting
    with Sandbox(workers=1) as children:
        outcome = children.read(path, path.name)
    assert not ready.is_alive()  # it was this one, and it ended with its sandbox
    assert not sandbox._waiting
    with Sandbox(workers=1) as children:
        assert children.read(path, path.name) == outcome


def test_a_child_that_died_before_it_was_needed_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("line_code,value\nA,3\n")
    sandbox.prepare()
    sandbox._waiting[0].end()
    with Sandbox(workers=1) as children:
        outcome = children.read(path, path.name)
    assert ParsedFile.from_json(outcome.parsed or "").submissions


def test_a_thousand_files_left_unread_do_not_keep_the_process(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    start = time.monotonic()
    with Sandbox(workers=2, reader=UNRULY) as children:
        next(children.read_all((path, "a.csv") for _ in range(1000)))
    assert time.monotonic() - start < 5


def test_a_link_to_another_workbook_is_remarked_on_and_the_values_are_read(
    children: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "=[1]Sheet1!A1"
    book._external_links = [ExternalLink(externalBook=ExternalBook(id="rId1"))]
    book._external_links[0].file_link = Relationship(
        type="externalLinkPath", Target="b.xlsx"
    )
    book.save(path)
    outcome = children.read(path, path.name)
    (submission,) = ParsedFile.from_json(outcome.parsed or "").submissions
    assert [remark.code for remark in submission.remarks] == ["external_link"]
    assert len(submission.cells) == 1


def test_text_that_no_database_takes_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(
        rb'{"report_year": 2024, "locality_code": "22", "cells": {"A": "2\ud800"}}'
    )
    content = reading.read_file(path)
    assert isinstance(content, ParsedFile)
    assert content.submissions[0].cells[0].raw_text == "2\ufffd"


# --- the cache


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    return tmp_path / "build"


def read_once(path: Path) -> ParsedFile | Refused:
    with reading.Reader(UNRULY) as children:
        source = reading.Source(path, digest(path), path.name)
        return next(children.read_all([source]))


def entries(build: Path) -> list[Path]:
    return sorted((build / "parsed").glob("*/*.json"))


def test_a_file_is_parsed_once(build: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    first = read_once(path)
    (entry,) = entries(build)
    before = entry.stat().st_mtime_ns
    assert read_once(path) == first
    assert entry.stat().st_mtime_ns == before


def test_a_warm_process_reads_the_cache_once_and_a_changed_file_anew(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_is_on", True)
    path = tmp_path / "a.csv"
    path.write_text("one")
    first = read_once(path)
    (entry,) = entries(build)
    entry.write_bytes(b"")
    assert read_once(path) is first
    path.write_text("two")
    assert read_once(path) != first


def test_memory_is_off_and_forgets_what_a_round_did_not_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: memory.Memory[str, int] = memory.Memory()
    kept.put("a", 1)
    assert kept.get("a") is None
    monkeypatch.setattr(memory, "_is_on", True)
    kept.put("a", 1)
    kept.put("b", 2)
    kept.end_round()
    kept.put("b", 3)
    assert (kept.get("b"), kept.get("b")) == (3, 3)
    kept.end_round()
    assert (kept.get("a"), kept.get("b")) == (None, 3)
    kept.end_round()
    kept.end_round()
    assert kept.get("b") is None


def test_a_refusal_is_remembered_with_its_words(build: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("refuse")
    for _ in range(2):
        refused = read_once(path)
        assert isinstance(refused, Refused)
        assert refused.reason_vi == "Không tìm thấy dòng nào."


@pytest.mark.parametrize("damage", [b"", b"{}", b"one digit"])
def test_a_damaged_entry_is_parsed_again(
    build: Path, tmp_path: Path, damage: bytes
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1234")
    first = read_once(path)
    (entry,) = entries(build)
    whole = entry.read_bytes()
    # A flipped digit is still good JSON; only the checksum tells.
    entry.write_bytes(whole.replace(b"1234", b"1235") if damage else damage)
    assert read_once(path) == first
    assert entry.read_bytes() == whole


def test_an_entry_that_finds_no_room_leaves_nothing_that_fills_the_disk(
    build: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        with pytest.raises(OSError):
            read_once(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [each for each in build.rglob("*") if each.is_file()] == []


def test_an_outcome_that_the_clock_decided_is_not_remembered(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sandbox.__init__, "__defaults__", (None, TIGHT, UNRULY))
    path = tmp_path / "a.csv"
    path.write_text("doze")
    refused = read_once(path)
    assert isinstance(refused, Refused) and refused.code == "reader_timeout"
    assert entries(build) == []


def test_another_version_of_the_readers_forgets_what_the_last_one_kept(
    build: Path, tmp_path: Path
) -> None:
    old = build / "parsed" / "0000" / "x.json"
    old.parent.mkdir(parents=True)
    old.write_text("{}")
    path = tmp_path / "a.csv"
    path.write_text("one")
    read_once(path)
    assert not old.exists()
    assert len(entries(build)) == 1

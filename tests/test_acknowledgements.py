"""Every submission is answered in a folder of its own, once, whatever its file does."""

import errno
import json
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest
import xlsxwriter

from dagster_project import paths
from dagster_project.reporting import workbook_marks
from dagster_project.reporting.acknowledgements import write_acknowledgements
from expectations.form import form
from tests.acknowledged import ID, REPORTS


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A landing zone that holds the file of each submission as `given` addresses it."""
    monkeypatch.setenv("IPW_RAW", str(tmp_path))
    for name, report in REPORTS.items():
        folder = tmp_path / "received" / ID[name]
        folder.mkdir(parents=True)
        if name == "bulk":
            (folder / "a.csv").write_text("report_year,locality_code,line_code,value\n")
        elif name != "refused":
            with xlsxwriter.Workbook(str(folder / "a.xlsx")) as book:
                sheet = book.add_worksheet("I")
                for cell in report.cells:
                    sheet.write(f"A{cell.address[1:]}", cell.line_code)
                    sheet.write(cell.address, cell.raw_text or None)
    return tmp_path


def test_a_folder_that_somebody_made_in_an_answer_stays_and_stops_nothing(
    answered: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    sent = tmp_path / "acknowledgements" / ID["first"] / "sent"
    sent.mkdir(parents=True)
    (sent / "letter.txt").touch()
    write_acknowledgements(answered, tmp_path / "acknowledgements")
    assert sorted(path.name for path in sent.iterdir()) == ["letter.txt"]
    assert (sent.parent / "receipt.html").is_file()


def test_every_submission_is_answered_refused_and_held_ones_too(
    answered: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    out = tmp_path / "acknowledgements"
    assert write_acknowledgements(answered, out) == len(REPORTS)
    assert {folder.name for folder in out.iterdir()} == set(ID.values())
    status = {
        name: json.loads((out / ID[name] / "receipt.json").read_text("utf-8"))["status"]
        for name in REPORTS
    }
    assert status == {
        "first": "counted",
        "second": "counted",
        "right": "counted",
        "replaced": "superseded",
        "replacing": "counted",
        "unknown": "held",
        "other_year": "held",
        "refused": "refused",
        "bulk": "counted",
    }
    for name in REPORTS:
        assert (out / ID[name] / "receipt.html").is_file()


def test_only_where_a_rule_fails_is_the_file_returned_marked(
    answered: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    out = tmp_path / "acknowledgements"
    write_acknowledgements(answered, out)
    marked = {
        name: sorted(path.name for path in (out / ID[name]).glob("marked*"))
        for name in REPORTS
    }
    assert marked == {
        "first": ["marked.xlsx"],
        "second": ["marked.xlsx"],
        "right": [],
        "replaced": [],
        "replacing": [],
        "unknown": [],
        # Its period has no cell; the rule is listed.
        "other_year": ["marked.xlsx"],
        "refused": [],
        "bulk": ["marked.csv"],
    }
    sheet = openpyxl.load_workbook(out / ID["second"] / "marked.xlsx")["I"]
    # SECOND stands in E4 to E9: B, B1 and B2 are E7, E8 and E9.
    with_comment = [cell.coordinate for row in sheet for cell in row if cell.comment]
    assert with_comment == ["E7", "E8", "E9"]


def test_a_second_writing_touches_nothing_and_what_is_lost_comes_back(
    answered: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    out = tmp_path / "acknowledgements"
    write_acknowledgements(answered, out)
    before = {
        path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()
    }
    stale = out / "20200101T000000000000Z-000000000000"
    stale.mkdir()
    (stale / ".inputs").write_text("of a submission that is no more")
    not_ours = out / "notes"
    not_ours.mkdir()
    lost = out / ID["second"] / "marked.xlsx"
    content = lost.read_bytes()
    lost.unlink()
    write_acknowledgements(answered, out)
    after = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    changed = {path for path in before if before[path] != after[path]}
    assert {path.parent.name for path in changed} == {ID["second"]}
    assert lost.read_bytes() == content
    assert not stale.exists()
    assert not_ours.exists()


def test_a_file_that_no_reader_opens_is_answered_without_marks(
    answered: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    (raw / "received" / ID["second"] / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    out = tmp_path / "acknowledgements"
    assert write_acknowledgements(answered, out) == len(REPORTS)
    answer = json.loads((out / ID["second"] / "receipt.json").read_text("utf-8"))
    assert answer["marked_file"] is None
    assert answer["is_unmarked"]
    assert not (out / ID["second"] / "marked.xlsx").exists()
    html = (out / ID["second"] / "receipt.html").read_text("utf-8")
    assert "Không đánh dấu được" in html
    assert "could not be marked" in html


def test_a_defect_of_ours_on_one_file_stops_no_other_answer_and_is_said(
    answered: duckdb.DuckDBPyConnection,
    raw: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark_workbook = workbook_marks.mark_workbook

    def failing(source: Path, out: Path, *rest: object) -> None:
        if ID["first"] in str(source):
            out.with_name(f".{out.name}.part").write_bytes(b"half")
            raise TypeError("no such thing")
        mark_workbook(source, out, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(workbook_marks, "mark_workbook", failing)
    out, warnings = tmp_path / "acknowledgements", list[str]()
    for _ in range(2):  # it is tried again, and said again
        assert write_acknowledgements(answered, out, warnings.append) == len(REPORTS)
    assert len(warnings) == 2
    assert ID["first"] in warnings[0]
    assert "TypeError: no such thing" in warnings[0]
    assert "test_acknowledgements.py" in warnings[0]  # where it was raised
    answer = json.loads((out / ID["first"] / "receipt.json").read_text("utf-8"))
    assert (answer["marked_file"], answer["is_unmarked"]) == (None, True)
    assert [path.name for path in (out / ID["first"]).glob("*marked*")] == []
    assert (out / ID["second"] / "marked.xlsx").is_file()
    monkeypatch.undo()
    monkeypatch.setenv("IPW_RAW", str(raw))
    write_acknowledgements(answered, out, warnings.append)
    assert len(warnings) == 2
    assert (out / ID["first"] / "marked.xlsx").is_file()


def test_a_full_disk_is_no_defect_of_the_file_that_is_marked(
    answered: duckdb.DuckDBPyConnection,
    raw: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(workbook_marks, "mark_workbook", full)
    with pytest.raises(OSError, match="No space left"):
        write_acknowledgements(answered, tmp_path / "acknowledgements")


def test_a_receipt_follows_when_the_deadline_of_its_year_changes(
    answered: duckdb.DuckDBPyConnection,
    raw: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def late() -> dict[str, str | None]:
        write_acknowledgements(answered, out)
        receipt = (out / ID["first"] / "receipt.json").read_text("utf-8")
        return {name: json.loads(receipt)[f"late_{name}"] for name in ("vi", "en")}

    out, seeds = tmp_path / "acknowledgements", tmp_path / "seeds"
    assert late() == {"vi": None, "en": None}
    shutil.copytree(paths.SEEDS, seeds)
    years = seeds / "report_years.csv"
    text = years.read_text("utf-8")
    assert "2025-01-25" in text
    years.write_text(text.replace("2025-01-25", "2025-01-05"), "utf-8")
    monkeypatch.setattr(paths, "SEEDS", seeds)
    form.cache_clear()
    try:
        told = late()
    finally:
        form.cache_clear()
    assert "05/01/2025" in str(told["vi"])
    assert "2025-01-05" in str(told["en"])

"""When `ipw check --annotated` writes a marked copy, and under which name."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.inquiry import checking, verdict_page
from expectations.form import form
from tests.checked import SOUND, checked, empty_installation, written
from tests.workbooks import book

__all__ = ["empty_installation"]  # for every test here


@pytest.mark.parametrize("as_json", [False, True])
def test_of_a_refused_file_the_verdict_is_printed_and_no_marked_copy_is_written(
    tmp_path: Path, as_json: bool
) -> None:
    file = tmp_path / "report.xls"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1garbage")
    out = tmp_path / "marked.xlsx"
    arguments = ["check", str(file), "--annotated", str(out)]
    done = CliRunner().invoke(cli.app, arguments + ["--json"] * as_json)
    assert (done.exit_code, out.exists()) == (3, False)
    if as_json:
        assert json.loads(done.stdout)["submissions"][0]["outcome"] == "refused"
    else:
        assert "Không nhận / refused" in done.stdout
    said = " ".join(done.stderr.split())
    assert "Không ghi tệp đánh dấu" in said and "No marked file is written" in said


def test_a_file_that_is_refused_is_not_opened_to_mark_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.xlsx"
    filled = book({"A": 10}, year=2025, cover={"report_year": 2025, "locality_code": 1})
    filled["I"].cell(1_048_576, 16_384).value = 1
    filled.save(file)
    check = checking.check(file)
    assert [each.outcome for each in check.submissions] == ["refused"]
    # Of a file that is gone nothing can be read.
    file.unlink()
    assert verdict_page.annotate(check, tmp_path / "marked.xlsx") is False


@pytest.mark.parametrize(
    "name, ending", [("report.json", ".json"), ("report.csv", ".csv")]
)
def test_a_marked_copy_has_the_ending_of_what_it_is(
    tmp_path: Path, name: str, ending: str
) -> None:
    file = written(tmp_path, "82", SOUND | {"A": "11"})
    if ending == ".csv":
        file = tmp_path / name
        file.write_text("report_year,locality_code,line_code,value\n2025,82,A,11\n")
    out = tmp_path / "marked.txt"
    done = CliRunner().invoke(cli.app, ["check", str(file), "--annotated", str(out)])
    assert (done.exit_code, out.exists()) == (2, False)
    assert f"must end in {ending} or .xlsx" in " ".join(done.stderr.split())
    right = out.with_suffix(ending.upper())
    assert checked(str(file), "--annotated", str(right))[0] != 2
    assert right.exists()


def test_what_is_marked_in_a_csv_may_be_asked_for_as_a_workbook(tmp_path: Path) -> None:
    """As `--annotated OUT.xlsx` promises of any file; it is no report itself."""
    file, out = tmp_path / "report.csv", tmp_path / "marked.xlsx"
    rows = "2025,82,A,11\n2025,82,A1,=1+1\n2025,82,A9,40\n"
    file.write_text(f"report_year,locality_code,line_code,value\n{rows}")
    assert checked(str(file), "--annotated", str(out))[0] == 3
    (sheet,) = openpyxl.load_workbook(out).worksheets
    listed = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert listed[0][:4] == ["place", "line_code", "rule_id", "severity"]
    assert ["line 2", "A", "SUM:A:document_type", "hard"] in [x[:4] for x in listed]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert checking.check(out).submissions[0].outcome == "refused"


def test_the_marked_copy_of_a_failing_file_names_the_rule(tmp_path: Path) -> None:
    blank = tmp_path / "blank.xlsx"
    made = ["template", "--year", "2025", "--locality", "82", "--out", str(blank)]
    assert CliRunner().invoke(cli.app, made).exit_code == 0
    book = openpyxl.load_workbook(blank)
    for row, value in enumerate((11, 4, 3, 2, 1), 4):  # A, A1, A2, A3, A9 of sheet I
        book["I"].cell(row, 5).value = value
    book.save(tmp_path / "filled.xlsx")
    out = tmp_path / "marked.xlsx"
    status, _ = checked(str(tmp_path / "filled.xlsx"), "--annotated", str(out))
    comment = openpyxl.load_workbook(out)["I"]["E4"].comment
    assert status == 3
    assert "SUM:A:document_type" in comment.text


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "Cells to look at again", "Likely cause: "),
        ("vi", "Những ô cần xem lại", "Có thể do: "),
    ],
)
def test_a_report_is_marked_in_its_own_language(
    language: str, title: str, said: str, tmp_path: Path
) -> None:
    cover = {"report_year": 2025, "locality_code": "11"}
    sent = {"E": 153, "E1": 90, "E2": 30, "E3": 15, "E9": 0}  # 135
    filled = book(sent, year=2025, cover=cover)
    for field in form().cover_fields if language == "en" else ():
        filled["Bia"].cell(field.row, 1, field.label_en)
    filled.save(tmp_path / "a.xlsx")
    out = tmp_path / "marked.xlsx"
    _, text = checked(str(tmp_path / "a.xlsx"), "--annotated", str(out), "--json")
    assert json.loads(text)["submissions"][0]["language"] == language
    marked = openpyxl.load_workbook(out)
    assert marked["_ipw"]["A1"].value == title
    assert any(
        said in cell.comment.text
        for sheet in marked
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    )


def test_a_line_given_on_two_sheets_is_marked_on_both(tmp_path: Path) -> None:
    filled = book({"A": 10}, year=2025, cover={"report_year": 2025, "locality_code": 1})
    filled["III"].append(["A", None, None, None, 777])
    place = f"E{filled['III'].max_row}"
    filled.save(tmp_path / "twice.xlsx")
    out = tmp_path / "marked.xlsx"
    _, text = checked(str(tmp_path / "twice.xlsx"), "--annotated", str(out))
    assert f"I!E4, “777” tại III!{place}" in " ".join(text.split())
    marked = openpyxl.load_workbook(out)
    assert "CELL:A" in marked["I"]["E4"].comment.text
    assert "CELL:A" in marked["III"][place].comment.text


def test_the_marked_copy_never_takes_the_place_of_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND)
    before = file.read_bytes()
    (tmp_path / "same.json").symlink_to(file)
    for target in (file, tmp_path / "same.json"):
        assert checked(str(file), "--annotated", str(target))[0] == 2
    assert file.read_bytes() == before

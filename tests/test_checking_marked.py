"""When `ipw check --annotated` writes a marked copy, and under which name."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from dagster_project import checking, cli, verdict_page
from tests.test_checking import SOUND, checked, written
from tests.workbooks import book


@pytest.fixture(autouse=True)
def empty_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))


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

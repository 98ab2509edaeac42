"""The `.xlsx` of the cells of an `.ods` or `.xls`, whatever its sender put into it."""

import subprocess
import sys
import zipfile
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from dagster_project.reporting.annotation import annotate
from tests.marking import HARD, SECTION, mark

MINUTE = "yyyy-mm-dd hh:mm:ss"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"


def cell(kind: str, value: str) -> str:
    """A cell of an `.ods`: `float` and its value, `date` and its date, …"""
    of_kind = {"float": "value"}.get(kind, f"{kind}-value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{of_kind}="{value}">'
        "<text:p>?</text:p></table:table-cell>"
    )


def ods(path: Path, sheets: dict[str, str]) -> Path:
    """An `.ods` of these sheets, each given as the XML of its rows."""
    tables = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>'
        for name, rows in sheets.items()
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
            f' xmlns:office="{NAMESPACE}:office:1.0"'
            f' xmlns:table="{NAMESPACE}:table:1.0" xmlns:text="{NAMESPACE}:text:1.0"'
            ' office:version="1.2"><office:body><office:spreadsheet>'
            f"{tables}</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def replaced(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """The package with other bytes in all its parts."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


@pytest.mark.parametrize(("value", "text"), [("1e400", "inf"), ("NaN", "nan")])
def test_a_number_that_no_workbook_can_hold_is_text_in_the_copy(
    value: str, text: str, tmp_path: Path, out: Path
) -> None:
    source = ods(tmp_path / "a.ods", {"I": row(cell("float", value))})
    annotate(source, out, [mark("A1", sheet="I")], "vi")
    sheet = openpyxl.load_workbook(out)["I"]
    assert (sheet["A1"].value, sheet["A1"].data_type) == (text, "s")
    assert sheet["A1"].fill.fgColor.rgb == HARD


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("a" * 30 + "'b", "a" * 30),  # the cut leaves the apostrophe at the end
        ("😀" * 31, "😀" * 15),  # a program counts two for each
        ("a" * 30 + "😀", "a" * 30),  # the cut leaves no half of a character
    ],
)
def test_a_sheet_name_that_an_xlsx_forbids_is_made_valid(
    name: str, valid: str, tmp_path: Path, out: Path
) -> None:
    rows = row(cell("float", "1"))
    source = ods(tmp_path / "a.ods", {name: rows, f"{name}!": rows})
    annotate(source, out, [mark("A1", sheet=name)], "vi")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[0] == valid
    assert len(set(book.sheetnames)) == 3
    assert book[valid]["A1"].fill.fgColor.rgb == HARD


def test_a_remark_among_the_sheets_of_a_workbook_is_no_sheet(
    tmp_path: Path, out: Path
) -> None:
    plain, source = tmp_path / "plain.xlsx", tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(plain)) as book:
        book.add_worksheet(SECTION).write("E4", 12)
    remark = b"<!-- 2025 -->"
    replaced(plain, source, b"<sheets>", b"<sheets>" + remark)
    annotate(source, out, [mark("E4")], "vi")
    replaced(out, plain, remark, b"")  # openpyxl takes it for a sheet
    book = openpyxl.load_workbook(plain)
    assert book.sheetnames == [SECTION, "_ipw"]
    assert book[SECTION]["E4"].fill.fgColor.rgb == HARD


def test_a_cell_far_from_all_others_costs_no_memory(tmp_path: Path, out: Path) -> None:
    far = (
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        '<table:table-row><table:table-cell table:number-columns-repeated="1023"/>'
        f"{cell('float', '7')}</table:table-row>"
    )
    rows = row() + row("<table:table-cell/>", cell("float", "12"), cell("float", "5"))
    source = ods(tmp_path / "a.ods", {"I": rows, "khác": far})
    limited = (
        "import resource, sys; from pathlib import Path;"
        "resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31));"
        "from dagster_project.reporting.annotation import annotate;"
        "from dagster_project.reporting.mark import Mark;"
        "mark = Mark('A', 'I', 'B2', 'SUM:A', 'hard', 'x');"
        "annotate(Path(sys.argv[1]), Path(sys.argv[2]), [mark], 'vi')"
    )
    subprocess.run([sys.executable, "-c", limited, source, out], check=True)
    book = openpyxl.load_workbook(out)
    assert [cell.value for cell in book["I"][2]] == [None, 12, 5]
    assert book["I"]["B2"].fill.fgColor.rgb == HARD
    assert book["khác"]["AMJ1048576"].value == 7


@pytest.mark.parametrize(
    ("kind", "written", "value", "looks"),
    [
        ("date", "2024-05-01", datetime(2024, 5, 1), "yyyy-mm-dd"),
        ("date", "2024-05-01T00:00:00", datetime(2024, 5, 1), "yyyy-mm-dd"),
        ("date", "2024-05-01T12:30:00", datetime(2024, 5, 1, 12, 30), MINUTE),
        ("time", "PT12H30M00S", time(12, 30), "hh:mm:ss"),
        # Before the first day that a workbook knows.
        ("date", "1850-01-01", "1850-01-01", "General"),
    ],
)
def test_a_day_and_a_time_look_in_the_copy_as_what_they_are(
    kind: str, written: str, value: object, looks: str, tmp_path: Path, out: Path
) -> None:
    source = ods(tmp_path / "a.ods", {"I": row(cell(kind, written))})
    annotate(source, out, [], "vi")
    copied = openpyxl.load_workbook(out)["I"]["A1"]
    assert (copied.value, copied.number_format) == (value, looks)

"""A marked file that comes back, as programs and people change it: marks go off."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill

from dagster_project.reporting.annotation import annotate
from tests.marking import HARD, SECTION, SOFT, mark
from tests.office import converted, with_office


@pytest.mark.parametrize("left", ["all", "comments", "colours"])
def test_marks_are_taken_off_though_the_list_of_them_was_deleted(
    left: str, rich: Path, out: Path, tmp_path: Path
) -> None:
    marked, returned = tmp_path / "marked.xlsx", tmp_path / "returned.xlsx"
    annotate(rich, marked, [mark("E4"), mark("E5"), mark("E20", "soft")], "vi")
    book = openpyxl.load_workbook(marked)
    del book["_ipw"]
    for address in ("E4", "E5", "E20"):
        if left == "colours":
            book[SECTION][address].comment = None
        if left == "comments":
            book[SECTION][address].fill = PatternFill()
    book.save(returned)
    annotate(returned, out, [mark("E6")], "vi")
    book = openpyxl.load_workbook(out)
    sheet = book[SECTION]
    for address in ("E4", "E5", "E20"):
        assert sheet[address].fill.fgColor.rgb not in (HARD, SOFT)
        comment = sheet[address].comment
        assert comment is None or "ipw" not in comment.text
    if left != "colours":
        assert sheet["E5"].comment.text == "ghi chú của địa phương"
    assert sheet["E6"].fill.fgColor.rgb == HARD
    assert [name for name in book.sheetnames if "ipw" in name] == ["_ipw"]


def test_a_sheet_of_our_name_in_other_letters_is_taken_for_ours(
    tmp_path: Path, out: Path
) -> None:
    source = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(source)) as book:
        book.add_worksheet(SECTION).write("E4", 12)
        book.add_worksheet("_IPW")
    annotate(source, out, [mark("E4")], "vi")
    # Excel calls a workbook damaged in which two names differ by case alone.
    marked = openpyxl.load_workbook(out)
    assert marked.sheetnames == [SECTION, "_IPW"]
    assert marked["_IPW"]["A5"].value == f"{SECTION}!E4"


def fills(path: Path) -> dict[str, tuple[object, ...]]:
    """Pattern and colour of the cells that the tests mark."""
    sheet = openpyxl.load_workbook(path)[SECTION]
    return {
        address: (sheet[address].fill.patternType, sheet[address].fill.fgColor.rgb)
        for address in ("E4", "E5", "E8", "E15", "E20")
    }


@with_office
def test_a_fill_that_a_mark_covered_comes_back_after_libreoffice_saved_the_file(
    rich: Path, out: Path, tmp_path: Path
) -> None:
    marked, again = tmp_path / "marked.xlsx", tmp_path / "again.xlsx"
    annotate(rich, marked, [mark(x) for x in ("E4", "E5", "E15", "E20")], "vi")
    returned = converted(marked, "xlsx", tmp_path / "office")
    annotate(returned, out, [mark("E4")], "vi")
    after = fills(out)
    assert after["E5"] == ("solid", "FFFFFF00")
    assert after["E15"] == after["E20"] == (None, "00000000")
    # A second round: what the mark of the first covered is known still.
    returned = converted(out, "xlsx", tmp_path / "office")
    annotate(returned, again, [mark("E8")], "vi")
    assert fills(again)["E4"] == ("solid", "FFFFFF00")
    assert fills(again)["E20"] == (None, "00000000")


def test_what_a_mark_covered_stands_hidden_beside_it(rich: Path, out: Path) -> None:
    absent = mark(None, rule_id="REQ:B")
    annotate(rich, out, [mark("E4"), mark("E20"), mark("E10"), absent], "vi")
    sheet = openpyxl.load_workbook(out)["_ipw"]
    assert sheet.column_dimensions["I"].hidden
    covered = [sheet.cell(row, 9).value for row in range(5, 9)]
    assert covered == ["rgb=FFFFFF00", None, None, None]


def test_a_covered_fill_that_somebody_wrote_over_is_no_fill(
    rich: Path, out: Path, tmp_path: Path
) -> None:
    marked, returned = tmp_path / "marked.xlsx", tmp_path / "returned.xlsx"
    annotate(rich, marked, [mark("E4"), mark("E5")], "vi")
    book = openpyxl.load_workbook(marked)
    book["_ipw"]["I5"] = 'rgb=FFFFFF00" x="'
    book.save(returned)
    annotate(returned, out, [mark("E8")], "vi")
    assert fills(out)["E4"] == (None, "00000000")
    assert fills(out)["E5"] == ("solid", "FFFFFF00")

"""A marked file that comes back, as programs and people change it: marks go off."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill

from dagster_project.reporting.annotation import annotate
from tests.marking import SECTION, mark

HARD, SOFT = "FFFFB1A8", "FFFFE29B"


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

"""LibreOffice opens a marked file, and its own files come back marked."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from dagster_project.reporting.annotation import annotate
from tests.marking import HARD, SECTION, SOFT, cells, mark
from tests.office import converted, with_office


@with_office
def test_libreoffice_opens_the_marked_file_and_sees_marks_and_values(
    rich: Path, out: Path, tmp_path: Path
) -> None:
    annotate(rich, out, [mark("E4"), mark("E5", "soft"), mark("E20")], "vi")
    saved = converted(out, "xlsx", tmp_path / "office")
    before, after = cells(rich, stored=True), cells(saved, stored=True)
    assert after == before
    sheet = openpyxl.load_workbook(saved)[SECTION]
    for address, colour in (("E4", HARD), ("E5", SOFT), ("E20", HARD)):
        assert sheet[address].fill.fgColor.rgb == colour
        assert "[SUM:B:ip_right]" in sheet[address].comment.text
    assert sheet["E5"].comment.text.startswith("ghi chú của địa phương")


@with_office
def test_what_looks_like_an_escape_is_read_as_it_was_written(
    rich: Path, out: Path, tmp_path: Path
) -> None:
    annotate(rich, out, [mark("E4", text="ghi _x0041_ ở đây")], "vi")
    with zipfile.ZipFile(converted(out, "ods", tmp_path / "office")) as archive:
        content = archive.read("content.xml").decode()
    note = content.partition("<office:annotation ")[2].partition(
        "</office:annotation>"
    )[0]
    assert "ghi _x0041_ ở đây" in re.sub("<[^>]*>", "", note)
    assert re.sub("<[^>]*>", "", content).count("ghi _x0041_ ở đây") == 2  # and listed


@with_office
def test_a_workbook_saved_by_libreoffice_is_marked_and_can_return(
    rich: Path, out: Path, tmp_path: Path
) -> None:
    source = converted(rich, "xlsx", tmp_path / "office")
    annotate(source, out, [mark("E4"), mark("E5")], "vi")
    assert cells(out, stored=True) == cells(source, stored=True)
    assert cells(out, stored=False) == cells(source, stored=False)
    # The locality saves our file with its own program and sends it again.
    returned = converted(out, "xlsx", tmp_path / "returned")
    again = tmp_path / "again.xlsx"
    annotate(returned, again, [mark("E6")], "vi")
    sheet = openpyxl.load_workbook(again)[SECTION]
    assert sheet["E4"].comment is None
    assert sheet["E4"].fill.fgColor.rgb not in (HARD, SOFT)
    assert sheet["E5"].comment.text == "ghi chú của địa phương"
    assert sheet["E6"].fill.fgColor.rgb == HARD


@with_office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_an_old_or_open_workbook_comes_back_with_every_value(
    kind: str, rich: Path, out: Path, tmp_path: Path
) -> None:
    source = converted(rich, kind, tmp_path / "office")
    annotate(source, out, [mark("E4")], "vi")
    before = CalamineWorkbook.from_path(str(source))
    after = CalamineWorkbook.from_path(str(out))
    for name in ("Bia", SECTION, "_meta"):
        assert (
            after.get_sheet_by_name(name).to_python()
            == before.get_sheet_by_name(name).to_python()
        )
    book = openpyxl.load_workbook(out)
    assert book["_meta"].sheet_state == "hidden"
    assert book[SECTION]["E4"].fill.fgColor.rgb == HARD

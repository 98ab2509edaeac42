"""The locality's own workbook back: marked at the addresses, else as it came.

Every workbook here is written by a program that localities use or one that writes as
they do; the result is compared cell by cell and part by part.
"""

import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from dagster_project.reporting.annotation import annotate
from tests.marking import HARD, SECTION, SOFT, cells, mark, styles


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


def test_no_value_formula_or_stored_value_changes(rich: Path, out: Path) -> None:
    annotate(rich, out, [mark("E4"), mark("E5", "soft"), mark("E8")], "vi")
    assert cells(out, stored=False) == cells(rich, stored=False)
    assert cells(out, stored=True) == cells(rich, stored=True)
    # The value that XlsxWriter stored with the formula, which openpyxl would drop.
    assert cells(out, stored=True)[SECTION, "G4"] == 10


def test_only_the_marked_cells_look_different(rich: Path, out: Path) -> None:
    annotate(rich, out, [mark("E4"), mark("E6", "soft")], "vi")
    before, after = styles(rich), styles(out)
    assert {key for key in before if before[key] != after[key]} == {
        (SECTION, "E4"),
        (SECTION, "E6"),
    }
    for address, colour in (("E4", HARD), ("E6", SOFT)):
        # Bold and unlocked as before; only the fill and the comment are new.
        assert after[SECTION, address][:6] == before[SECTION, address][:6]
        assert after[SECTION, address][6:8] == ("solid", colour)
        assert "SUM:B:ip_right" in str(after[SECTION, address][8])


def test_other_parts_of_the_package_stay_byte_for_byte(rich: Path, out: Path) -> None:
    annotate(rich, out, [mark("E4"), mark("E5")], "vi")
    before, after = members(rich), members(out)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet2.xml",
        # The sheet had a comment, so that its two parts are added to.
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    assert set(after) - set(before) == {"xl/worksheets/sheet_ipw.xml"}


def test_layout_rules_and_names_stay(rich: Path, out: Path) -> None:
    annotate(rich, out, [mark("E4"), mark("E12")], "vi")
    book = openpyxl.load_workbook(out)
    sheet = book[SECTION]
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:F1", "E12:F13"}
    assert sheet.row_dimensions[7].hidden
    assert book["_meta"].sheet_state == "hidden"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["E4:E9"]
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["E4:E9"]
    assert sheet.protection.sheet
    assert len(sheet._charts) == 1
    assert "tong" in book.defined_names
    assert book.sheetnames == ["Bia", SECTION, "_meta", "_ipw"]


def test_a_comment_that_was_there_stays_in_front(rich: Path, out: Path) -> None:
    annotate(rich, out, [mark("E5")], "vi")
    comment = openpyxl.load_workbook(out)[SECTION]["E5"].comment
    assert comment.text.startswith("ghi chú của địa phương")
    assert "[SUM:B:ip_right] Tổng 12" in comment.text
    assert comment.author == "Sở"
    # One shape for one note.
    assert members(out)["xl/drawings/vmlDrawing1.vml"].count(b"<x:Row>4</x:Row>") == 1


def test_a_comment_says_rule_others_remedy_and_cause(rich: Path, out: Path) -> None:
    annotate(rich, out, [mark("E4", cause="hai chữ số bị đổi chỗ")], "vi")
    assert openpyxl.load_workbook(out)[SECTION]["E4"].comment.text == (
        "— ipw —\n[SUM:B:ip_right] Tổng 12 khác tổng các thành phần 10.\n"
        "Các ô khác của phép đối chiếu: B1 Nhãn hiệu = 7; B2 Kiểu dáng công nghiệp = 3."
        "\nĐể khớp: tổng bằng 10, hoặc các thành phần cộng lại bằng 12"
        "\nCó thể do: hai chữ số bị đổi chỗ"
    )


def test_two_marks_on_a_cell_are_one_comment_in_the_harder_colour(
    rich: Path, out: Path
) -> None:
    annotate(rich, out, [mark("E4", "soft", rule_id="YOY:B"), mark("E4")], "en")
    cell = openpyxl.load_workbook(out)[SECTION]["E4"]
    assert cell.fill.fgColor.rgb == HARD
    assert "[YOY:B]" in cell.comment.text
    assert "[SUM:B:ip_right]" in cell.comment.text
    assert "Other cells of the check" in cell.comment.text


def test_an_empty_place_is_marked_in_its_row_or_column_style(
    rich: Path, out: Path
) -> None:
    # E20 has neither row nor cell; K4 has the bold style of its column; E8 is blank.
    annotate(rich, out, [mark("E20"), mark("K4"), mark("E8"), mark("AB4")], "vi")
    sheet = openpyxl.load_workbook(out)[SECTION]
    for address in ("E20", "K4", "E8", "AB4"):
        assert sheet[address].value is None
        assert sheet[address].fill.fgColor.rgb == HARD
        assert sheet[address].comment is not None
    assert sheet["K4"].font.b
    assert sheet.dimensions == "A1:AB20"
    data = members(out)["xl/worksheets/sheet2.xml"].decode()
    row = data[data.index('<row r="4"') :].split("</row>")[0]
    assert [part.split('"')[0] for part in row.split('<c r="')[1:]] == [
        "A4",
        "E4",
        "G4",
        "K4",
        "AB4",
    ]


def test_every_mark_is_listed_and_linked(rich: Path, out: Path) -> None:
    absent = mark(None, "soft", line_code="B9", rule_id="REQ:B", text="B9 vắng")
    annotate(rich, out, [mark("E4"), absent], "vi")
    sheet = openpyxl.load_workbook(out)["_ipw"]
    assert sheet["A1"].value == "Những ô cần xem lại"
    assert sheet["A5"].value == f"{SECTION}!E4"
    assert sheet["A5"].hyperlink.location == f"'{SECTION}'!E4"
    assert [cell.value for cell in sheet[6]][:5] == [
        "(không có trong tệp)",
        "B9",
        "REQ:B",
        "xem lại",
        "B9 vắng",
    ]
    assert sheet["A6"].hyperlink is None


def test_a_quote_in_a_sheet_name_is_doubled_in_the_link(
    tmp_path: Path, out: Path
) -> None:
    source = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(source)) as book:
        book.add_worksheet("it's").write("E4", 1)
    annotate(source, out, [mark("E4", sheet="it's")], "en")
    link = openpyxl.load_workbook(out)["_ipw"]["A5"].hyperlink
    assert link.location == "'it''s'!E4"


def test_what_a_locality_wrote_is_never_evaluated(rich: Path, out: Path) -> None:
    hostile = '=HYPERLINK("http://x","y") <b>&amp; \x07 _x0041_ ]]>'
    annotate(rich, out, [mark("E4", text=hostile, others=("=1+1", "@SUM(A1)"))], "vi")
    sheet = openpyxl.load_workbook(out)["_ipw"]
    assert sheet["E5"].data_type == "s"
    assert str(sheet["E5"].value).startswith("=HYPERLINK(")
    assert sheet["F5"].value == "=1+1; @SUM(A1)"
    assert b"<f>" not in members(out)["xl/worksheets/sheet_ipw.xml"]
    assert "\x07" not in openpyxl.load_workbook(out)[SECTION]["E4"].comment.text


def test_what_looks_like_an_escape_is_escaped_in_comments_too(
    rich: Path, out: Path
) -> None:
    text = "ghi _x0041_ ở đây"
    annotate(rich, out, [mark("E4", text=text)], "vi")
    for part in ("xl/comments1.xml", "xl/worksheets/sheet_ipw.xml"):
        # As a program reads text of a workbook (ECMA-376, ST_Xstring).
        assert text in unescape(members(out)[part].decode())


def test_no_cell_changes_for_a_reader_when_the_marked_file_comes_back(
    rich: Path, out: Path
) -> None:
    annotate(rich, out, [mark("E4"), mark("E5"), mark("E20")], "vi")
    for name in ("Bia", SECTION, "_meta"):
        before = CalamineWorkbook.from_path(str(rich)).get_sheet_by_name(name)
        after = CalamineWorkbook.from_path(str(out)).get_sheet_by_name(name)
        assert after.to_python() == before.to_python()
    ours = set(CalamineWorkbook.from_path(str(out)).sheet_names) - {"Bia", SECTION}
    # Sheets whose name begins with an underscore are never read as lines.
    assert all(name.startswith("_") for name in ours)


def test_marks_of_an_earlier_round_are_taken_off(
    rich: Path, out: Path, tmp_path: Path
) -> None:
    first = tmp_path / "first.xlsx"
    annotate(rich, first, [mark("E4"), mark("E5"), mark("E10"), mark("E20")], "vi")
    annotate(first, out, [mark("E6", "soft")], "vi")
    before, after = styles(rich), styles(out)
    assert after[SECTION, "E6"][6:8] == ("solid", SOFT)
    # E4 and E5 had a yellow fill under the mark, and E5 a comment of its own. E10 had a
    # pattern, which the mark does not remember: it is left without fill.
    assert after[SECTION, "E4"] == before[SECTION, "E4"]
    assert after[SECTION, "E5"] == before[SECTION, "E5"]
    assert after[SECTION, "E10"][6] is None
    assert after[SECTION, "E20"][6] is None
    assert b"<x:Row>3</x:Row>" not in members(out)["xl/drawings/vmlDrawing1.vml"]
    book = openpyxl.load_workbook(out)
    assert book.sheetnames.count("_ipw") == 1
    assert book["_ipw"]["A5"].value == f"{SECTION}!E6"
    assert book["_ipw"]["A6"].value is None


def test_the_same_marks_twice_are_the_same_bytes(
    rich: Path, out: Path, tmp_path: Path
) -> None:
    annotate(rich, out, [mark("E4"), mark("E5")], "vi")
    again = tmp_path / "again.xlsx"
    annotate(rich, again, [mark("E4"), mark("E5")], "vi")
    assert out.read_bytes() == again.read_bytes()

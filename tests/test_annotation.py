"""The locality's own workbook back: marked at the addresses, else as it came.

Every workbook here is written by a program that localities use or one that writes as
they do; the result is compared cell by cell and part by part.
"""

import csv
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook

from dagster_project import template
from dagster_project.reporting.annotation import Mark, annotate, kind_of, suffix_of
from dagster_project.reporting.ooxml import Package, PackageError
from dagster_project.submissions import parsing

HARD, SOFT = "FFFFB1A8", "FFFFE29B"
SECTION = "II Thực thi"
SOFFICE = shutil.which("soffice")
with_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def mark(address: str | None, severity: str = "hard", **changes: object) -> Mark:
    values: dict[str, object] = {
        "line_code": "B",
        "sheet": SECTION if address else None,
        "address": address,
        "rule_id": "SUM:B:ip_right",
        "severity": severity,
        "text": "Tổng 12 khác tổng các thành phần 10.",
        "others": ("B1 Nhãn hiệu = 7", "B2 Kiểu dáng công nghiệp = 3"),
        "remedy": "tổng bằng 10, hoặc các thành phần cộng lại bằng 12",
        "cause": None,
    }
    return Mark(**{**values, **changes})  # type: ignore[arg-type]


def rich_workbook(path: Path) -> Path:
    """A workbook with all that is easily lost, written by XlsxWriter."""
    with xlsxwriter.Workbook(str(path)) as book:
        cover = book.add_worksheet("Bia")
        cover.write("A4", "Năm báo cáo")
        cover.write("B4", 2024)
        sheet = book.add_worksheet(SECTION)
        yellow = book.add_format({"bg_color": "#FFFF00", "bold": True, "locked": False})
        striped = book.add_format({"pattern": 4, "fg_color": "#00FF00"})
        sheet.merge_range("A1:F1", "Thực thi quyền sở hữu công nghiệp")
        sheet.write_row("A3", ["Mã số", "Chỉ tiêu", "", "Đơn vị", "Số liệu"])
        for row, (code, value) in enumerate(
            [("B", 12), ("B1", 7), ("B2", 3), ("B3", "hơn 1"), ("B4", "")], 3
        ):
            sheet.write(row, 0, code)
            sheet.write(row, 4, value, yellow)
        sheet.write("E10", "khác", striped)
        sheet.write_formula("G4", "=E5+E6", None, 10)
        sheet.write_array_formula("G5:G5", "{=SUM(E5:E6*2)}", None, 20)
        sheet.write_comment("E5", "ghi chú của địa phương", {"author": "Sở"})
        sheet.set_row(6, None, None, {"hidden": True})
        sheet.set_column("J:K", 12, yellow)
        sheet.merge_range("E12:F13", 5, yellow)
        sheet.conditional_format("E4:E9", {"type": "duplicate", "format": striped})
        sheet.data_validation(
            "E4:E9", {"validate": "integer", "criteria": ">=", "value": 0}
        )
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"='{SECTION}'!$E$4:$E$6"})
        sheet.insert_chart("H20", chart)
        sheet.protect("secret")
        hidden = book.add_worksheet("_meta")
        hidden.write("A1", "2024.1")
        hidden.hide()
        book.define_name("tong", f"='{SECTION}'!$E$4")
    return path


def cells(path: Path, *, stored: bool) -> dict[tuple[str, str], object]:
    """Every value of every sheet, ours excepted."""
    book = openpyxl.load_workbook(path, data_only=stored)
    return {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)
        for sheet in book
        if sheet.title != "_ipw"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def styles(path: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): (
            cell.font.b,
            cell.font.name,
            cell.number_format,
            cell.border.left.style,
            cell.alignment.wrap_text,
            cell.protection.locked,
            cell.fill.patternType,
            cell.fill.fgColor.rgb,
            cell.comment.text if cell.comment else None,
        )
        for sheet in book
        if sheet.title != "_ipw"
        for row in sheet.iter_rows()
        for cell in row
    }


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    return rich_workbook(tmp_path / "báo cáo.xlsx")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "marked.xlsx"


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


def test_a_workbook_of_openpyxl_keeps_its_formats(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SECTION
    sheet["E4"], sheet["E5"] = 12, "=E4*2"
    sheet["E4"].number_format = "#,##0.00"
    sheet["E6"].comment = Comment("một ghi chú", "Sở")
    sheet.conditional_formatting.add(
        "E4:E9", CellIsRule(operator="lessThan", formula=["0"], fill=PatternFill())
    )
    sheet.add_data_validation(DataValidation(type="whole", sqref="E4:E9"))
    sheet.insert_rows(2, 3)
    book.save(source)
    annotate(source, out, [mark("E7"), mark("E8")], "vi")
    assert cells(out, stored=False) == cells(source, stored=False)
    marked = openpyxl.load_workbook(out)[SECTION]
    assert marked["E7"].number_format == "#,##0.00"
    assert marked["E7"].fill.fgColor.rgb == HARD
    assert [str(area.sqref) for area in marked.conditional_formatting] == ["E4:E9"]


def without_addresses(source: Path, target: Path) -> None:
    """The same workbook without styles, and with cells that bear no address."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/styles.xml":
                continue
            if name == "xl/_rels/workbook.xml.rels":
                content = b"".join(
                    part
                    for part in content.replace(b"/>", b"/>\n").splitlines(True)
                    if b"styles" not in part
                )
            if name.startswith("xl/worksheets/sheet"):
                content = (
                    b'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.'
                    b'openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
                    b"<x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>"
                    b"<x:row><x:c><x:v>3</x:v></x:c><x:c><x:v>4</x:v></x:c></x:row>"
                    b"</x:sheetData></x:worksheet>"
                )
            new.writestr(name, content)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_cells_without_addresses_and_a_book_without_styles_are_marked(
    tmp_path: Path, out: Path
) -> None:
    plain, source = tmp_path / "plain.xlsx", tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(plain)) as book:
        book.add_worksheet(SECTION)
    without_addresses(plain, source)
    annotate(source, out, [mark("B2")], "vi")
    sheet = openpyxl.load_workbook(out)[SECTION]
    assert [[cell.value for cell in row] for row in sheet["A1:B2"]] == [[1, 2], [3, 4]]
    assert sheet["B2"].fill.fgColor.rgb == HARD
    assert sheet["A2"].fill.patternType is None


def test_a_sheet_named_in_another_unicode_form_is_found(rich: Path, out: Path) -> None:
    import unicodedata

    annotate(rich, out, [mark("E4", sheet=unicodedata.normalize("NFD", SECTION))], "vi")
    assert openpyxl.load_workbook(out)[SECTION]["E4"].fill.fgColor.rgb == HARD


def test_a_mark_on_an_unknown_sheet_is_listed_only(rich: Path, out: Path) -> None:
    annotate(rich, out, [mark("E4", sheet="XX")], "vi")
    assert styles(out) == styles(rich)
    assert openpyxl.load_workbook(out)["_ipw"]["A5"].value == "(không có trong tệp)"


def test_a_sheet_whose_comments_are_cut_off_comes_back_as_its_cells(
    rich: Path, out: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(rich) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".vml"):
                # What a hostile file would do to a pattern that backtracks.
                content = b"<xml>" + b"<v:shape <o:idmap " * 100_000
            new.writestr(name, content)
    annotate(broken, out, [mark("E5")], "vi")
    sheet = openpyxl.load_workbook(out)[SECTION]
    assert sheet["E5"].fill.fgColor.rgb == HARD
    assert (sheet["E4"].value, sheet["G4"].value) == (12, 10)


def test_a_broken_package_is_no_package(tmp_path: Path) -> None:
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(PackageError):
        Package(broken)


def filled_template(path: Path) -> Path:
    """The project's form, filled, with inserted, hidden and merged rows."""
    template.write_for(path, 2024, "22")
    book = openpyxl.load_workbook(path)
    sheet = book["II"]
    sheet.insert_rows(5, 2)
    for row in sheet.iter_rows(min_row=4):
        if row[0].value and row[4].data_type != "f":
            row[4].value = "hơn 10" if row[0].value == "B2" else row[0].row
    sheet.row_dimensions[9].hidden = True
    sheet.merge_cells("E7:F7")
    book.save(path)
    return path


def test_a_marked_form_reads_as_the_form_itself(tmp_path: Path, out: Path) -> None:
    source = filled_template(tmp_path / "bieu-mau-2024-22.xlsx")
    (before,) = parsing.parse(source, source.name).submissions
    places = {cell.line_code: cell for cell in before.cells}
    wrong = [places[code] for code in ("B", "B1", "B2", "C9", "P")]
    marks = [
        mark(cell.address, sheet=cell.sheet, line_code=cell.line_code) for cell in wrong
    ]
    annotate(source, out, marks, "vi")
    assert parsing.parse(out, source.name) == parsing.parse(source, source.name)
    book = openpyxl.load_workbook(out)
    marked = {
        (sheet.title, cell.coordinate)
        for sheet in book
        if sheet.title != "_ipw"
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment or cell.fill.fgColor.rgb in (HARD, SOFT)
    }
    assert marked == {(cell.sheet, cell.address) for cell in wrong}
    # The row of each mark is that of its line, wherever the rows went.
    for cell in wrong:
        assert book[cell.sheet][f"A{cell.address[1:]}"].value == cell.line_code


NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    f' xmlns:office="{NAMESPACE}:office:1.0" xmlns:table="{NAMESPACE}:table:1.0"'
    f' xmlns:text="{NAMESPACE}:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="{name}">'
    "<table:table-row><table:table-cell/></table:table-row><table:table-row>"
    '<table:table-cell office:value-type="string"><text:p>B</text:p>'
    '</table:table-cell><table:table-cell office:value-type="float"'
    ' office:value="12.5"><text:p>12,5</text:p></table:table-cell>'
    "</table:table-row><table:table-row>"
    '<table:table-cell office:value-type="string"><text:p>=1+1</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet>"
    "</office:body></office:document-content>"
)


def test_an_ods_comes_back_as_an_xlsx_of_its_cells(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "a.ods"
    long_name = "Thực thi quyền sở hữu công nghiệp: năm 2024"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(name=long_name))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    assert suffix_of(source) == ".xlsx"
    annotate(source, out, [mark("B2", sheet=long_name)], "vi")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert sheet.title == "Thực thi quyền sở hữu công nghi"
    assert (sheet["A2"].value, sheet["B2"].value) == ("B", 12.5)
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert sheet["B2"].fill.fgColor.rgb == HARD
    assert list(tmp_path.glob(".*")) == []


def test_a_csv_gets_a_list_by_line(tmp_path: Path) -> None:
    source, out = tmp_path / "a.csv", tmp_path / "marks.csv"
    source.write_text("report_year,locality_code,line_code,value\n2024,22,B,12\n")
    annotate(
        source,
        out,
        [
            mark("line 2", text="=cmd|' /C calc'!A1"),
            mark(None, line_code="B9", others=("+1",)),
        ],
        "vi",
    )
    with out.open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["line"], first["column"], first["line_code"]) == ("2", "value", "B")
    assert first["text"] == "'=cmd|' /C calc'!A1"
    assert (second["line"], second["column"]) == ("", "")
    assert second["other_cells"] == "'+1"


def test_a_json_gets_a_list_by_pointer(tmp_path: Path) -> None:
    source, out = tmp_path / "a.json", tmp_path / "marks.json"
    source.write_text('\ufeff{"report_year": 2024}', "utf-8")
    assert suffix_of(source) == ".json"
    annotate(source, out, [mark("/cells/B")], "vi")
    (listed,) = json.loads(out.read_text("utf-8"))["marks"]
    assert (listed["pointer"], listed["rule_id"]) == ("/cells/B", "SUM:B:ip_right")


def test_content_decides_what_a_file_is(rich: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "a.csv"
    shutil.copy(rich, renamed)
    assert kind_of(renamed) == "xlsx"


def converted(source: Path, kind: str, folder: Path) -> Path:
    """The file as LibreOffice writes it."""
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [
            SOFFICE,
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            folder,
            source,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{source.stem}.{kind}"


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

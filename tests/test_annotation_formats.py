"""Files of other programs and formats come back marked, or as a list of marks."""

import csv
import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from dagster_project.blank_form import template
from dagster_project.reporting.annotation import annotate, kind_of, suffix_of
from dagster_project.reporting.ooxml import Package, PackageError
from dagster_project.submissions import parsing
from tests.marking import HARD, SECTION, SOFT, cells, mark, styles


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


def test_a_mark_without_a_cell_says_what_it_is_about(rich: Path, out: Path) -> None:
    marks = [mark(None, is_elsewhere=True), mark(None, line_code="", rule_id="COPY")]
    annotate(rich, out, marks, "en")
    said = openpyxl.load_workbook(out)["_ipw"]
    assert said["A5"].value == "(from another submission)"
    assert said["A6"].value == "(the whole report)"


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

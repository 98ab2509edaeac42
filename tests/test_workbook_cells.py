"""What a cell of a workbook is: number, text, formula, error, nothing."""

import datetime
import io
import zipfile

import pytest
import xlsxwriter
from openpyxl.styles import Font

from dagster_project.submissions import marks
from tests.sheets import HEADER, nfd, sheet, values
from tests.workbooks import book, cells, ods, parsed


def test_the_check_formulas_of_the_template_are_never_read_back() -> None:
    workbook = book({"A": 1})
    workbook["I"]["F4"] = "khớp"
    workbook["I"]["F5"] = "Lệch 3"
    workbook["I"]["F6"] = "lấy từ báo cáo quý"
    notes = [x.note for x in parsed(workbook).submissions[0].cells if x.note]
    assert notes == ["lấy từ báo cáo quý"]


def test_typed_numbers_are_exact_to_fifteen_digits_without_exponent() -> None:
    assert values(1250, 36.7, 0.1, -3, 1e21, 0.1 + 0.2, 12.0, 1e-7) == [
        ("number", "1250"),
        ("number", "36.7"),
        ("number", "0.1"),
        ("number", "-3"),
        ("number", "1000000000000000000000"),
        ("number", "0.3"),
        ("number", "12"),
        ("number", "0.0000001"),
    ]


def test_text_is_kept_exactly_as_it_was_written() -> None:
    written = ["01", " 1.250 ", "hơn\u00a01,2 tỷ đồng", nfd("không"), "-", "12 (1)"]
    assert values(*written) == [("text", x) for x in written]


def test_a_typed_date_or_boolean_is_neither_number_nor_text() -> None:
    assert values(datetime.date(2024, 3, 1), True, datetime.time(8, 30)) == [
        ("date", "2024-03-01"),
        ("boolean", "TRUE"),
        ("date", "08:30:00"),
    ]


def test_an_empty_cell_of_a_line_is_a_cell() -> None:
    assert values(None) == [("empty", "")]


def test_a_formula_without_a_stored_value_is_told_from_an_empty_cell() -> None:
    assert values("=1+1") == [("formula", "=1+1")]


def test_text_that_looks_like_a_formula_is_text() -> None:
    workbook = sheet([HEADER, ["A", "x", None]])
    workbook["I"]["C2"] = "=1+1"
    workbook["I"]["C2"].data_type = "s"
    assert [(x.value_kind, x.raw_text) for x in cells(workbook)] == [("text", "=1+1")]


def test_an_error_cell_keeps_its_name() -> None:
    workbook = sheet([HEADER, ["A", "x", None]])
    workbook["I"]["C2"] = "#REF!"
    workbook["I"]["C2"].data_type = "e"
    assert [(x.value_kind, x.raw_text) for x in cells(workbook)] == [("error", "#REF!")]


def test_a_formula_with_a_stored_value_is_that_value() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        rows = workbook.add_worksheet("I")
        rows.write_row(0, 0, HEADER)
        rows.write_row(1, 0, ["A", "x"])
        rows.write_formula(1, 2, "=20+6", value=26)
        rows.write_formula(1, 3, '="khớp"', value="bất kỳ")
    (cell,) = cells(stream.getvalue())
    assert (cell.raw_text, cell.value_kind, cell.note) == ("26", "number", None)


def rich(*runs: str) -> bytes:
    """A workbook with one text of these runs, as spreadsheets store them."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        raised = workbook.add_format({"font_script": 1})
        struck = workbook.add_format({"font_strikeout": True})
        bold = workbook.add_format({"bold": True})
        styles = {"^": raised, "-": struck, "*": bold}
        worksheet = workbook.add_worksheet("I")
        for column, text in enumerate(["Mã số", "Số liệu"]):
            worksheet.write(0, column, text)
        worksheet.write(1, 0, "A")
        parts = [
            y for x in runs for y in ((styles[x[0]], x[1:]) if x[0] in styles else (x,))
        ]
        worksheet.write_rich_string(1, 1, *parts)
        worksheet.write(2, 0, "A1")
        worksheet.write(2, 1, "7")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("runs", "text", "kind"),
    [
        (("7", "^1"), "71", "retouched"),
        (("-8", "9"), "89", "retouched"),
        (("*8", "9"), "89", "text"),
        (("chưa có", "^a"), "chưa cóa", "text"),
    ],
)
def test_digits_that_are_raised_or_struck_out_are_no_digits_of_a_number(
    runs: tuple[str, ...], text: str, kind: str
) -> None:
    found = parsed(rich(*runs)).submissions[0].cells
    assert [(x.raw_text, x.value_kind) for x in found] == [(text, kind), ("7", "text")]


@pytest.mark.parametrize("value", [12, "12"])
def test_a_figure_whose_whole_cell_is_struck_out_is_no_figure(value: int | str) -> None:
    workbook = book({"A": value, "A1": 4, "A2": "chưa có"})
    for cell in ("E4", "E6"):
        workbook["I"][cell].font = Font(strike=True)
    workbook["I"]["E5"].font = Font(bold=True)
    found = {x.line_code: x.value_kind for x in cells(workbook)}
    assert found == {"A": "retouched", "A1": "number", "A2": "text"}


def _struck_ods() -> bytes:
    """A is struck by its cell's style, A1 by its parent's, A2 has a raised digit.

    Of A3 no style strikes out, nor of A9, whose style takes its parent's stroke back;
    that of B says both.
    """
    namespaces = "xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'"

    def style(family: str, name: str, said: str, parent: str = "") -> str:
        return (
            f"<style:style style:family='{family}' style:name='{name}' {parent}>"
            f"<style:text-properties {said}/></style:style>"
        )

    struck = "style:text-line-through-style='solid'"
    unstruck = "style:text-line-through-style='none'"
    both = f"{struck} style:text-line-through-type='none'"
    styles = (
        style("table-cell", "ce1", struck)
        + style("table-cell", "ce2", "", "style:parent-style-name='ce1'")
        + style("table-cell", "ce3", unstruck)
        + style("table-cell", "ce4", unstruck, "style:parent-style-name='ce1'")
        + style("table-cell", "ce5", both)
        + style("text", "T1", "style:text-position='super 58%'")
        + style("text", "T2", "style:text-position='0% 100%'")
    )
    text = "<table:table-cell {}office:value-type='string'><text:p>{}</text:p>"
    run = "7<text:span text:style-name='{}'>1</text:span>"
    rows = [
        ("A", "table:style-name='ce1' ", "5"),
        ("A1", "table:style-name='ce2' ", "5"),
        ("A2", "", run.format("T1")),
        ("A3", "table:style-name='ce3' ", run.format("T2")),
        ("A9", "table:style-name='ce4' ", "5"),
        ("B", "table:style-name='ce5' ", "5"),
    ]
    content = ods({
        "I": [
            ["Mã số", "Số liệu"],
            *(
                [code, (text.format(said, shown) + "</table:table-cell>").encode()]
                for code, said, shown in rows
            ),
        ]
    })  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as x:
        for name in old.namelist():
            held = old.read(name).decode()
            body = f"<office:automatic-styles {namespaces}>{styles}"
            body += "</office:automatic-styles><office:body>"
            x.writestr(name, held.replace("<office:body>", body))
    return stream.getvalue()


def test_an_ods_is_looked_at_for_struck_and_raised_digits_too() -> None:
    found = {x.line_code: x.value_kind for x in cells(_struck_ods(), "a.ods")}
    assert found == {
        "A": "retouched",
        "A1": "retouched",
        "A2": "retouched",
        "A3": "text",
        "A9": "text",
        "B": "retouched",
    }


def test_a_workbook_without_its_shared_texts_keeps_its_other_marks() -> None:
    """Some programs write every text in its cell and name the part all the same."""
    stream = io.BytesIO()
    workbook = book({"A": "=1+1"})
    workbook["I"].row_dimensions[4].hidden = True
    workbook.save(stream)
    without = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(without, "w") as new:
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                new.writestr(name, old.read(name))
    found = marks.of(without.getvalue(), "xlsx")["I"]
    assert found.hidden_rows == {3}
    assert found.uncalculated == {(3, 4): "=1+1"}

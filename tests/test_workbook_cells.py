"""What a cell of a workbook is: number, text, formula, error, nothing."""

import datetime
import io

import xlsxwriter

from tests.sheets import HEADER, nfd, sheet, values
from tests.workbooks import book, cells, parsed


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

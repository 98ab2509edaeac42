"""Workbooks of other programs and formats give the same cells."""

import datetime
from pathlib import Path

import pytest

from tests.office import converted, with_office
from tests.sheets import EVERY, EVERY_TEXT, HEADER
from tests.workbooks import COVER, Error, Uncalculated, book, ods, parsed, saved, xls


def test_an_ods_is_read_with_its_hidden_rows_and_formulas() -> None:
    hidden = (
        '</table:table-row><table:table-row table:visibility="collapse">'
        '<table:table-cell office:value-type="string"><text:p>A3</text:p>'
        "</table:table-cell><table:table-cell/>"
        '<table:table-cell office:value-type="float" office:value="4"/>'
    )
    content = ods(
        {
            "Bia": [["Năm báo cáo", 2024], ["Mã địa phương", "22"]],
            "I": [
                ["Mã số", "Chỉ tiêu", "Số liệu"],
                ["A", "x", 36.7],
                ["A1", "x", b'<table:table-cell table:formula="of:=1+1"/>'],
                ["A2", "x", "hơn 3", hidden.encode()],
            ],
        }
    )
    found = parsed(content, "a.ods")
    assert found.format == "ods"
    (submission,) = found.submissions
    assert [(x.line_code, x.value_kind, x.raw_text) for x in submission.cells] == [
        ("A", "number", "36.7"),
        ("A1", "formula", "of:=1+1"),
        ("A2", "text", "hơn 3"),
        ("A3", "number", "4"),
    ]
    assert [x.code for x in submission.remarks] == ["hidden_row"]
    assert submission.cover.report_year_text == "2024"


def test_an_xls_is_read_with_its_hidden_rows_and_errors() -> None:
    content = xls(
        {
            "Bìa": [["Năm báo cáo", 2024.0], ["Mã địa phương", 1.0]],
            "Mục I": [HEADER, ["A", "x", 1250.0], ["A1", "x", Error([0x17])]],
        },
        hidden_rows=[1],
    )
    found = parsed(content, "a.xls")
    assert found.format == "xls"
    (submission,) = found.submissions
    assert [(x.line_code, x.value_kind, x.raw_text) for x in submission.cells] == [
        ("A", "number", "1250"),
        ("A1", "error", "#REF!"),
    ]
    assert [x.code for x in submission.remarks] == ["hidden_row"]
    assert submission.cover.locality_code_text == "1"
    assert submission.cells[0].sheet == "Mục I"


def test_a_formula_of_an_xls_without_a_stored_value_is_no_empty_cell() -> None:
    content = xls({"I": [HEADER, ["A", "x", Uncalculated()], ["A1", "x", 1.0]]})
    (submission,) = parsed(content, "a.xls").submissions
    assert [(x.line_code, x.value_kind) for x in submission.cells] == [
        ("A", "formula"),
        ("A1", "number"),
    ]


@with_office
@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_a_form_that_libreoffice_saved_gives_the_same_cells(
    tmp_path: Path, ending: str
) -> None:
    written = {**EVERY, "A1": "hơn 3.300", "A2": "=3+4", "A3": True, "C": 36.7}
    written["B"] = datetime.date(2024, 3, 1)
    workbook = book(written, cover={**COVER, "period_start": datetime.date(2024, 1, 1)})
    workbook["II"].row_dimensions[4].hidden = True
    workbook.save(tmp_path / "form.xlsx")
    saved = converted(tmp_path / "form.xlsx", ending, tmp_path / "saved")
    content = saved.read_bytes()
    found = parsed(content, f"form.{ending}")
    assert found.format == ending
    (submission,) = found.submissions
    changed = {"A1": "hơn 3.300", "A2": "7", "A3": "TRUE", "C": "36.7"}
    expected = {**EVERY_TEXT, **changed, "B": "2024-03-01"}
    assert {x.line_code: x.raw_text for x in submission.cells} == expected
    kinds = {x.line_code: x.value_kind for x in submission.cells}
    assert (kinds["A1"], kinds["A2"], kinds["B"]) == ("text", "number", "date")
    assert kinds["A3"] == "boolean"
    assert submission.cover.period_start == datetime.date(2024, 1, 1)
    assert [x.code for x in submission.remarks] == ["hidden_row"]


@with_office
@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_what_a_formula_found_is_read_as_libreoffice_saved_it(
    tmp_path: Path, ending: str
) -> None:
    """A text of no letters is nothing, and true or false is no number."""
    book({"A": '=IF(1=1,"",5)', "A1": "=1=2", "A2": "=2+2"}).save(tmp_path / "a.xlsx")
    saved = converted(tmp_path / "a.xlsx", ending, tmp_path / "saved")
    (found,) = parsed(saved.read_bytes(), f"a.{ending}").submissions
    kinds = [(x.value_kind, x.raw_text) for x in found.cells[:3]]
    assert kinds == [("empty", ""), ("boolean", "FALSE"), ("number", "4")]


def test_a_formula_of_an_ods_with_an_empty_result_was_calculated() -> None:
    formula = (
        b'<table:table-cell table:formula="of:=&quot;&quot;">%b</table:table-cell>'
    )
    rows = [["Mã số", "Số liệu"], ["A", formula % b"<text:p/>"], ["A1", formula % b""]]
    (found,) = parsed(ods({"I": rows}), "a.ods").submissions
    assert [x.value_kind for x in found.cells] == ["empty", "formula"]


def test_the_format_is_told_by_the_bytes_and_not_by_the_name() -> None:
    assert parsed(saved(book({"A": 1})), "bao cao.csv").format == "xlsx"


def test_parsing_depends_on_the_bytes_alone() -> None:
    content = saved(book(EVERY))
    assert parsed(content, "một.xlsx") == parsed(content, "hai.xlsx")

"""Numbers that a workbook shows otherwise than it holds them."""

from pathlib import Path

import pytest

from dagster_project.submissions import number_formats
from tests.office import converted, with_office
from tests.workbooks import book, parsed, saved

OTHERWISE = {
    "#,##0,": "shown_otherwise",
    '#,##0.0,,"M"': "shown_otherwise",
    "0%": "shown_otherwise",
    '0.0"%"': "shown_otherwise",
    '#,##0.00 "tỷ đồng"': "other_unit",
    "#,##0\\ [$₫-42A]": "other_unit",
    '_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-* "-"??\\ "₫"_-;_-@_-': "other_unit",
    '#,##0 "USD"': "other_unit",
    "[$$-409]#,##0": "other_unit",
    '#,##0 "triệu đồng"': "number",
    "_-* #,##0.00\\ _₫_-": "number",
    "[Red]#,##0.######;[>1000](0)": "number",
    "General": "number",
    ";;;": "shown_otherwise",
    '"không";General': "shown_otherwise",
}


def written(folder: Path) -> Path:
    """A form whose lines of fines are each shown in one of the formats."""
    workbook = book({})
    rows = {x[0].value: x[4] for x in workbook["II"].iter_rows(min_row=4)}
    for cell, code in zip(
        (y for x, y in rows.items() if str(x).startswith("C")), OTHERWISE, strict=False
    ):
        cell.value, cell.number_format = 1250000, code
    path = folder / "form.xlsx"
    path.write_bytes(saved(workbook))
    return path


def kinds(path: Path) -> list[str]:
    (found,) = parsed(path.read_bytes(), path.name).submissions
    return [x.value_kind for x in found.cells if x.raw_text]


def test_a_number_that_is_shown_otherwise_than_it_is_held_is_asked_for_again(
    tmp_path: Path,
) -> None:
    assert kinds(written(tmp_path)) == list(OTHERWISE.values())


@with_office
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_so_it_is_in_what_libreoffice_saves(kind: str, tmp_path: Path) -> None:
    path = converted(written(tmp_path), kind, tmp_path / "office")
    assert kinds(path) == list(OTHERWISE.values())


def test_nothing_is_nothing_in_every_format() -> None:
    workbook = book({"A": 0})
    workbook["I"]["E4"].number_format = "0%"
    assert parsed(workbook).submissions[0].cells[0].value_kind == "number"


@pytest.mark.parametrize(
    ("code", "added"),
    [
        ("0.00%;-0.00%", "%"),
        ("#,##0,.00", ","),
        ('0" %"', "%"),
        ('0\\t\\r', "tr"),
        ("[$VND] #,##0", "VND"),
        ('0 "vụ";-0 "vụ";"không"', "vụ; không"),
        ("0.0E+00", ""),
        ("# ?/?", ""),
        ("General;-General", ""),
        ("0;-0;;@", ""),
        ('"', ";"),
        ("[", ";"),
        ("\\", ";"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_a_format_adds_is_told_from_how_it_groups(code: str, added: str) -> None:
    assert number_formats.addition(code) == added


def test_a_format_without_end_takes_no_time() -> None:
    assert number_formats.addition("[$" * 1_000_000) == ";"

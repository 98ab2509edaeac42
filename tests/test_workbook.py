"""Workbooks as localities send them end in the right cells or in a sentence."""

import datetime
import io
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project import template
from dagster_project.submissions.labels import bare
from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.sheets import text_sheet
from dagster_project.submissions.workbook import submission_of
from expectations.form import form
from tests.workbooks import (
    COVER,
    Error,
    Uncalculated,
    book,
    cells,
    ods,
    parsed,
    remark_codes,
    saved,
    texts,
    xls,
)

EVERY = {x.code: number for number, x in enumerate(form().lines(2024), 1)}
EVERY_TEXT = {x: str(y) for x, y in EVERY.items()}
LABELS = {x.code: x.label_vi for x in form().all_lines}
SECTIONS = [x.numeral for x in form().sections]


def sheet(rows: list[list[Any]], name: str = "I") -> openpyxl.Workbook:
    """A workbook with one sheet of these rows."""
    found = openpyxl.Workbook()
    first = found.active
    assert isinstance(first, Worksheet)
    first.title = name
    for row in rows:
        first.append(row)
    return found


HEADER = ["Mã số", "Chỉ tiêu", "Số liệu", "Ghi chú"]


# Layouts


def test_the_form_as_issued_gives_every_line_at_its_address() -> None:
    found = cells(book(EVERY))
    assert {x.line_code: x.raw_text for x in found} == EVERY_TEXT
    first = found[0]
    assert (first.sheet, first.address, first.value_kind) == ("I", "E4", "number")
    assert remark_codes(book(EVERY)) == []


def test_the_template_round_trips(tmp_path: Any) -> None:
    path = tmp_path / "form.xlsx"
    template.write(
        path, 2025, ("34", "15"), {"A": 2, "A1": "hơn 1", "C": "1,5 tỷ đồng"}
    )
    (submission,) = parsed(path.read_bytes()).submissions
    found = {x.line_code: x.raw_text for x in submission.cells if x.raw_text}
    assert found == {"A": "2", "A1": "hơn 1", "C": "1,5 tỷ đồng"}
    assert {x.line_code for x in submission.cells} == {
        x.code for x in form().lines(2025)
    }
    assert submission.cover.locality_code_text == "15"
    assert submission.cover.report_year_text == "2025"
    assert submission.remarks == ()


def test_a_form_of_another_year_is_read_by_its_own_lines() -> None:
    values = {x.code: 1 for x in form().lines(2025)}
    assert len(texts(book(values, year=2025))) == 83


def test_lines_are_found_without_the_code_column() -> None:
    workbook = book(EVERY)
    for name in SECTIONS:
        workbook[name].delete_cols(1)
    assert texts(workbook) == EVERY_TEXT


def test_lines_are_found_by_their_english_labels_alone() -> None:
    workbook = book(EVERY)
    for name in SECTIONS:
        workbook[name].delete_cols(1, 2)
    assert texts(workbook) == EVERY_TEXT


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def old_tones(text: str) -> str:
    return text.replace("hóa", "hoá").replace("hòa", "hoà").replace("hỏa", "hoả")


@pytest.mark.parametrize(
    "spell",
    [
        nfd,
        str.upper,
        bare,
        old_tones,
        lambda x: x.replace(" ", "\u00a0"),
        lambda x: f"  {x}  :",
        lambda x: f"- {x}",
        lambda x: f"1. {x}",
        lambda x: x.replace("đ", "ð").replace("Đ", "Ð"),
    ],
    ids=[
        "NFD",
        "upper",
        "bare",
        "old_tone",
        "nbsp",
        "spaces",
        "bullet",
        "number",
        "eth",
    ],
)
def test_a_label_is_the_same_in_every_spelling(spell: Any) -> None:
    workbook = book(EVERY)
    for name in SECTIONS:
        rows = workbook[name]
        rows.delete_cols(3)
        rows.delete_cols(1)
        for row in rows.iter_rows(min_row=4):
            row[0].value = spell(row[0].value)
    assert texts(workbook) == EVERY_TEXT


def test_columns_may_be_reordered_with_a_notes_column_between() -> None:
    workbook = sheet(
        [
            ["Ghi chú", "Số liệu", "x", "Chỉ tiêu", "Đơn vị", "Mã số"],
            ["theo QĐ 12", 5, "đã duyệt", "bất kỳ", "văn bản", "A"],
        ]
    )
    (cell,) = cells(workbook)
    assert (cell.line_code, cell.raw_text, cell.address) == ("A", "5", "B2")
    assert cell.note == "theo QĐ 12"


def test_rows_may_be_inserted_missing_and_in_any_order() -> None:
    workbook = sheet(
        [
            ["Đơn vị lập: Sở"],
            [],
            HEADER,
            ["A3", "Kế hoạch", 3],
            [None, "Cộng dồn", None],
            ["A", "Tổng số", 6],
            [],
            ["A1", "Nghị quyết", 3],
        ]
    )
    assert texts(workbook) == {"A3": "3", "A": "6", "A1": "3"}


def test_leading_empty_rows_and_columns_do_not_move_addresses() -> None:
    workbook = sheet([])
    workbook["I"]["D20"], workbook["I"]["F20"] = "Mã số", "Số liệu"
    workbook["I"]["D22"], workbook["I"]["F22"] = "A1", 7
    (cell,) = cells(workbook)
    assert (cell.line_code, cell.address) == ("A1", "F22")


def test_renamed_sheets_are_found_by_their_content() -> None:
    workbook = book(EVERY)
    for number, name in enumerate(SECTIONS):
        workbook[name].title = f"Sheet{number + 5}"
        workbook[f"Sheet{number + 5}"].delete_cols(1)
    assert texts(workbook) == EVERY_TEXT


def test_renamed_sheets_without_titles_are_found_by_their_totals() -> None:
    workbook = book(EVERY)
    for number, name in enumerate(SECTIONS):
        rows = workbook[name]
        rows.title = f"Trang {number}"
        rows["A1"] = None
        rows.delete_cols(1)
    assert texts(workbook) == EVERY_TEXT


def test_all_sections_may_stand_on_one_sheet() -> None:
    rows: list[list[Any]] = [["Chỉ tiêu", "Số liệu"]]
    for section in form().sections:
        rows.append([f"{section.numeral}. {section.title_vi}"])
        for line in form().section_lines(section.section, 2024):
            rows.append([line.label_vi, EVERY[line.code]])
    assert texts(sheet(rows, "Sheet1")) == EVERY_TEXT


def test_each_section_on_one_sheet_may_have_its_own_header() -> None:
    workbook = sheet(
        [
            ["Mã số", "Chỉ tiêu", "Số liệu"],
            ["A", "Tổng số", 1],
            [],
            ["Số liệu", "Mã số"],
            [2, "B"],
        ]
    )
    assert texts(workbook) == {"A": "1", "B": "2"}


def test_two_tables_may_stand_side_by_side() -> None:
    workbook = sheet(
        [
            ["Mã số", "Số liệu", None, "Mã số", "Số liệu"],
            ["A", 1, None, "B", 2],
            ["A1", 3, None, "B1", 4],
        ]
    )
    assert texts(workbook) == {"A": "1", "B": "2", "A1": "3", "B1": "4"}


def test_a_header_may_take_two_rows() -> None:
    workbook = sheet(
        [["Mã số", "Chỉ tiêu", "Năm 2024"], [None, None, "Số liệu"], ["A", "x", 4]]
    )
    assert texts(workbook) == {"A": "4"}


def test_a_word_of_the_header_above_it_is_not_part_of_it() -> None:
    workbook = sheet([["Ghi chú"], HEADER, ["A", "x", 4, "y"]])
    (cell,) = cells(workbook)
    assert (cell.raw_text, cell.note) == ("4", "y")


def test_a_header_repeated_on_the_next_page_ends_no_total() -> None:
    rows = [
        ["Chỉ tiêu", "Số liệu"],
        ["Tổng số vụ xâm phạm đã xử lý hành chính", 3],
        ["Chỉ tiêu", "Số liệu"],
        ["Nhãn hiệu", 2],
    ]
    assert texts(sheet(rows, "II")) == {"B": "3", "B1": "2"}


def test_a_changed_layout_of_our_own_workbook_is_only_said() -> None:
    workbook = book(EVERY)
    meta = workbook.create_sheet("_meta")
    meta.sheet_state = "veryHidden"
    meta.append(["form_version", "2024.1"])
    meta.append(["fingerprint", form().fingerprint(2024)])
    assert remark_codes(workbook) == []
    meta["B2"] = form().fingerprint(2025)
    assert remark_codes(workbook) == ["layout_changed"]
    assert texts(workbook) == EVERY_TEXT


def test_a_header_may_be_in_two_languages() -> None:
    workbook = sheet([["Mã số / Code", "Số liệu\n(Value)"], ["A", 4]])
    assert texts(workbook) == {"A": "4"}


def test_merged_titles_and_labels_hide_nothing() -> None:
    workbook = book(EVERY)
    workbook["I"].merge_cells("A1:F1")
    workbook["I"].merge_cells("A2:F2")
    workbook["II"].merge_cells("B4:C4")
    assert texts(workbook) == EVERY_TEXT


def test_a_value_merged_over_two_lines_counts_for_the_first_and_is_said() -> None:
    workbook = book({"A": 5})
    workbook["I"].merge_cells("E4:E5")
    assert texts(workbook) == {"A": "5"}
    assert remark_codes(workbook) == ["merged_value"]


def test_hidden_rows_columns_and_sheets_are_read_and_said() -> None:
    workbook = book(EVERY)
    workbook["I"].row_dimensions[5].hidden = True
    workbook["II"].column_dimensions["E"].hidden = True
    workbook["III"].sheet_state = "hidden"
    assert texts(workbook) == EVERY_TEXT
    assert remark_codes(workbook) == ["hidden_row", "hidden_column", "hidden_sheet"]


def test_a_hidden_row_without_a_number_is_not_worth_a_word() -> None:
    workbook = book({"A": 1})
    workbook["I"].row_dimensions[6].hidden = True
    assert remark_codes(workbook) == []


# Codes and labels


def test_a_code_counts_as_written_else_without_case() -> None:
    workbook = sheet([HEADER, [" LA ", "x", 1], ["m1A", "x", 2], ["b\u00a0", "x", 3]])
    assert texts(workbook) == {"La": "1", "M1a": "2", "B": "3"}


def test_a_label_that_occurs_twice_belongs_to_the_total_above_it() -> None:
    workbook = sheet(
        [
            ["Chỉ tiêu", "Số liệu"],
            ["Tổng số tiền phạt (triệu đồng)", 9],
            ["Nhãn hiệu", 8],
            ["Tổng số vụ xâm phạm đã xử lý hành chính", 3],
            ["Nhãn hiệu", 2],
            ["Hải quan", 1],
        ],
        "II",
    )
    expected = {"C": "9", "C1": "8", "B": "3", "B1": "2", "BA3": "1"}
    assert texts(workbook) == expected


def test_without_a_total_above_it_such_a_label_is_named_and_not_read() -> None:
    workbook = sheet(
        [
            ["Chỉ tiêu", "Số liệu"],
            ["Nhãn hiệu", 8],
            ["Tổng số vụ xâm phạm đã xử lý hành chính", 3],
        ],
        "II",
    )
    (submission,) = parsed(workbook).submissions
    assert {x.line_code for x in submission.cells} == {"B"}
    (remark,) = submission.remarks
    assert remark.code == "ambiguous_label"
    assert remark.address == "B2"
    assert "B1" in remark.text_vi and "C1" in remark.text_en


def test_a_section_heading_ends_the_reach_of_a_total() -> None:
    workbook = sheet(
        [
            ["Chỉ tiêu", "Số liệu"],
            ["Tổng số vụ xâm phạm đã xử lý hành chính", 3],
            ["VI. Hỗ trợ đăng ký và văn bằng bảo hộ", None],
            ["Nhãn hiệu", 8],
        ],
        "Sheet1",
    )
    assert texts(workbook) == {"B": "3"}
    assert remark_codes(workbook) == ["ambiguous_label"]


def test_a_label_with_another_unit_is_not_that_line() -> None:
    # The form counts fines in million đồng; a row in đồng would be a million off.
    workbook = sheet([HEADER, ["A", "x", 1], [None, "Tổng số tiền phạt (đồng)", 5_000]])
    assert texts(workbook) == {"A": "1"}
    assert remark_codes(workbook) == ["unknown_line"]


def test_a_line_given_twice_is_read_twice() -> None:
    workbook = sheet([HEADER, ["A", "x", 1], ["A", "x", 2]])
    found = [(x.occurrence, x.raw_text, x.address) for x in cells(workbook)]
    assert found == [(1, "1", "C2"), (2, "2", "C3")]


def test_a_line_that_the_form_does_not_know_is_named() -> None:
    workbook = sheet([HEADER, ["A", "x", 1], ["Z1", "Chỉ tiêu lạ", 2]])
    (submission,) = parsed(workbook).submissions
    assert [x.line_code for x in submission.cells] == ["A"]
    (remark,) = submission.remarks
    assert (remark.code, remark.address) == ("unknown_line", "C3")
    assert "Z1 Chỉ tiêu lạ" in remark.text_vi


def test_a_value_beside_nothing_is_named() -> None:
    workbook = sheet([HEADER, ["A", "x", 1], [None, None, 7]])
    assert texts(workbook) == {"A": "1"}
    assert remark_codes(workbook) == ["unknown_line"]


@pytest.mark.parametrize("index", [["A", "B", 1, 2], ["(1)", "(2)", "(3)", "(4)"]])
def test_the_row_that_counts_the_columns_is_no_line(index: list[Any]) -> None:
    workbook = sheet([HEADER, index, ["A", "x", 7, "y"]])
    assert texts(workbook) == {"A": "7"}
    assert remark_codes(workbook) == []


def test_a_numeral_beside_a_text_is_no_heading_that_hides_a_figure() -> None:
    line = form().line("A").label_vi
    rows = [["STT", "Chỉ tiêu", "Số liệu"], ["I", line, "hơn 5"], ["II", "lạ", "hơn 6"]]
    workbook = sheet(rows)
    assert texts(workbook) == {"A": "hơn 5"}
    assert remark_codes(workbook) == ["unknown_line"]


def test_a_heading_may_stand_beside_a_letter_that_is_a_code() -> None:
    title = form().section("cases").title_vi
    workbook = sheet([HEADER, ["B", title], ["B", form().line("B").label_vi, 3]])
    assert texts(workbook) == {"B": "3"}


def test_a_numbering_column_in_place_of_the_codes_leaves_the_labels() -> None:
    line = form().line("A").label_vi
    workbook = sheet(
        [["Mã số", "Chỉ tiêu", "Số liệu"], [1, line, 7], ["2.", "x", None]]
    )
    assert texts(workbook) == {"A": "7"}


def test_a_code_beside_the_label_of_another_line_is_said() -> None:
    workbook = sheet([HEADER, ["A1", "Kế hoạch của Ủy ban nhân dân", 7]])
    assert texts(workbook) == {"A1": "7"}
    assert remark_codes(workbook) == ["label_of_another_line"]


def test_the_check_formulas_of_the_template_are_never_read_back() -> None:
    workbook = book({"A": 1})
    workbook["I"]["F4"] = "khớp"
    workbook["I"]["F5"] = "Lệch 3"
    workbook["I"]["F6"] = "lấy từ báo cáo quý"
    notes = [x.note for x in parsed(workbook).submissions[0].cells if x.note]
    assert notes == ["lấy từ báo cáo quý"]


# Kinds of cells


def values(*written: Any) -> list[tuple[str, str]]:
    rows = [HEADER, *(["A", "x", x] for x in written)]
    found = parsed(sheet(rows)).submissions[0].cells
    return [(x.value_kind, x.raw_text) for x in found]


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


# The cover


def cover_of(workbook: openpyxl.Workbook) -> Any:
    return parsed(workbook).submissions[0].cover


def test_the_cover_is_read_by_its_labels() -> None:
    cover = cover_of(
        book(
            {"A": 1},
            cover={
                **COVER,
                "locality_code": 1,
                "period_start": datetime.date(2024, 1, 1),
                "period_end": "31/12/2024",
                "signed_on": "ngày 5 tháng 1 năm 2025",
                "replaces_all": "Có",
                "contact": "0203 123 456",
            },
        )
    )
    assert cover.report_year_text == "2024"
    assert cover.form_version == "2024.1"
    assert cover.locality_code_text == "1"
    assert cover.period_start == datetime.date(2024, 1, 1)
    assert cover.period_start_text == "2024-01-01"
    assert cover.period_end == datetime.date(2024, 12, 31)
    assert cover.signed_on_text == "ngày 5 tháng 1 năm 2025"
    assert cover.replaces_all
    assert cover.language == "vi"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-12-31", datetime.date(2024, 12, 31)),
        ("31.12.2024", datetime.date(2024, 12, 31)),
        ("1/2/2024", datetime.date(2024, 2, 1)),
        ("25-01-2015", datetime.date(2015, 1, 25)),
        ("12/31/2024", None),
        ("31/2/2024", None),
        ("31/12/24", None),
        ("quý III", None),
        ("giai đoạn 2016–2020", None),
        ("45657", None),
    ],
)
def test_a_period_is_a_date_day_first_or_nothing(
    text: str, day: datetime.date | None
) -> None:
    cover = cover_of(book({"A": 1}, cover={**COVER, "period_end": text}))
    assert (cover.period_end_text, cover.period_end) == (text, day)


def test_the_cover_may_stand_anywhere_and_in_one_cell_with_its_label() -> None:
    workbook = sheet(
        [
            ["Năm báo cáo: 2024", None, "Mã địa phương", ":", "22"],
            ["Tên địa phương", None, "Quảng Ninh"],
            HEADER,
            ["A", "x", 1],
        ]
    )
    cover = cover_of(workbook)
    assert cover.report_year_text == "2024"
    assert cover.locality_code_text == "22"
    assert cover.locality_name_text == "Quảng Ninh"


def test_hints_beside_blank_answers_are_no_answers() -> None:
    workbook = book({"A": 1})
    for field in form().cover_fields:
        workbook["Bia"].cell(field.row, 3, f"gợi ý cho {field.field}")
    assert cover_of(workbook).contact is None
    assert cover_of(workbook).report_year_text == "2024"


def test_two_years_on_the_cover_are_given_together() -> None:
    workbook = book({"A": 1})
    workbook["Bia"]["A20"], workbook["Bia"]["B20"] = "Năm báo cáo", 2023
    assert cover_of(workbook).report_year_text == "2024 | 2023"


@pytest.mark.parametrize(
    "header", ["Số liệu năm 2024", "SỐ LIỆU (2024)", nfd("Số liệu năm 2024"),
               "So lieu nam 2024", "Value 2024", "Số liệu năm 2024 / Value 2024"]
)  # fmt: skip
def test_a_header_of_the_values_may_name_the_year(header: str) -> None:
    workbook = book(EVERY)
    for section in workbook.worksheets[1:]:
        section["E3"] = header
    assert texts(workbook) == EVERY_TEXT
    assert cover_of(workbook).report_year_text == "2024"


def test_a_header_of_values_of_another_year_is_given_beside_the_cover_s() -> None:
    workbook = book(EVERY)
    workbook["II"]["E3"] = "Số liệu năm 2023"
    assert cover_of(workbook).report_year_text == "2024 | Số liệu năm 2023 (II!E3)"


def test_a_column_of_last_year_beside_the_values_is_no_second_value_column() -> None:
    rows = [["Mã số", "Số liệu năm 2023", "Số liệu"], ["A", 7, 8], ["A1", 7, 8]]
    assert texts(sheet(rows)) == {"A": "8", "A1": "8"}
    rows[0][2] = "Số liệu năm 2024"
    with pytest.raises(Refused) as caught:
        parsed(sheet(rows))
    assert "2 columns “Số liệu” (Value): B1, C1" in caught.value.reason_en


@pytest.mark.parametrize(
    "below",
    [["Năm 2023", "Năm 2024"], [2023, 2024], ["6 tháng", "Cả năm"],
     ["Kỳ trước", "Kỳ này"], ["Tổng số", "Trong đó"]],
)  # fmt: skip
def test_a_header_that_the_next_row_parts_is_not_chosen_from(below: list[Any]) -> None:
    """The first of two columns may be last year's."""
    rows = [["Mã số", "Chỉ tiêu", "Số liệu"], [None, None, *below],
            ["A", LABELS["A"], 5, 6], ["A1", LABELS["A1"], 5, 6]]  # fmt: skip
    with pytest.raises(Refused) as caught:
        parsed(sheet(rows))
    assert "2 columns “Số liệu” (Value): C1, D1" in caught.value.reason_en


def test_one_year_below_the_header_of_values_is_that_of_the_values() -> None:
    workbook = book({"A": 5})
    workbook["I"].insert_rows(4)
    workbook["I"]["E4"] = "Năm 2023"
    assert texts(workbook) == {"A": "5"}
    assert remark_codes(workbook) == []
    said = "2024 | Số liệu Năm 2023 (I!E3)"
    assert cover_of(workbook).report_year_text == said


def test_a_second_header_that_is_not_understood_ends_the_table_above() -> None:
    rows = [["Mã số", "Chỉ tiêu", "Số liệu"], ["A", LABELS["A"], 9],
            ["Mã số", "Chỉ tiêu", "Số liệu năm 2023", "Số liệu năm 2024"],
            ["B", LABELS["B"], 4, 5], ["B1", LABELS["B1"], 4, 5]]  # fmt: skip
    workbook = sheet(rows)
    assert texts(workbook) == {"A": "9"}
    assert remark_codes(workbook) == ["no_value_column"]
    (submission,) = parsed(workbook).submissions
    assert "C3, D3" in submission.remarks[0].text_vi
    rows[2] = ["Chỉ tiêu", "Mã số", "Đơn vị", "Năm 2024"]
    assert remark_codes(sheet(rows)) == ["no_value_column"]


def test_parts_below_an_unknown_total_are_not_given_to_the_one_before() -> None:
    rows = [["Chỉ tiêu", "Số liệu"], [LABELS["B"], 9],
            ["Tổng số tiền bị xử phạt", 50], ["Nhãn hiệu", 30]]  # fmt: skip
    workbook = sheet(rows, "II")
    assert texts(workbook) == {"B": "9"}
    assert remark_codes(workbook) == ["unknown_line", "ambiguous_label"]


def test_a_label_beside_a_unit_that_its_line_cannot_have_is_not_read() -> None:
    rows = [["Chỉ tiêu", "Đơn vị", "Số liệu"],
            [LABELS["B"], "vụ", 9], ["Nhãn hiệu", "vụ", 9],
            ["Kiểu dáng công nghiệp", "triệu đồng", 20]]  # fmt: skip
    workbook = sheet(rows, "II")
    assert texts(workbook) == {"B": "9", "B1": "9"}
    (remark,) = parsed(workbook).submissions[0].remarks
    assert (remark.code, remark.address) == ("ambiguous_label", "C4")
    assert "has the label of B2 but a unit" in remark.text_en


def test_a_sheet_that_names_another_year_is_given_beside_the_cover_s() -> None:
    workbook = book({"A1": 2})
    workbook.copy_worksheet(workbook["I"]).title = "I 2023"
    workbook["I 2023"]["E4"] = 99
    assert cover_of(workbook).report_year_text == "2024 | I 2023"


def test_a_single_line_below_two_columns_of_values_is_refused_for_them() -> None:
    rows = [["Mã số", "Số liệu năm 2023", "Số liệu năm 2024"], ["A", 7, 8]]
    with pytest.raises(Refused) as caught:
        parsed(sheet(rows))
    assert "2 columns “Số liệu” (Value): B1, C1" in caught.value.reason_en


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("I. Ban hành văn bản năm 2023", False),  # no title of the form
        ("BÁO CÁO NĂM 2023", True),
        ("Năm 2023", True),
        ("THỐNG KÊ SỐ LIỆU NĂM 2023", True),
        ("Phụ lục 1. Báo cáo năm 2023", True),
        ("Số liệu năm 2024", False),
        ("Báo cáo năm 2023 và năm 2024", False),
        ("Báo cáo ngày 15/01/2025", False),
        ("Báo cáo số 12/BC-SKHCN ngày 20 tháng 01 năm 2025", False),
        ("Số liệu tính đến ngày 15/01/2025", False),
        ("Báo cáo theo Thông tư số 15 năm 2023", False),
        ("Báo cáo kết quả thực hiện Chương trình đến năm 2030", False),
        ("Kết quả phấn đấu đến năm 2030", False),
    ],
)
def test_a_title_of_another_year_than_the_cover_is_said(title: str, said: bool) -> None:
    workbook = book({"A": 1})
    workbook["II"]["A2"] = title
    (found,) = parsed(workbook).submissions
    remarks = [x for x in found.remarks if x.code == "title_of_another_year"]
    assert [(x.sheet, x.address) for x in remarks] == ([("II", "A2")] if said else [])
    assert all(title in x.text_vi and "2024" in x.text_en for x in remarks)


def test_a_section_s_title_may_be_the_one_that_names_another_year() -> None:
    workbook = book({"A": 1})
    workbook["II"]["A1"] = f"{workbook['II']['A1'].value} năm 2023"
    assert remark_codes(workbook) == ["title_of_another_year"]


def test_a_title_above_a_second_table_may_name_another_year_but_not_a_note() -> None:
    workbook = book({"A": 1})
    rows = workbook["II"]
    rows.append([])
    rows.append(["BÁO CÁO NĂM 2023"])
    title = f"A{rows.max_row}"
    rows.append(["Mã số", "Chỉ tiêu", "Số liệu", "Ghi chú"])
    rows.append(["B", "Vụ việc", 2, "Số liệu năm 2022: 3"])
    rows.append(["B1", "Nhãn hiệu", 2])
    (found,) = parsed(workbook).submissions
    said = [(x.code, x.address) for x in found.remarks if "title" in x.code]
    assert said == [("title_of_another_year", title)]


def test_the_file_is_english_where_all_its_cover_is() -> None:
    workbook = book({"A": 1})
    for field in form().cover_fields:
        workbook["Bia"].cell(field.row, 1, field.label_en)
    assert cover_of(workbook).language == "en"
    workbook["Bia"]["A4"] = "Năm báo cáo"
    assert cover_of(workbook).language == "vi"


def test_an_unclear_answer_to_replaces_all_is_no_and_is_said() -> None:
    workbook = book({"A": 1}, cover={**COVER, "replaces_all": "có/không"})
    assert not cover_of(workbook).replaces_all
    assert remark_codes(workbook) == ["replaces_all_unclear"]


# Refusals


def test_a_file_without_any_line_is_refused_naming_what_it_holds() -> None:
    with pytest.raises(Refused) as caught:
        parsed(sheet([["Danh sách", "Họ tên"], [1, "…"]], "Nhân sự"))
    assert caught.value.code == "no_line_found"
    for text in (caught.value.reason_vi, caught.value.reason_en):
        assert "Nhân sự" in text and "Danh sách" in text and "Mã số" in text


def test_lines_without_a_value_column_are_refused() -> None:
    rows = [["Mã số", "Chỉ tiêu", "Kết quả"], ["A", "x", 1], ["A1", "y", 2]]
    with pytest.raises(Refused) as caught:
        parsed(sheet(rows))
    assert caught.value.code == "no_value_column"
    assert "Số liệu" in caught.value.reason_vi and "«I»" in caught.value.reason_vi


def test_two_value_columns_over_the_same_lines_are_not_chosen_between() -> None:
    rows = [["Mã số", "Số liệu", "Số liệu"], ["A", 1, 2], ["A1", 1, 2]]
    with pytest.raises(Refused) as caught:
        parsed(sheet(rows))
    assert caught.value.code == "no_value_column"
    assert "2 columns “Số liệu” (Value): B1, C1" in caught.value.reason_en


def test_the_header_that_fails_is_quoted_and_never_the_cover() -> None:
    workbook = book({"A": 1})
    for section in workbook.worksheets[1:]:
        section["E3"] = "Kết quả"
    with pytest.raises(Refused) as caught:
        parsed(workbook)
    for text in (caught.value.reason_vi, caught.value.reason_en):
        assert "Số liệu" in text and "E3 " in text and "Kết quả" in text
        assert text.count("Kết quả") == 1  # alike on seven sheets, said once
        assert "Phiên bản biểu mẫu" not in text and "Quảng Ninh" not in text


def test_lines_without_any_header_are_refused_for_want_of_it() -> None:
    workbook = book({"A": 1})
    for section in workbook.worksheets[1:]:
        section.delete_rows(1, 3)
    with pytest.raises(Refused) as caught:
        parsed(workbook)
    assert "no header row with a column “Số liệu”" in caught.value.reason_en


def test_unknown_codes_under_a_sound_header_are_quoted_instead_of_the_cover() -> None:
    workbook = book({"A": 1})
    for name in workbook.sheetnames[2:]:
        del workbook[name]
    for row in range(4, 9):
        for column, text in enumerate((f"X{row}", "lạ", "odd"), 1):
            workbook["I"].cell(row, column, text)
    with pytest.raises(Refused) as caught:
        parsed(workbook)
    assert caught.value.code == "no_line_found"
    assert "«I», dưới tiêu đề: «X4 lạ»" in caught.value.reason_vi
    assert "Phiên bản" not in caught.value.reason_vi


def test_one_sheet_without_a_value_column_is_said_and_the_others_count() -> None:
    workbook = book({"A": 1})
    workbook["II"]["E3"] = "Kết quả"
    assert texts(workbook) == {"A": "1"}
    assert "no_value_column" in remark_codes(workbook)


def test_a_damaged_workbook_is_refused() -> None:
    content = saved(book({"A": 1}))
    for broken in (content[: len(content) // 2], b"PK\x03\x04" + b"x" * 500):
        with pytest.raises(Refused) as caught:
            parsed(broken)
        assert caught.value.code == "broken_workbook"


WORDS = ["Mã số", "Chỉ tiêu", "Số liệu", "Ghi chú", "A", "B1", "b", "Nhãn hiệu", "II"]
WORDS += [
    form().line("B").label_vi,
    "Năm báo cáo",
    "2024",
    "Z9",
    "12 vụ",
    "",
    "x" * 400,
]
SHEETS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), min_size=1, max_size=7
)


@settings(max_examples=300, deadline=None)
@given(SHEETS)
def test_any_sheet_is_read_at_its_addresses_or_refused(
    rows: list[list[str]],
) -> None:
    try:
        found = submission_of((text_sheet("Sheet1", rows),))
    except Refused as refused:
        assert refused.reason_vi and refused.reason_en
        return
    lines = {x.code for x in form().all_lines}
    assert {x.line_code for x in found.cells} <= lines
    for cell in found.cells:
        column, row = ord(cell.address[0]) - 65, int(cell.address[1:]) - 1
        written = rows[row][column] if column < len(rows[row]) else ""
        assert cell.raw_text == (written if written.strip() else "")


# Other programs


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


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_a_form_that_libreoffice_saved_gives_the_same_cells(
    tmp_path: Path, ending: str
) -> None:
    written = {**EVERY, "A1": "hơn 3.300", "A2": "=3+4", "A3": True, "C": 36.7}
    written["B"] = datetime.date(2024, 3, 1)
    workbook = book(written, cover={**COVER, "period_start": datetime.date(2024, 1, 1)})
    workbook["II"].row_dimensions[4].hidden = True
    (tmp_path / "in").mkdir()
    workbook.save(tmp_path / "in" / "form.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir"]
    subprocess.run(
        [*command, tmp_path, tmp_path / "in" / "form.xlsx"],
        check=True,
        capture_output=True,
        timeout=180,
    )
    content = (tmp_path / f"form.{ending}").read_bytes()
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


def test_the_format_is_told_by_the_bytes_and_not_by_the_name() -> None:
    assert parsed(saved(book({"A": 1})), "bao cao.csv").format == "xlsx"


def test_parsing_depends_on_the_bytes_alone() -> None:
    content = saved(book(EVERY))
    assert parsed(content, "một.xlsx") == parsed(content, "hai.xlsx")

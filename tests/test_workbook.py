"""Lines are found wherever they stand: by code, by label, in any layout."""

from typing import Any

import pytest

from dagster_project.blank_form import template
from dagster_project.submissions.labels import bare
from expectations.form import form
from tests.sheets import EVERY, EVERY_TEXT, HEADER, nfd, sheet
from tests.workbooks import book, cells, parsed, remark_codes, texts

SECTIONS = [x.numeral for x in form().sections]


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

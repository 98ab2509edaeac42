"""A workbook that cannot be read is refused, naming what it holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.sheets import text_sheet
from dagster_project.submissions.workbook import submission_of
from expectations.form import form
from tests.sheets import sheet
from tests.workbooks import book, parsed, remark_codes, saved, texts


def test_a_file_without_any_line_is_refused_naming_what_it_holds() -> None:
    with pytest.raises(Refused) as caught:
        parsed(sheet([["Danh sách", "Họ tên"], [1, "…"]], "Nhân sự"))
    assert caught.value.code == "no_line_found"
    for text in (caught.value.reason_vi, caught.value.reason_en):
        assert "Nhân sự" in text and "Danh sách" in text and "Mã số" in text


@pytest.mark.parametrize(
    "header",
    [
        ["report_year", "locality_code", "line_code", "value"],
        ["Năm báo cáo", "Tên địa phương", "Mã số", "Số liệu"],
    ],
)
def test_a_bulk_table_in_a_workbook_is_refused_with_the_way_to_send_it(
    header: list[str],
) -> None:
    """Its header was a cover: the report was held for the year “line_code”."""
    rows = [[2024, "22", "B", 5], [2024, "24", "B", 7]]
    with pytest.raises(Refused) as caught:
        parsed(sheet([header, *rows], "Sheet1"))
    assert caught.value.code == "tidy_in_workbook"
    for text in (caught.value.reason_vi, caught.value.reason_en):
        assert "“Sheet1”" in text and "CSV UTF-8" in text


def test_lines_without_a_value_column_are_refused() -> None:
    rows = [["Mã số", "Chỉ tiêu", "Kết quả"], ["A", "x", 1], ["A1", "y", 2]]
    with pytest.raises(Refused) as caught:
        parsed(sheet(rows))
    assert caught.value.code == "no_value_column"
    assert "Số liệu" in caught.value.reason_vi and "“I”" in caught.value.reason_vi


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
    assert "“I”, dưới tiêu đề: “X4 lạ”" in caught.value.reason_vi
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
        found = submission_of((text_sheet("Sheet1", rows, {}),))
    except Refused as refused:
        assert refused.reason_vi and refused.reason_en
        return
    lines = {x.code for x in form().all_lines}
    assert {x.line_code for x in found.cells} <= lines
    for cell in found.cells:
        column, row = ord(cell.address[0]) - 65, int(cell.address[1:]) - 1
        written = rows[row][column] if column < len(rows[row]) else ""
        assert cell.raw_text == (written if written.strip() else "")

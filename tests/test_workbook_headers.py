"""Which figures a workbook's headers and titles mean: of which year, of which table."""

import datetime
from typing import Any

import pytest

from dagster_project.submissions.refusals import Refused
from expectations.form import form
from tests.sheets import EVERY, EVERY_TEXT, HEADER, nfd, sheet
from tests.workbooks import (
    COVER,
    book,
    changed,
    cover_of,
    parsed,
    remark_codes,
    texts,
)

LABELS = {x.code: x.label_vi for x in form().all_lines}


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


@pytest.mark.parametrize(
    ("title", "end", "is_said"),
    [
        ("BÁO CÁO 6 THÁNG ĐẦU NĂM 2024", None, True),
        ("BÁO CÁO 6 THÁNG ĐẦU NĂM 2024", datetime.date(2024, 12, 31), True),
        ("BÁO CÁO 6 THÁNG ĐẦU NĂM 2024", datetime.date(2024, 6, 30), False),
        ("Số liệu quý III năm 2024", None, True),
        ("Report of the first half of 2024", None, True),
        ("Báo cáo 9 tháng 2024", None, True),
        ("BÁO CÁO NĂM 2024", None, False),
        ("BÁO CÁO 12 THÁNG NĂM 2024", None, False),
        ("Báo cáo lập ngày 6 tháng 1 năm 2025", None, False),
        ("Báo cáo theo Kế hoạch 6 tháng đầu năm", None, False),
    ],
)
@pytest.mark.parametrize("place", ["Bia", "I"])
def test_a_title_of_a_part_of_the_year_is_said_where_no_period_says_it(
    title: str, end: datetime.date | None, is_said: bool, place: str
) -> None:
    workbook = book({"A": 5}, cover={**COVER, "period_end": end})
    workbook[place]["A1"] = title
    (found,) = parsed(workbook).submissions
    said = [x for x in found.remarks if x.code == "title_of_a_part_of_the_year"]
    assert [x.address for x in said] == (["A1"] if is_said else [])
    assert all(title in x.text_vi and title in x.text_en for x in said)


@pytest.mark.parametrize(
    ("row", "is_said"),
    [
        (["Kỳ báo cáo", "6 tháng đầu năm 2024"], True),
        (["Kỳ báo cáo", "01/01/2024 - 30/06/2024"], True),
        (["Kỳ báo cáo", "từ ngày 1/1/2024 đến hết ngày 30/6/2024"], True),
        (["Kỳ báo cáo: từ ngày 01/07/2024 đến ngày 31/12/2024"], True),
        (["Reporting period", "2024-01-01 to 2024-09-30"], True),
        (["Kỳ báo cáo", "01/01/2024 - 31/12/2024"], False),
        (["Báo cáo lập ngày 05/01/2025, gửi ngày 06/01/2025"], False),
    ],
)
def test_a_period_outside_the_form_s_own_lines_is_said_where_it_is_no_year(
    row: list[str], is_said: bool
) -> None:
    workbook = changed(lambda x: x["Bia"].append(row), {"A": 5})
    codes = remark_codes(workbook)
    assert codes == (["title_of_a_part_of_the_year"] if is_said else [])


def test_a_section_s_title_may_be_the_one_that_names_another_year() -> None:
    workbook = book({"A": 1})
    workbook["II"]["A1"] = f"{workbook['II']['A1'].value} năm 2023"
    assert remark_codes(workbook) == ["title_of_another_year"]


def test_a_title_above_a_second_table_may_name_another_year_but_not_a_note() -> None:
    workbook = book({"A": 1})
    rows = workbook["II"]
    rows.delete_rows(4, 2)  # B and B1, which the second table gives
    rows.append([])
    rows.append(["BÁO CÁO NĂM 2023"])
    title = f"A{rows.max_row}"
    rows.append(["Mã số", "Chỉ tiêu", "Số liệu", "Ghi chú"])
    rows.append(["B", "Vụ việc", 2, "Số liệu năm 2022: 3"])
    rows.append(["B1", "Nhãn hiệu", 2])
    (found,) = parsed(workbook).submissions
    said = [(x.code, x.address) for x in found.remarks if "title" in x.code]
    assert said == [("title_of_another_year", title)]


def test_a_second_table_of_the_same_lines_under_another_year_is_given_beside_it() -> (
    None
):
    """Blank lines of this year's table would else be filled from last year's."""
    workbook = book({"A": 1})
    rows = workbook["II"]
    rows.append([])
    rows.append(["Số liệu năm 2023"])
    title = f"A{rows.max_row}"
    rows.append(["Mã số", "Chỉ tiêu", "Số liệu"])
    rows.append(["B", form().line("B").label_vi, 7])
    cover = cover_of(workbook)
    assert cover.report_year_text == f"2024 | Số liệu năm 2023 (II!{title})"


@pytest.mark.parametrize(
    "header",
    ["Số liệu điều chỉnh", "Số liệu mới", "Số liệu bổ sung", "Sửa lại", "Số đúng"],
)
def test_corrected_figures_beside_the_first_are_a_second_value_column(
    header: str,
) -> None:
    rows = [["Mã số", "Số liệu", header], ["A", 1, 2], ["A1", 1, 2]]
    workbook = sheet(rows)
    workbook.create_sheet("II").append(HEADER)
    workbook["II"].append(["B", "x", 3])
    assert remark_codes(workbook) == ["no_value_column"]

"""Which line a row is: what is not sure is named and not read."""

import time
from typing import Any

import pytest

from dagster_project.submissions.sheets import text_sheet
from dagster_project.submissions.workbook import submission_of
from expectations.form import form
from tests.sheets import HEADER, sheet
from tests.workbooks import cells, parsed, remark_codes, texts


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


def test_a_part_that_comes_again_below_an_unknown_row_may_be_another_total_s() -> None:
    """`Số tiền xử phạt` is no label of the form; below it are fines and no cases."""
    rows = [["Chỉ tiêu", "Số liệu"], [form().line("B").label_vi, None]]
    rows += [["Nhãn hiệu", None], ["Chia theo cơ quan", None], ["Hải quan", 7]]
    rows += [["Số tiền xử phạt", 1250], ["Nhãn hiệu", 1000], ["Sáng chế", 250]]
    (found,) = parsed(sheet(rows, "II")).submissions
    assert [(x.line_code, x.raw_text) for x in found.cells] == [
        ("B", ""),
        ("B1", ""),
        ("BA3", "7"),
    ]
    said = [x for x in found.remarks if x.code == "ambiguous_label"]
    assert [x.address for x in said] == ["B7", "B8"] and "B1, C1" in said[0].text_en


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


def test_a_long_list_beside_the_form_makes_no_file_too_slow_to_read() -> None:
    """A child has 20 seconds for a file; a list of 60,000 texts took them all."""
    names = [[f"Công ty số {x} phường {y}" for y in range(10)] for x in range(2_000)]
    sheets = [
        text_sheet("I", [HEADER, ["A", "x", "5"]], {}),
        text_sheet("Danh sách", names, {}),
    ]
    begun = time.process_time()
    assert [x.raw_text for x in submission_of(sheets).cells] == ["5"]
    assert time.process_time() - begun < 3

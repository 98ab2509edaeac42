"""Units that stand beside a figure of their own, above, below or in a note."""

import pytest

from tests.sheets import sheet
from tests.workbooks import parsed

OF_THEIR_OWN = [
    ["Kinh phí hỗ trợ (nghìn đồng): 500"],
    ["Kinh phí hỗ trợ (ĐVT: nghìn đồng): 1.500,5."],
    ["Kinh phí hỗ trợ, đơn vị tính nghìn đồng: 500"],
    ["Kinh phí hỗ trợ tính bằng nghìn đồng: 500"],
    ["Hỗ trợ (triệu đồng): 5; nộp ngân sách (nghìn đồng): 20"],
    ["Support paid (thousand VND): 500"],
]


@pytest.mark.parametrize("said", OF_THEIR_OWN)
def test_the_unit_of_a_figure_beside_it_is_not_that_of_the_column(
    said: list[str],
) -> None:
    header, line = ["Mã số", "Chỉ tiêu", "Số liệu"], ["C", "x", 3500]
    for rows in ([said, header, line], [header, line, said]):
        (found,) = parsed(sheet(rows)).submissions
        assert [x.value_kind for x in found.cells] == ["number"]


def test_the_unit_of_a_labelled_figure_below_the_table_is_not_that_of_the_column() -> (
    None
):
    rows = [["Mã số", "Chỉ tiêu", "Số liệu", "Ghi chú"], ["C", "x", 3500]]
    for said in (
        ["Kinh phí hỗ trợ (nghìn đồng)", "500"],
        ["Kinh phí hỗ trợ (nghìn đồng):", None, None, 500],
    ):
        (found,) = parsed(sheet([*rows, said])).submissions
        assert [x.value_kind for x in found.cells] == ["number"]


@pytest.mark.parametrize(
    "said",
    [
        ["Đơn vị tính: nghìn đồng. Kinh phí hỗ trợ (nghìn đồng): 500"],
        ["II. THỰC THI (nghìn đồng): 2025"],
        ["II. THỰC THI (nghìn đồng)", 2025],
        ["Biểu số: 02 (nghìn đồng)"],
        ["(nghìn đồng)", 3],
        ["Đơn vị tính: nghìn đồng", 3],
        ["Đơn vị tính:", "nghìn đồng", 3],
        ["Tiền phạt (nghìn đồng), số vụ: 12"],
    ],
)
def test_a_year_or_a_number_of_something_else_leaves_the_unit_to_the_column(
    said: list[str | int],
) -> None:
    header, line = ["Mã số", "Chỉ tiêu", "Số liệu"], ["C", "x", 3500]
    for rows in ([said, header, line], [["x"], ["x"], said, header, line]):
        (found,) = parsed(sheet(rows)).submissions
        assert [x.value_kind for x in found.cells] == ["other_unit"]


def test_the_unit_of_a_sum_in_a_note_is_not_that_of_its_line() -> None:
    rows = [["Mã số", "Số liệu", "Ghi chú"]]
    rows += [["C", "3500", "Trong đó nộp ngân sách (nghìn đồng): 500"]]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["text"]


def test_a_figure_in_the_form_s_unit_does_not_hide_the_unit_of_the_column() -> None:
    rows = [["Đơn vị tính: nghìn đồng"], ["Kinh phí hỗ trợ (triệu đồng): 5"]]
    rows += [["Mã số", "Số liệu"], ["C", "3500"]]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["other_unit"]

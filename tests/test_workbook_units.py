"""Figures beside a unit that is not the form's: in their row, above, on the cover."""

import openpyxl
import pytest

from expectations.form import form
from tests.sheets import sheet
from tests.workbooks import cells, changed, parsed

UNITS_OF_C = [
    ("triệu đồng", None, None, "number"),
    ("nghìn đồng", None, None, "other_unit"),
    ("đồng", None, None, "other_unit"),
    ("", "Tổng số tiền phạt (nghìn đồng)", None, "other_unit"),
    ("triệu đồng", None, "Đơn vị tính: nghìn đồng", "other_unit"),
    ("triệu đồng", None, "(ĐVT: triệu đồng)", "number"),
    ("vụ", None, None, "number"),
    ("VND", None, None, "number"),  # the form's own name of the unit
    ("1.000 đồng", None, None, "other_unit"),
    ("1000đ", None, None, "other_unit"),
    ("nghin dong", None, None, "other_unit"),
    ("Nghìn", None, None, "other_unit"),
    ("ngàn đ", None, None, "other_unit"),
    ("nghìn đồng/vụ", None, None, "other_unit"),
    ("Đồng Việt Nam", None, None, "other_unit"),
    ("nghìn tỷ đồng", None, None, "other_unit"),
    ("thousand VND", None, None, "other_unit"),
    ("VND thousand", None, None, "other_unit"),
    ("1.000.000 đồng", None, None, "number"),
    ("Triệu đồng (VNĐ)", None, None, "number"),
    ("Triệu đồng / Million VND", None, None, "number"),
    ("Lâm Đồng", None, None, "number"),
    ("tr. VNĐ", None, None, "number"),
    ("mil. VND", None, None, "number"),
    ("", "Tổng số tiền phạt (1.000đ)", None, "other_unit"),
    ("triệu đồng", None, "ĐVT: 1.000 đồng", "other_unit"),
    ("triệu đồng", None, "Đơn vị tính: VND", "other_unit"),
    ("triệu đồng", None, "II. Thực thi (Đơn vị tính: nghìn đồng; vụ)", "other_unit"),
    ("triệu đồng", None, "Tiền phạt tính bằng nghìn đồng.", "other_unit"),
    ("triệu đồng", None, "Tiền phạt tính bằng triệu đồng.", "number"),
    ("triệu đồng", None, "Đơn vị: Sở KHCN Lâm Đồng", "number"),
    ("triệu đồng", None, "Đơn vị: Đồng Nai", "number"),
    ("USD", None, None, "other_unit"),
    ("đô la Mỹ", None, None, "other_unit"),
    ("trăm triệu đồng", None, None, "other_unit"),
    ("chục triệu đồng", None, None, "other_unit"),
    ("%", None, None, "other_unit"),
    ("triệu đồng", None, "Đơn vị tính: USD", "other_unit"),
    ("triệu đồng (tương đương USD)", None, None, "number"),
    ("triệu đồng", None, "Đơn vị tính: vụ, đối tượng", "number"),
    ("", "Tổng số tiền phạt, nghìn đồng", None, "other_unit"),
    ("", None, "II. THỰC THI (nghìn đồng)", "other_unit"),
    ("", None, "II. THỰC THI (vụ, nghìn đồng)", "other_unit"),
    ("", None, "II. THỰC THI (vụ, triệu đồng)", "number"),
    ("", None, "(Nghìn đồng)", "other_unit"),
    ("", None, "Thousand VND", "other_unit"),
    ("", None, "Triệu đồng", "number"),
    ("", None, "Số tiền ghi theo nghìn đồng, số vụ ghi số nguyên", "other_unit"),
    ("", None, "Số tiền ghi bằng triệu đồng, không ghi bằng đồng", "number"),
    ("", None, "Amounts are in thousand VND", "other_unit"),
    ("", None, "Đơn vị tính: nghìn đồng\u200f", "other_unit"),
    ("nghìn đồng\u202c", None, None, "other_unit"),
    ("", None, "Mỗi vụ phạt từ 500 nghìn đồng (không quá 5 tỷ đồng)", "number"),
]


@pytest.mark.parametrize(("unit", "label", "notice", "kind"), UNITS_OF_C)
def test_a_figure_beside_its_unit_in_another_size_is_not_read(
    unit: str, label: str | None, notice: str | None, kind: str
) -> None:
    """C is asked in million đồng; whoever counts in thousands means another number."""
    rows = [
        [notice],
        ["Mã số", "Chỉ tiêu", "Đơn vị tính", "Số liệu"],
        ["C", label or form().line("C").label_vi, unit, 3500],
        ["B", form().line("B").label_vi, "vụ", 12],
    ]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == [kind, "number"]
    said = [x.address for x in found.remarks if x.code == "other_unit"]
    assert said == (["D3"] if kind == "other_unit" else [])


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Đơn vị (nghìn đồng)", "other_unit"),
        ("Đơn vị tính (nghìn đồng)\nUnit", "other_unit"),
        ("Đơn vị (triệu đồng)", "number"),
        ("Đơn vị tính (ĐVT)", "number"),
    ],
)
def test_a_unit_may_be_said_in_the_header_of_the_units(header: str, kind: str) -> None:
    rows = [["Mã số", header, "Số liệu"], ["B", "", 5], ["C", "", 3500]]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["number", kind]


def test_a_unit_may_stand_alone_in_the_second_row_of_a_header() -> None:
    header = [["Mã số", "Chỉ tiêu", "Số liệu"], [None, None, "(nghìn đồng)"]]
    (found,) = parsed(sheet([*header, ["B", "x", 5], ["C", "x", 3500]])).submissions
    assert [x.value_kind for x in found.cells] == ["number", "other_unit"]


def test_a_unit_may_be_said_in_the_name_of_the_sheet() -> None:
    rows = [["Mã số", "Số liệu"], ["C", 3500]]
    (found,) = parsed(sheet(rows, "II (nghìn đồng)")).submissions
    assert [x.value_kind for x in found.cells] == ["other_unit"]


def test_the_unit_of_a_row_that_is_no_line_is_that_row_s_alone() -> None:
    rows = [["Mã số", "Chỉ tiêu", "Đơn vị", "Số liệu"]]
    rows += [["Z1", "Nộp ngân sách", "nghìn đồng", "7"], ["C", "x", "", "3500"]]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["text"]


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        (("Đơn vị tính", "nghìn đồng"), "other_unit"),
        (("Tiền tính bằng đồng", None), "other_unit"),
        (("Đơn vị tính", "triệu đồng"), "number"),
        (("Đơn vị", "Sở KH&CN Lâm Đồng"), "number"),
    ],
)
def test_a_unit_may_be_said_on_the_cover_for_all_sheets(
    notice: tuple[str, str | None], kind: str
) -> None:
    def say_so(workbook: openpyxl.Workbook) -> None:
        workbook["Bia"].append(notice)

    found = cells(changed(say_so, {"B": 5, "C": 3500, "H": 12}))
    assert [x.value_kind for x in found] == ["number", kind, kind]


def test_a_sheet_that_says_its_unit_itself_does_not_go_by_the_cover() -> None:
    def say_so(workbook: openpyxl.Workbook) -> None:
        workbook["Bia"].append(["Đơn vị tính", "nghìn đồng"])
        workbook["II"]["A2"] = "Đơn vị tính: triệu đồng"

    found = cells(changed(say_so, {"C": 3500, "H": 12}))
    assert [x.value_kind for x in found] == ["number", "other_unit"]


@pytest.mark.parametrize(
    ("footer", "kind"),
    [
        (["Đơn vị tính: nghìn đồng"], "other_unit"),
        ([None, "Đơn vị tính:", "nghìn đồng"], "other_unit"),
        (["Ghi chú: tiền phạt tính bằng nghìn đồng."], "other_unit"),
        (["Đơn vị tính: triệu đồng"], "number"),
        (["Đơn vị: Sở KH&CN Lâm Đồng"], "number"),
        (["Z1", "Nộp ngân sách (nghìn đồng)", 7], "number"),
    ],
)
def test_a_unit_may_be_said_below_the_last_line_for_all_above(
    footer: list[str | None], kind: str
) -> None:
    rows = [["Mã số", "Chỉ tiêu", "Số liệu"], ["B", "x", 5], ["C", "x", 3500], footer]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["number", kind]


HARMLESS = [
    "Vụ lớn nhất: Công ty X (100 triệu đồng)",
    "1 vụ phạt (10 triệu đồng), 2 vụ nhắc nhở",
    "Giá trị hàng vi phạm (1.000 triệu đồng)",
    "10 triệu",
    "100 nghìn đồng",
    "Không ghi bằng đồng.",
    "Số tiền không được ghi theo nghìn đồng",
    "Số tiền không tính bằng đồng mà tính bằng triệu đồng",
    "Do not enter amounts in thousand VND",
    "Amounts are not in VND but in million VND",
    "Fines paid in VND",
    "Amounts collected in USD",
]


@pytest.mark.parametrize("said", HARMLESS)
def test_a_sum_of_money_and_a_unit_that_is_not_meant_leave_the_figures(
    said: str,
) -> None:
    header = ["Mã số", "Chỉ tiêu", "Số liệu", "Ghi chú"]
    noted, line = ["C", "x", 3500, said], ["C", "x", 3500, ""]
    for rows in ([[said], header, line], [header, line, [said]], [header, noted]):
        (found,) = parsed(sheet(rows)).submissions
        assert [x.value_kind for x in found.cells] == ["number"]


def test_the_unit_behind_one_that_is_not_meant_is_heard() -> None:
    rows = [["Mã số", "Số liệu"], ["C", 3500]]
    for said in (
        "Không ghi bằng đồng mà ghi bằng nghìn đồng",
        "Không ghi bằng đồng; đơn vị tính: nghìn đồng",
        "Do not enter amounts in VND; figures are in thousand VND",
        "Số vụ không có quyết định phạt; tiền phạt tính bằng nghìn đồng",
    ):
        (found,) = parsed(sheet([[said], *rows])).submissions
        assert [x.value_kind for x in found.cells] == ["other_unit"], said


def test_a_unit_between_two_tables_is_not_that_of_the_table_above() -> None:
    header = ["Mã số", "Chỉ tiêu", "Số liệu"]
    rows = [
        header,
        ["C", "x", 3500],
        ["Đơn vị tính: nghìn đồng"],
        header,
        ["H", "x", 5],
    ]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["number", "other_unit"]


def test_a_unit_in_the_note_of_a_line_is_that_line_s() -> None:
    rows = [["Mã số", "Chỉ tiêu", "Số liệu", "Ghi chú"]]
    rows += [["C", "x", "3500", "nghìn đồng"], ["C1", "x", "3500", ""]]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["other_unit", "text"]


def test_what_is_said_of_a_unit_names_the_place_that_says_it() -> None:
    def told(workbook: openpyxl.Workbook) -> list[str]:
        (found,) = parsed(workbook).submissions
        return [x.text_en for x in found.remarks if x.code == "other_unit"]

    header, line = ["Mã số", "Đơn vị", "Số liệu"], ["C", "", 3500]
    notice = "Đơn vị tính: nghìn đồng"
    for rows, name, place in (
        ([[None, notice], header, line], "II", "II!B1"),
        ([header, line, [notice]], "II", "II!A3"),
        ([["Mã số", "Đơn vị (nghìn đồng)", "Số liệu"], line], "II", "II!B1"),
        ([header, line], "II (nghìn đồng)", "II (nghìn đồng)"),
    ):
        (said,) = told(sheet(rows, name))
        assert said.startswith(f"{place} says the unit “nghìn đồng” for row "), said
    (said,) = told(sheet([header, ["C", "nghìn đồng", 3500]]))
    assert said.startswith("Row 2 (C) says the unit “nghìn đồng”, but")

    def on_the_cover(workbook: openpyxl.Workbook) -> None:
        workbook["Bia"]["A40"] = notice

    (submission,) = parsed(changed(on_the_cover, {"C": 3500})).submissions
    (remark,) = (x for x in submission.remarks if x.code == "other_unit")
    assert remark.text_vi.startswith("Bia!A40 ghi đơn vị “nghìn đồng” cho dòng ")


@pytest.mark.parametrize("below", [True, False])
def test_a_unit_may_be_said_in_two_cells_and_below_the_header(below: bool) -> None:
    notice = [None, "Đơn vị tính:", "nghìn đồng"]
    header = ["Mã số", "Chỉ tiêu", "Số liệu"]
    rows = [header, notice] if below else [notice, header]
    found = parsed(sheet([*rows, ["B", "x", 5], ["C", "x", 3500], ["C1", "x", 3500]]))
    kinds = [x.value_kind for x in found.submissions[0].cells]
    assert kinds == ["number", "other_unit", "other_unit"]


def test_a_count_beside_thousands_of_its_unit_is_not_read() -> None:
    rows = [["Mã số", "Đơn vị tính", "Số liệu"], ["L", "nghìn lượt người", 3]]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["other_unit"]


def test_a_unit_written_with_the_value_counts_whatever_stands_beside_it() -> None:
    rows = [
        ["Mã số", "Đơn vị tính", "Số liệu"],
        ["C", "nghìn đồng", "3 tỷ đồng"],
        ["C1", "nghìn đồng", 0],
        ["C2", "nghìn đồng", "chưa có"],
    ]
    (found,) = parsed(sheet(rows)).submissions
    assert [x.value_kind for x in found.cells] == ["text", "number", "text"]

"""Tidy CSV: rows, columns, covers, and what is refused."""

import pytest

from dagster_project.submissions.refusals import Refused
from tests.texts import HEADER, one, read, values


def test_a_tidy_csv_gives_texts_with_their_lines() -> None:
    found = one(HEADER + "2024,22,A,5\n2024,22,A1,hơn 3\n2024,22,A2,\n")
    assert [
        (x.line_code, x.value_kind, x.raw_text, x.address) for x in found.cells
    ] == [
        ("A", "text", "5", "line 2"),
        ("A1", "text", "hơn 3", "line 3"),
        ("A2", "empty", "", "line 4"),
    ]
    assert (found.cover.report_year_text, found.cover.locality_code_text) == (
        "2024",
        "22",
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_delimiter_byte_order_mark_and_line_end(
    delimiter: str, mark: bytes, line_end: str
) -> None:
    rows = [HEADER.strip().split(","), ["2024", "22", "B", "1.250"]]
    text = line_end.join(delimiter.join(x) for x in rows) + line_end
    assert values(mark + text.encode()) == [("B", "text", "1.250")]


def test_a_semicolon_file_may_hold_decimal_commas() -> None:
    text = "report_year;locality_code;line_code;value\n2024;22;C;36,7\n"
    assert values(text) == [("C", "text", "36,7")]


def test_excel_s_line_that_declares_the_delimiter_is_no_header() -> None:
    text = "sep=;\nreport_year;locality_code;line_code;value\n2024;22;C;36,7\n"
    assert values(text) == [("C", "text", "36,7")]


def test_an_unquoted_decimal_comma_is_not_guessed() -> None:
    found = one(HEADER + "2024,22,C,36,7\n")
    assert [(x.value_kind, x.raw_text) for x in found.cells] == [("torn_row", "36,7")]
    assert [(x.code, x.address) for x in found.remarks] == [("torn_row", "line 2")]
    (said,) = found.remarks
    assert "Dòng 2 “2024,22,C,36,7”" in said.text_vi and "ngoặc kép" in said.text_vi
    assert "Quote the number or part the columns by semicolons" in said.text_en


def test_a_row_that_ends_before_its_value_is_blank_and_said() -> None:
    found = one(HEADER + "2024,22,A\n2024,22,B,5\n")
    assert [(x.line_code, x.value_kind) for x in found.cells] == [
        ("A", "empty"),
        ("B", "text"),
    ]
    assert [(x.code, x.address) for x in found.remarks] == [("short_row", "line 2")]


def test_columns_are_found_by_name_in_any_order_and_strange_ones_are_said() -> None:
    found = one("Value,Line_Code,mã nội bộ,LOCALITY_CODE,report_year\n7,A,x,01,2024\n")
    assert [(x.line_code, x.raw_text) for x in found.cells] == [("A", "7")]
    assert [x.code for x in found.remarks] == ["unknown_column"]


def test_columns_may_have_the_form_s_own_labels() -> None:
    found = one("Năm báo cáo,Mã địa phương,Mã số,Số liệu,Ghi chú\n2024,1,A,7,xem\n")
    assert [(x.line_code, x.raw_text, x.note) for x in found.cells] == [
        ("A", "7", "xem")
    ]
    assert found.cover.locality_code_text == "1"


def test_every_locality_and_year_of_a_bulk_file_is_its_own_submission() -> None:
    found = read(HEADER + "2024,1,A,5\n2024,01,B,3\n2024,22,A,4\n2023,22,A,2\n")
    covers = [(x.cover.locality_code_text, x.cover.report_year_text) for x in found]
    assert covers == [("1", "2024"), ("22", "2024"), ("22", "2023")]
    assert [x.line_code for x in found[0].cells] == ["A", "B"]


def test_files_put_together_with_their_headers_are_read_by_each_of_them() -> None:
    first = "report_year;locality_code;line_code;value;note\n2024;22;A;3;x\n"
    again = "locality_code;report_year;line_code;note;value\n24;2024;A;7;4\n"
    found = read(first + again + first.replace("22", "26"))
    assert [x.cover.locality_code_text for x in found] == ["22", "24", "26"]
    cells = [(y.raw_text, y.note, y.address) for x in found for y in x.cells]
    assert cells == [("3", "x", "line 2"), ("4", "7", "line 4"), ("3", "x", "line 6")]
    assert not any(x.remarks for x in found)


def test_the_optional_columns_are_the_cover() -> None:
    found = one(
        "report_year,locality_code,line_code,value,note,period_start,period_end,"
        "prepared_by,signed_on,replaces_all,language\n"
        "2024,22,A,5,ghi chú,2024-01-01,2024-12-31,SYNTHETIC x,2025-01-05,có,en\n"
        "2024,22,A1,5,,,,,,,\n"
    )
    cover = found.cover
    assert str(cover.period_start) == "2024-01-01"
    assert str(cover.period_end) == "2024-12-31"
    assert cover.prepared_by == "SYNTHETIC x"
    assert cover.signed_on_text == "2025-01-05"
    assert (cover.replaces_all, cover.language) == (True, "en")
    assert [x.note for x in found.cells] == ["ghi chú", None]


@pytest.mark.parametrize(
    ("said", "replaces"),
    [("có", True), ("true", True), ("không", False), ("false", False), ("", False)],
)
def test_replaces_all_is_yes_or_no_in_both_languages(said: str, replaces: bool) -> None:
    header = "report_year,locality_code,line_code,value,replaces_all\n"
    assert one(f"{header}2024,22,A,5,{said}\n").cover.replaces_all is replaces


def test_two_periods_of_one_submission_are_given_together() -> None:
    header = "report_year,locality_code,line_code,value,period_start\n"
    cover = one(f"{header}2024,22,A,5,2024-01-01\n2024,22,B,5,2023-12-15\n").cover
    assert cover.period_start is None
    assert cover.period_start_text == "2024-01-01 | 2023-12-15"


def test_an_unknown_line_is_named_and_the_others_count() -> None:
    found = one(HEADER + "2024,22,A,5\n2024,22,Z9,7\n")
    assert [x.line_code for x in found.cells] == ["A"]
    (remark,) = found.remarks
    assert remark.code == "unknown_line"
    assert "Z9" in remark.text_vi and "7" in remark.text_en


def test_a_line_given_twice_is_read_twice() -> None:
    found = one(HEADER + "2024,22,A,5\n2024,22,A,6\n").cells
    assert [(x.occurrence, x.raw_text) for x in found] == [(1, "5"), (2, "6")]


def test_blank_lines_are_nothing_and_addresses_are_lines_of_the_file() -> None:
    text = "\n\n" + HEADER + '\n2024,22,A,5\n2024,22,A1,"6\n7"\n2024,22,A2,8\n'
    assert [x.address for x in one(text).cells] == ["line 5", "line 6", "line 8"]


def test_a_row_without_a_locality_is_a_submission_without_one() -> None:
    found = read(HEADER + "2024,22,A,5\n2024,,A,6\n")
    assert [x.cover.locality_code_text for x in found] == ["22", None]


def test_a_sheet_of_the_form_saved_as_csv_is_read_as_a_sheet() -> None:
    text = (
        "Năm báo cáo;2024\nMã địa phương;22\n\n"
        "Mã số;Chỉ tiêu;Số liệu\nA;Tổng số;1.250\n;Nghị quyết của Hội đồng nhân dân;7\n"
    )
    found = one(text)
    assert [(x.line_code, x.raw_text, x.address) for x in found.cells] == [
        ("A", "1.250", "C5"),
        ("A1", "7", "C6"),
    ]
    assert found.cover.locality_code_text == "22"


def test_a_csv_without_the_header_is_refused_naming_what_was_found() -> None:
    with pytest.raises(Refused) as caught:
        read("họ tên,tuổi\nx,5\n")
    assert caught.value.code == "no_tidy_header"
    assert "line_code" in caught.value.reason_vi
    assert "họ tên,tuổi" in caught.value.reason_en


def test_a_form_saved_as_csv_is_refused_with_the_header_that_fails() -> None:
    with pytest.raises(Refused) as caught:
        read("Năm báo cáo,2024\n\nMã số,Chỉ tiêu,Kết quả\nA,x,1\nA1,y,2\n")
    assert caught.value.code == "no_value_column"
    assert "C3 “Kết quả”" in caught.value.reason_vi


def test_a_csv_without_a_line_of_the_form_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read(HEADER + "2024,22,Q1,5\n")
    assert caught.value.code == "no_line_found"
    assert "Q1" in caught.value.reason_vi


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"\n\n\n", b"\xff\xfe"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read(content)

"""Tidy and bulk CSV: every field as written, every doubt a sentence."""

import csv
import io
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.submissions.encodings import TCVN3, is_vietnamese
from dagster_project.submissions.identity import identify
from dagster_project.submissions.parsed import ParsedSubmission
from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.tidy import submissions_of
from expectations.form import form

HEADER = "report_year,locality_code,line_code,value\n"


def read(text: str | bytes) -> tuple[ParsedSubmission, ...]:
    """The submissions of a CSV given as text or bytes."""
    return submissions_of(text.encode() if isinstance(text, str) else text)


def one(text: str | bytes) -> ParsedSubmission:
    """The one submission of a CSV."""
    (found,) = read(text)
    return found


def values(text: str | bytes) -> list[tuple[str, str, str]]:
    """(line, kind, raw text) of a CSV with one submission."""
    return [(x.line_code, x.value_kind, x.raw_text) for x in one(text).cells]


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


# Encodings

VIETNAMESE = HEADER + "2024,22,A,không có\n2024,22,A1,hơn 3\n2024,22,B,chưa tổng hợp\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_with_or_without_its_mark(encoding: str) -> None:
    assert values(VIETNAMESE.encode(encoding))[0] == ("A", "text", "không có")


def test_windows_1258_is_read_where_it_is_certain() -> None:
    # Windows-1258 writes ô and ơ as letters and the tones as marks behind them.
    parted = unicodedata.normalize("NFD", VIETNAMESE)
    for letter in "âăêôơưđ":
        parted = parted.replace(unicodedata.normalize("NFD", letter), letter)
    assert [x[2] for x in values(parted.encode("cp1258"))] == [
        "không có",
        "hơn 3",
        "chưa tổng hợp",
    ]


def test_tcvn3_is_read_where_it_is_certain() -> None:
    back = {y: x for x, y in TCVN3.items()}
    content = bytes(back.get(x) or ord(x) for x in VIETNAMESE)
    assert [x[2] for x in values(content)] == ["không có", "hơn 3", "chưa tổng hợp"]


def test_an_encoding_that_is_not_certain_is_refused_by_name() -> None:
    with pytest.raises(Refused) as caught:
        read((HEADER + "2024,22,A,Ünïcôdé ß÷\n").encode("latin-1"))
    assert caught.value.code == "encoding"
    assert "UTF-8" in caught.value.reason_vi


def test_a_word_is_vietnamese_by_how_it_is_built() -> None:
    assert is_vietnamese("không có số liệu, Nghiêng, ĐÀ NẴNG, quyết, giữa")
    assert not is_vietnamese("kh“ng cã")
    assert not is_vietnamese("naïve Müller")


# What holds for every file

CODES = [x.code for x in form().lines(2024)]
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(CODES), TEXT, min_size=1, max_size=8),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_text_is_written_is_read_back_as_it_is(
    written: dict[str, str], delimiter: str, encoding: str
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(["report_year", "locality_code", "line_code", "value"])
    writer.writerows(["2024", "22", x, y] for x, y in written.items())
    found = one(stream.getvalue().encode(encoding))
    assert {x.line_code: x.raw_text for x in found.cells} == written


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_never_more(content: bytes) -> None:
    try:
        assert read(HEADER.encode() + content)
    except Refused as refused:
        assert refused.reason_vi and refused.reason_en


# What would be lost or guessed


@pytest.mark.parametrize(
    "rows",
    [
        '2025,14,A9,3,"ok\n2025,19,A9,5,x\n2025,20,A9,5,x\n',
        '2025,14,A9,3,"ok\n2025,19,A9,5,"fine"\n2025,20,A9,5,x\n',
        '2025,14,A9,3,x\n2025,19,A9,5,"ok\n',
    ],
)
def test_a_quote_that_nobody_closed_swallows_no_row_in_silence(rows: str) -> None:
    with pytest.raises(Refused) as caught:
        read("report_year,locality_code,line_code,value,note\n" + rows)
    assert caught.value.code == "open_quote"
    assert "line" in caught.value.reason_en and "dòng" in caught.value.reason_vi


def test_a_note_of_several_lines_is_a_note() -> None:
    note = '2025,14,A9,3,"theo QĐ 12,\nngày 3, tháng 4"\n'
    found = one("report_year,locality_code,line_code,value,note\n" + note)
    assert [x.note for x in found.cells] == ["theo QĐ 12,\nngày 3, tháng 4"]


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        read("report_year,locality_code,line_code,value,value\n2025,22,A,3,4\n")
    assert caught.value.code == "column_given_twice"
    assert "value" in caught.value.reason_en


def test_rows_of_one_report_in_two_languages_are_held_with_both_named() -> None:
    """`1,250` is 1250 in English and 1.25 in Vietnamese: nobody guesses which."""
    head = "report_year,locality_code,line_code,value,language\n"
    found = one(head + '2025,22,C,"1,250",en\n2025,22,C1,"1,250",vi\n')
    assert [x.code for x in found.remarks if "language" in x.code] == []
    identity = identify(found, "bao cao.csv", datetime(2026, 1, 10))
    assert identity.hold_code == "language_differs"
    assert "“en”, “vi”" in (identity.hold_vi or "")
    spelled = one(head + '2025,22,C,"1,250",en\n2025,22,C1,"1,250",English\n')
    assert spelled.cover.language == "en"
    identity = identify(spelled, "bao cao.csv", datetime(2026, 1, 10))
    assert identity.hold_code is None


def test_a_row_without_a_language_beside_an_english_one_is_vietnamese() -> None:
    head = "report_year,locality_code,line_code,value,language\n"
    for value, reading in (("1.250", "en | vi"), ("1250", "en")):
        found = one(head + f"2025,22,A,5,en\n2025,22,C,{value},\n")
        assert found.cover.language_text == reading


def test_one_report_however_its_year_and_its_locality_are_spelt() -> None:
    head = "report_year,locality_code,locality_name,line_code,value,replaces_all\n"
    rows = ("2025,22,Quảng Ninh,A,5,có", "2025,,quảng ninh,A1,5,Có")
    found = one(head + "\n".join([*rows, "Năm 2025,22,,A2,0,true\n"]))
    assert [x.line_code for x in found.cells] == ["A", "A1", "A2"]
    assert found.cover.replaces_all and not found.remarks
    # A name beside two codes says nothing.
    two = read(head + "2025,22,X,A,5,\n2025,24,X,A,5,\n2025,,X,A,5,\n")
    assert len(two) == 3


@pytest.mark.parametrize("cut", ["36,7", "1,250", "1.250,5"])
def test_an_unquoted_comma_before_a_note_is_a_broken_row(cut: str) -> None:
    head = "report_year,locality_code,line_code,value,note\n"
    found = one(head + f"2025,22,C,{cut}\n2025,22,A,5,7 văn bản\n")
    assert [(x.raw_text, x.value_kind) for x in found.cells] == [
        (cut, "torn_row"),
        ("5", "text"),
    ]
    assert [x.code for x in found.remarks] == ["torn_row"]


def test_a_language_that_is_neither_is_named() -> None:
    head = "report_year,locality_code,line_code,value,language\n"
    for language, codes in (("fr", ["language_unknown"]), ("vi", []), ("en", [])):
        found = one(head + f'2025,22,C,"1,250",{language}\n')
        assert [x.code for x in found.remarks if "language" in x.code] == codes


FORM = "Mã số,Chỉ tiêu,Số liệu,Ghi chú\n"


@pytest.mark.parametrize(
    ("row", "held"),
    [
        ("C,Tổng số tiền phạt,36,7", "36,7"),
        ("C,Tổng số tiền phạt,36,7,", "36,7"),
        ("C,Tổng số tiền phạt,1.250,5,theo báo cáo", "1.250,5,theo báo cáo"),
        ("C,Tổng số, tiền phạt,36,7", "tiền phạt,36,7"),
    ],
)
def test_a_form_saved_as_csv_never_reads_half_of_an_unquoted_number(
    row: str, held: str
) -> None:
    found = {x[0]: x[1:] for x in values(FORM + "B,Tổng số vụ,12,\n" + row + "\n")}
    assert found["B"] == ("text", "12")
    assert found["C"] == ("torn_row", held)


@pytest.mark.parametrize(
    "row", ["C,Tổng số tiền phạt,36,", "C,Tổng,36,,,", 'C,Tổng,"36",7 quyết định']
)
def test_a_form_saved_as_csv_may_have_blank_fields_too_many(row: str) -> None:
    assert values(FORM + row + "\n") == [("C", "text", "36")]


def test_a_table_of_two_columns_of_figures_in_a_csv_is_not_torn() -> None:
    text = "Mã số,Số liệu,Năm 2023\nC,36,7\nB,12,5\n"
    assert values(text) == [("C", "text", "36"), ("B", "text", "12")]

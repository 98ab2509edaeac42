"""Rows of a CSV that are torn, doubled or in two languages: none is read in silence."""

from datetime import datetime

import pytest

from dagster_project.submissions.identity import identify
from dagster_project.submissions.refusals import Refused
from tests.texts import one, read, values


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


@pytest.mark.parametrize(
    "column", ["prepared_by", "replaces_all", "signed_on", "period_start", "language"]
)
def test_an_unquoted_comma_before_any_text_is_a_broken_row(column: str) -> None:
    head = f"report_year,locality_code,line_code,value,{column}\n"
    found = one(head + "2025,22,C,36,7\n2025,22,A,5,\n")
    assert [(x.raw_text, x.value_kind) for x in found.cells] == [
        ("36,7", "torn_row"),
        ("5", "text"),
    ]
    assert [x.code for x in found.remarks] == ["torn_row"]
    assert getattr(found.cover, column, None) in (None, False, "vi")


def test_what_stands_behind_a_torn_number_is_believed_of_no_field() -> None:
    head = "report_year,locality_code,line_code,value,period_start,period_end\n"
    dates = "2025-01-01,2025-12-31"
    found = one(head + f"2025,22,C,36,7,{dates}\n2025,22,A,5,{dates}\n")
    assert [x.value_kind for x in found.cells] == ["torn_row", "text"]
    identity = identify(found, "bao cao.csv", datetime(2026, 1, 10))
    assert identity.hold_code is None and identity.period_end is not None


@pytest.mark.parametrize(
    ("column", "text"), [("signed_on", "15.1.2026"), ("contact", "0912345678")]
)
def test_a_date_or_a_telephone_number_is_no_piece_of_a_number(
    column: str, text: str
) -> None:
    head = f"report_year,locality_code,line_code,value,{column}\n"
    assert values(head + f"2025,22,A,5,{text}\n") == [("A", "text", "5")]


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

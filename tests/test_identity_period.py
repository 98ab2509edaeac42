"""Which year and period it is of: sure, or held with both readings."""

from datetime import UTC, date, datetime

import pytest

from dagster_project.submissions import tidy
from dagster_project.submissions.identity import identify, years_in
from tests.identities import IN_2025, Receipt, held, place, rows, submission, who


def test_another_year_in_the_file_s_name_holds() -> None:
    held(who("22", file_name="bc 2023.xlsx"), "file_name_year", "2023", "2024")
    assert place(who("22", file_name="bc 2024 v2.xlsx")) == ("63", "22")


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("bc_2024.xlsx", [2024]),
        ("bc 15-01-2025.xlsx", []),
        ("bc 2025.01.15 nam 2024.xlsx", [2024]),
        ("20250115.xlsx", []),
        ("bc ngày 6 tháng 1 năm 2025.xlsx", []),
        ("bc 06-thang-01-nam-2025 cua nam 2024.xlsx", [2024]),
        ("2016-2020.xlsx", [2016, 2020]),
        ("NQ1999 so 120245.xlsx", []),
    ],
)
def test_a_year_in_a_file_s_name_is_four_digits_and_no_date(
    name: str, years: list[int]
) -> None:
    assert years_in(name) == years


@pytest.mark.parametrize(
    ("name", "end", "is_said"),
    [
        ("Báo cáo 6 tháng đầu năm 2024.xlsx", "", True),
        ("BC_6thangDauNam_2024.xlsx", "31/12/2024", True),
        ("BaoCaoQuyIII2024.csv", "", True),
        ("BC_6thangDauNam_2024.xlsx", "30/6/2024", False),
        ("Báo cáo 12 tháng năm 2024.xlsx", "", False),
        ("bc ngày 6 tháng 1 năm 2025.xlsx", "", False),
    ],
)
def test_a_part_of_the_year_in_the_file_s_name_is_said_where_no_period_says_it(
    name: str, end: str, is_said: bool
) -> None:
    found = rows(submission("22", period_end=end), receipt=Receipt(name))
    assert not found[0][0].hold_code
    said = [x for x in found[2] if x.code == "title_of_a_part_of_the_year"]
    assert len(said) == is_said
    assert all(name in x.text_vi and name in x.text_en for x in said)


def test_a_year_that_is_missing_or_unreadable_is_held() -> None:
    held(who("22", year=""), "year_missing")
    held(who("22", year="", form_version="2024.1"), "year_missing", "2024.1")
    for text in ("24", "2023-2024", "202", "hai nghìn"):
        held(who("22", year=text), "year_unreadable", text)
    assert who("22", year="Năm 2024").report_year == 2024


def test_a_year_that_nobody_asked_for_is_held() -> None:
    found = who("22", year="1999")
    held(found, "year_unknown", "1999", "2024")
    assert found.report_year is None


def test_last_year_s_form_reports_the_year_on_its_cover() -> None:
    assert place(who("22", form_version="2023.1")) == ("63", "22")
    assert who("22", form_version="2023.1").report_year == 2024
    assert place(who("22", form_version="2024.1")) == ("63", "22")


@pytest.mark.parametrize(
    ("received", "is_held"),
    [
        # 2024 opens on 2024-12-01 and closes on 2025-12-31; Ha Noi is UTC+7.
        (datetime(2024, 11, 30, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2024, 11, 30, 17, 0, 0, tzinfo=UTC), False),
        (datetime(2025, 12, 31, 16, 59, 59), False),
        (datetime(2025, 12, 31, 17, 0, 0), True),
    ],
)
def test_the_window_is_counted_in_days_of_viet_nam(
    received: datetime, is_held: bool
) -> None:
    found = identify(submission("22"), "bc.xlsx", received)
    assert found.hold_code == ("outside_window" if is_held else None)
    assert (found.report_year, found.locality_code) == (2024, "22")


def test_outside_the_window_no_new_file_is_asked_for_that_would_be_held_again() -> None:
    late = identify(submission("99"), "bc.xlsx", datetime(2026, 1, 5))
    assert "A new file would be held, too" in (late.hold_en or "")
    assert "Tệp gửi mới cũng sẽ bị giữ lại" in (late.hold_vi or "")
    early = identify(submission("22"), "bc.xlsx", datetime(2024, 11, 5))
    assert "send a new file from 2024-12-01 on" in (early.hold_en or "")
    assert "gửi tệp mới từ ngày 01/12/2024" in (early.hold_vi or "")
    for found in (late, early):
        assert "ipw assign" in (found.hold_en or "")
        assert "should correct this" not in (found.hold_en or "")


def test_outside_the_window_the_year_itself_may_be_what_is_wrong() -> None:
    """In January last year's or the next one's number is soon on the cover."""
    for day in (datetime(2026, 1, 5), datetime(2024, 11, 5)):
        found = identify(submission("22"), "bc.xlsx", day)
        assert "the report year is wrong" in (found.hold_en or "")
        assert "năm báo cáo ghi sai" in (found.hold_vi or "")


def test_a_reversed_period_is_accepted_by_its_rule_and_by_no_assignment() -> None:
    period = {"period_start": "2024-12-31", "period_end": "2024-01-01"}
    found = who("22", **period)
    assert "with `ipw decide`, rule PERIOD" in (found.hold_en or "")
    assert "ipw assign" not in (found.hold_en or "")
    assert "ipw assign" in (who("99", **period).hold_en or "")


def test_a_period_that_is_not_given_is_no_reason_to_hold() -> None:
    assert place(who("22", period_start="2024-01-01")) == ("63", "22")


def test_a_readable_period_is_left_to_its_rule() -> None:
    found = who("22", period_start="25/1/2015", period_end="25/12/2015")
    assert place(found) == ("63", "22")
    assert (found.period_start, found.period_end) == (
        date(2015, 1, 25),
        date(2015, 12, 25),
    )


@pytest.mark.parametrize("text", ["31/2/2024", "12/31/2024", "1/1/24", "quý III"])
def test_an_unreadable_period_is_held(text: str) -> None:
    held(who("22", period_end=text), "period_unreadable", text)


def test_rows_that_differ_in_their_period_are_held_naming_what_differs() -> None:
    head = "report_year,locality_code,line_code,value,period_start,period_end\n"
    rows = "2024,22,A,1,2024-01-01,2024-12-31\n2024,22,A1,1,2024-01-01,2024-06-30\n"
    (read,) = tidy.submissions_of((head + rows).encode())
    found = identify(read, "bc.csv", IN_2025)
    held(found, "period_differs", "2024-12-31", "2024-06-30")
    assert "ngày cuối" in (found.hold_vi or "") and "last day" in (found.hold_en or "")
    assert "2024-01-01" not in (found.hold_en or "")


def test_two_years_or_two_names_are_held_with_both() -> None:
    held(who("22", year="2024 | 2023"), "year_unreadable", "2024", "2023")
    found = who("22", "Quảng Ninh | Hà Nội")
    held(found, "code_name_disagree", "Quảng Ninh", "Hà Nội")


def test_one_locality_in_two_spellings_is_one() -> None:
    assert place(who("22", "Quảng Ninh | QUANG NINH")) == ("63", "22")


def test_one_day_in_two_spellings_is_one_period() -> None:
    found = who("22", period_end="31/12/2024 | 2024-12-31")
    assert (found.hold_code, found.period_end) == (None, date(2024, 12, 31))


def test_a_period_that_ends_before_it_begins_is_held_with_both_dates() -> None:
    found = who("22", period_start="1/1/2025", period_end="31/12/2024")
    assert found.hold_code == "period_reversed"
    assert "2025-01-01" in (found.hold_en or "")
    assert "31/12/2024" in (found.hold_vi or "")


def test_a_period_of_one_day_is_left_to_its_rule() -> None:
    day = {"period_start": "30/6/2024", "period_end": "30/6/2024"}
    assert place(who("22", **day)) == ("63", "22")


def test_one_language_in_two_spellings_is_one_and_two_hold_before_the_period() -> None:
    assert place(who("22", language="vi | Tiếng Việt")) == ("63", "22")
    found = who("22", language="vi | en", period_end="31/2/2024")
    held(found, "language_differs", "vi", "en", "31/2/2024")

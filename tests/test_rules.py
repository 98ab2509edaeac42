"""Rules on pairs, units, periods and whole reports."""

import re
from datetime import date

import pytest

from tests.country import Country
from tests.given import rows

COUNTRY = Country(2024)

NINE_OF_TWELVE = COUNTRY.report({"K": 12, "L": 9})
COURSES_BLANK = COUNTRY.report({"L": 300, "L1": 300})
PEOPLE_WITHOUT_COURSE = COUNTRY.report({"K": 0, "L": 30})
AS_MANY = COUNTRY.report({"K": 12, "L": 12})
FINES_WITHOUT_CASE = COUNTRY.report({"B": "không", "C": 5})
CASES_WITHOUT_FINE = COUNTRY.report({"B": 5, "C": 0})
NEITHER = COUNTRY.report({"B": 0, "C": 0})
# up to 3 cases may be none, but need not: nothing is certain
PERHAPS_NO_CASE = COUNTRY.report({"B": "tối đa 3", "C": 5})
# about 1 participant is at most 2 in the widest reading, 1 customarily; 2 courses
NOT_APPLICABLE = COUNTRY.report({"B": 5, "B1": 5, "B1a": "không áp dụng"})
FEWER_CUSTOMARILY = COUNTRY.report({"K": 2, "L": "khoảng 1"})

# 1 case: 0.1 to 500 million đồng are plausible, ends included
LOWEST_FINE = COUNTRY.report({"B": 1, "C": "0,1"})
BELOW_LOWEST = COUNTRY.report({"B": 1, "C": "0,099999"})
HIGHEST_FINE = COUNTRY.report({"B": 2, "C": 1000})
ABOVE_HIGHEST = COUNTRY.report({"B": 2, "C": "1000,000001"})
# gần 600 triệu: widest [0, 600), customary [500, 600); 1 case takes at most 500
NEARLY_600 = COUNTRY.report({"B": 1, "C": "gần 600"})
# hơn 600 triệu is beyond 500 in both readings
MORE_THAN_500 = COUNTRY.report({"B": 1, "C": "hơn 500"})
OVER_600 = COUNTRY.report({"B": 1, "C": "hơn 600"})
CASES_UNKNOWN = COUNTRY.report({"C": 5})
# 1,250 read as 1.25 million; the agencies add up to 1,250 million: 10^3 apart
# a million times what it is by right, a thousand times what it is by agency
SLIP_TO_BOTH_SUMS = COUNTRY.report(
    {"B": "1000000", "B1": 1, "BA1": 1000}
    | dict.fromkeys(("B2", "B3", "B4", "B5", "B6", "B7", "B9"), 0)
    | dict.fromkeys(("BA2", "BA3", "BA4", "BA5", "BA9"), 0)
)
SLIP_TO_SUM = COUNTRY.report(
    {"B": 9, "C": "1,250", "CA1": 650, "CA2": 600}
    | dict.fromkeys(("CA3", "CA4", "CA5", "CA9"), 0)
)
# 980 x 1000 is 2 % below 10^6 times 1... of 1: inside; 979 is outside
TWO_PERCENT_BELOW = COUNTRY.report({"A": 1, "A1": 980, "A2": 0, "A3": 0, "A9": 0})
BEYOND_TWO_PERCENT = COUNTRY.report({"A": 1, "A1": 979, "A2": 0, "A3": 0, "A9": 0})

ZEROS = COUNTRY.report({"A": 0, "B": "không có", "C": "không", "E": None})
ONE_ABOVE = COUNTRY.report({"A": 0, "A1": 1})
MORE_THAN_NOTHING = COUNTRY.report({"A": "hơn 0"})
UNREADABLE_ONLY = COUNTRY.report({"A": 0, "B": "12*"})
FORM_LEFT_BLANK = COUNTRY.report({"A": None})

YEAR = (date(2024, 1, 1), date(2024, 12, 31))
WHOLE_YEAR = COUNTRY.report({"A": 1}, period=YEAR)
NO_PERIOD = COUNTRY.report({"A": 1})
LAST_DAY = COUNTRY.report({"A": 1}, period=(None, date(2024, 12, 31)))
ONE_DATE = COUNTRY.report({"A": 1}, period=(date(2024, 1, 1), None))
# Held when they came in, for nothing but their period.
REVERSED = COUNTRY.report({"A": 1}, period=YEAR[::-1], hold_code="period_reversed")
NO_DATE = COUNTRY.report(
    {"A": 1}, period_start_text="đầu năm", hold_code="period_unreadable"
)
NO_SUCH_DAY = COUNTRY.report(
    {"A": 1},
    period=(None, date(2024, 12, 31)),
    period_start_text="31/02/2024",
    hold_code="period_unreadable",
)
# 1 December 2023 is 31 days before 1 January 2024
SHIFTED = COUNTRY.report({"A": 1}, period=(date(2023, 12, 1), date(2024, 11, 30)))
SHIFTED_TOO_FAR = COUNTRY.report(
    {"A": 1}, period=(date(2023, 11, 30), date(2024, 12, 31))
)
# 29 November is 32 days before 31 December
ENDS_TOO_EARLY = COUNTRY.report({"A": 1}, period=(date(2024, 1, 1), date(2024, 11, 29)))
HALF_YEAR = COUNTRY.report({"A": 1}, period=(date(2024, 1, 1), date(2024, 6, 30)))
SILENT = COUNTRY.locality()


@pytest.mark.parametrize(
    ("report", "verdict", "severity"),
    [
        (NINE_OF_TWELVE, "fail", "soft"),
        (COURSES_BLANK, "cannot_tell", "hard"),
        (PEOPLE_WITHOUT_COURSE, "fail", "hard"),
        (AS_MANY, "consistent", "hard"),
        (FEWER_CUSTOMARILY, "soft_gap", "soft"),
        (SILENT, "not_asked", "hard"),
    ],
)
def test_participants_need_courses_and_are_no_fewer(
    report: str, verdict: str, severity: str
) -> None:
    row = COUNTRY.row(report, "PAIR:participants-courses")
    assert (row["verdict"], row["severity"]) == (verdict, severity)


@pytest.mark.parametrize(
    ("report", "verdict", "severity"),
    [
        (FINES_WITHOUT_CASE, "fail", "hard"),
        (CASES_WITHOUT_FINE, "fail", "soft"),
        (NEITHER, "consistent", "hard"),
        (PERHAPS_NO_CASE, "consistent", "hard"),
        (CASES_UNKNOWN, "cannot_tell", "hard"),
    ],
)
def test_fines_need_cases_and_cases_softly_need_fines(
    report: str, verdict: str, severity: str
) -> None:
    row = COUNTRY.row(report, "PAIR:fines-cases")
    assert (row["verdict"], row["severity"]) == (verdict, severity)


def test_a_unit_that_nothing_could_be_compared_with_is_not_said_to_be_right() -> None:
    row = COUNTRY.row(AS_MANY, "UNIT:courses_count")
    assert row["verdict"] == "consistent"
    assert "its unit could not be checked" in row["message_en"]
    assert "chưa kiểm tra được đơn vị" in row["message_vi"]


def test_an_of_which_that_does_not_apply_is_not_said_to_be_blank() -> None:
    row = COUNTRY.row(NOT_APPLICABLE, "OFW:B1a")
    assert row["verdict"] == "not_asked"
    assert "“không áp dụng” (không áp dụng)" in row["message_vi"]
    assert "not applicable" in row["message_en"]


def test_a_pair_holds_the_block_that_depends_and_only_its_hard_side_does() -> None:
    assert COUNTRY.block(FINES_WITHOUT_CASE, "fines_vnd")["status"] == "held"
    assert COUNTRY.block(FINES_WITHOUT_CASE, "cases_count")["status"] == "counted"
    assert (
        COUNTRY.block(PEOPLE_WITHOUT_COURSE, "participants_count")["status"] == "held"
    )
    assert COUNTRY.block(NINE_OF_TWELVE, "participants_count")["status"] == "counted"
    assert COUNTRY.block(CASES_WITHOUT_FINE, "fines_vnd")["status"] == "counted"


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (LOWEST_FINE, "consistent"),
        (BELOW_LOWEST, "fail"),
        (HIGHEST_FINE, "consistent"),
        (ABOVE_HIGHEST, "fail"),
        (NEARLY_600, "consistent"),
        (OVER_600, "fail"),
        (MORE_THAN_500, "fail"),
        (CASES_UNKNOWN, "cannot_tell"),
        (NEITHER, "consistent"),
        (SILENT, "not_asked"),
    ],
)
def test_a_fine_per_case_is_plausible(report: str, verdict: str) -> None:
    row = COUNTRY.row(report, "UNIT:fines_vnd")
    assert (row["verdict"], row["severity"]) == (verdict, "soft")


def test_a_fine_per_case_that_is_hedged_is_told_in_its_own_words() -> None:
    row = COUNTRY.row(MORE_THAN_500, "UNIT:fines_vnd")
    assert "ghi “hơn 500” (500.000.000 đồng) cho “1” (1) của B" in row["message_vi"]
    assert "as “hơn 500” (500,000,000 VND) for “1” (1) of B" in row["message_en"]


def test_a_total_a_thousand_times_off_its_failing_sum_is_a_slip_of_unit() -> None:
    assert COUNTRY.verdict(SLIP_TO_SUM, "SUM:C:agency") == "fail"
    row = COUNTRY.row(SLIP_TO_SUM, "UNIT:fines_vnd")
    assert (row["verdict"], row["compared_value"]) == ("fail", 1_250_000_000)
    assert "1,000" in row["message_en"]
    assert "1.000" in row["message_vi"]


def test_the_factor_that_is_told_is_that_of_the_sum_that_is_told() -> None:
    row = COUNTRY.row(SLIP_TO_BOTH_SUMS, "UNIT:cases_count")
    assert row["compared_value"] == 1
    assert "cộng lại 1: chênh nhau khoảng 1.000.000 lần" in row["message_vi"]
    assert "add up to 1: about 1,000,000 times apart" in row["message_en"]


def test_a_slip_is_seen_within_two_percent_and_not_beyond() -> None:
    assert COUNTRY.verdict(TWO_PERCENT_BELOW, "UNIT:documents_count") == "fail"
    assert COUNTRY.verdict(BEYOND_TWO_PERCENT, "UNIT:documents_count") == "consistent"


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (ZEROS, "fail"),
        (FORM_LEFT_BLANK, "fail"),
        (ONE_ABOVE, "consistent"),
        (MORE_THAN_NOTHING, "consistent"),
        (UNREADABLE_ONLY, "cannot_tell"),
        (SILENT, "not_asked"),
    ],
)
def test_a_report_has_something_above_zero(report: str, verdict: str) -> None:
    assert COUNTRY.verdict(report, "EMPTY") == verdict


@pytest.mark.parametrize(
    ("report", "verdict", "severity"),
    [
        (WHOLE_YEAR, "consistent", "hard"),
        (NO_PERIOD, "not_asked", "hard"),
        (ONE_DATE, "cannot_tell", "hard"),
        (SHIFTED, "fail", "soft"),
        (SHIFTED_TOO_FAR, "fail", "hard"),
        (ENDS_TOO_EARLY, "fail", "hard"),
        (HALF_YEAR, "fail", "hard"),
        (REVERSED, "fail", "hard"),
        (NO_DATE, "cannot_tell", "hard"),
        (NO_SUCH_DAY, "cannot_tell", "hard"),
        (SILENT, "not_asked", "hard"),
    ],
)
def test_the_period_is_the_year_or_softly_within_31_days(
    report: str, verdict: str, severity: str
) -> None:
    row = COUNTRY.row(report, "PERIOD")
    assert (row["verdict"], row["severity"]) == (verdict, severity)


def test_a_period_of_which_a_date_is_unreadable_is_not_said_to_lack_one() -> None:
    row = COUNTRY.row(NO_SUCH_DAY, "PERIOD")
    assert "31/02/2024 – 31/12/2024, trong đó có ngày" in row["message_vi"]
    assert "31/02/2024 – 2024-12-31, of which a date cannot" in row["message_en"]


@pytest.mark.parametrize(
    ("report", "vi", "en"),
    [
        (ONE_DATE, "chỉ ghi ngày đầu 01/01/2024.", "Only the start, 2024-01-01, is"),
        (LAST_DAY, "chỉ ghi ngày cuối 31/12/2024.", "Only the end, 2024-12-31, is"),
    ],
)
def test_a_period_with_one_date_names_which_it_is(
    report: str, vi: str, en: str
) -> None:
    row = COUNTRY.row(report, "PERIOD")
    assert row["verdict"] == "cannot_tell"
    assert vi in row["message_vi"]
    assert f"{en} given of the period." in row["message_en"]


def test_another_period_holds_the_whole_submission() -> None:
    held = dict(
        COUNTRY.con.execute("""
            select locality_code, is_admitted
            from intermediate.int_submissions__admitted
        """).fetchall()
    )
    assert not (held[HALF_YEAR] or held[REVERSED] or held[NO_DATE])
    assert held[SHIFTED] and held[ONE_DATE] and held[NO_PERIOD]
    assert COUNTRY.block(HALF_YEAR, "documents_count")["status"] == "missing"
    assert COUNTRY.verdict(HALF_YEAR, "SUM:A:document_type") == "not_asked"
    assert COUNTRY.row(HALF_YEAR, "PERIOD")["submission_id"] is not None


def test_every_verdict_is_told_in_both_languages() -> None:
    told = set()
    for row in rows(COUNTRY.con, "select * from marts.reconciliations"):
        for language in ("vi", "en"):
            message = row[f"message_{language}"]
            assert message, row
            assert not re.search(r"\{\w+\}|…", message), row
        told.add((row["kind"], row["outcome"]))
    assert len(told) > 30


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("reference.rules", "report_year, rule_id"),
        ("marts.reconciliations", "report_year, unit_set, locality_code, rule_id"),
        ("marts.violations", "report_year, unit_set, locality_code, rule_id"),
    ],
)
def test_rows_stand_in_the_same_order_in_every_build(table: str, key: str) -> None:
    con = COUNTRY.con
    stand = con.sql(f"select {key} from {table}").fetchall()
    assert stand == con.sql(f"select {key} from {table} order by {key}").fetchall()

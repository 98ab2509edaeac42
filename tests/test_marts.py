"""Indicators, coverage and lineage of hand-made countries, worked out on paper."""

from decimal import Decimal

from tests.given import rows
from tests.mart_rows import coverage, indicator


def test_annual_indicators_have_the_columns_of_the_contract(five_localities):
    relation = five_localities.sql("select * from marts.annual_indicators")
    assert relation.columns[:15] == [
        *("report_year", "indicator", "breakdown", "member", "unit", "value"),
        *("value_low", "value_high", "held_value", "localities_expected"),
        *("localities_reporting", "localities_held", "localities_missing"),
        *("coverage_share", "is_lower_bound"),
    ]


def test_there_is_a_row_for_every_member_of_the_form_and_the_four_ratios(
    five_localities,
):
    found = rows(
        five_localities,
        "select count(*) as n from marts.annual_indicators where report_year = 2024",
    )
    lines = rows(
        five_localities,
        "select count(*) as n from reference.form_lines where valid_from_year <= 2024",
    )
    assert found[0]["n"] == lines[0]["n"] + 4


def test_a_blank_total_counts_by_its_first_complete_breakdown(five_localities):
    # 2 of Hà Nội, 3 + 2 + 0 + 0 implied by Hồ Chí Minh; Huế has no number yet.
    row = indicator(five_localities, 2024, "documents_count")
    assert row["value"] == 7
    assert (row["value_low"], row["value_high"]) == (7, 7)
    assert coverage(row) == (63, 2, 1, 60)
    (hcm,) = rows(
        five_localities,
        "select value, state, status, submission_id, raw_text"
        " from marts.locality_indicators where locality_code = '79'"
        " and indicator = 'documents_count' and member = 'total'",
    )
    assert hcm == {
        "value": 5,
        "state": "implied",
        "status": "counted",
        "submission_id": "hcm",
        "raw_text": None,
    }


def test_a_held_block_moves_from_value_to_held_value(five_localities):
    # Quảng Ninh writes 9 documents = 4 + 4 + 0 + 0.
    row = indicator(five_localities, 2024, "documents_count")
    assert row["held_value"] == 9
    assert row["localities_held"] == 1
    # Its parts are held with it: resolutions 1 (Hà Nội) + 3 (Hồ Chí Minh), held 4.
    part = indicator(five_localities, 2024, "documents_count", "resolution")
    assert (part["value"], part["held_value"]) == (4, 4)
    # The other blocks of the submission count.
    assert coverage(indicator(five_localities, 2024, "cases_count"))[1:3] == (4, 0)


def test_a_missing_locality_is_never_a_zero(five_localities):
    # 63 expected; Hà Nội, Hồ Chí Minh, Quảng Ninh and Huế give cases.
    row = indicator(five_localities, 2024, "cases_count")
    assert coverage(row) == (63, 4, 0, 59)
    # 4 / 63 = 0.06349206…
    assert row["coverage_share"] == Decimal("0.063492")
    assert row["is_lower_bound"] is True
    (danang,) = rows(
        five_localities,
        "select value, state, status from marts.locality_indicators where"
        " locality_code = '48' and indicator = 'cases_count' and member = 'total'",
    )
    assert danang == {"value": None, "state": "blank", "status": "missing"}


def test_a_zero_is_reported(five_localities):
    row = indicator(five_localities, 2024, "media_items_count")
    assert (row["value"], row["localities_reporting"]) == (0, 1)


def test_what_nobody_reports_is_null(five_localities):
    row = indicator(five_localities, 2024, "budget_vnd")
    assert row["value"] is None
    assert row["value_low"] is None
    assert row["value_high"] is None
    assert row["held_value"] is None
    assert coverage(row) == (63, 0, 0, 63)
    assert row["coverage_share"] == 0


def test_hedged_numbers_add_up_as_written_and_as_intervals(five_localities):
    # Written: 1000 + 3300 + 10 + 5 = 4315. "hơn 3.300" is 3301 to 3399; "ít nhất 5" is
    # 5 or more, so the sum has no upper end. Low: 1000 + 3301 + 10 + 5 = 4316.
    row = indicator(five_localities, 2024, "cases_count")
    assert row["value"] == 4315
    assert row["value_low"] == 4316
    assert row["value_high"] is None
    # "hơn 120" participants alone: 121 to 129.
    people = indicator(five_localities, 2024, "participants_count")
    assert (people["value"], people["value_low"], people["value_high"]) == (
        120,
        121,
        129,
    )

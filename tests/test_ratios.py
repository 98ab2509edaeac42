"""Ratios are taken over localities that count for both terms, from whole numbers."""

from decimal import Decimal

import pytest

from tests import given
from tests.mart_rows import coverage, indicator


def test_a_ratio_is_taken_over_the_localities_that_count_for_both_terms(
    five_localities,
):
    # Fines and cases: Hà Nội 12 000 000 000 / 1000, Huế 60 000 000 / 5. Quảng Ninh and
    # Hồ Chí Minh give no fines. 12 060 000 000 / 1005 = 12 000 000.
    row = indicator(five_localities, 2024, "fine_per_case_vnd")
    assert row["value"] == 12_000_000
    assert coverage(row) == (63, 2, 0, 61)
    assert row["is_lower_bound"] is None
    # Applications: Hồ Chí Minh gives no trademarks; 187 / 200 = 0.935.
    share = indicator(five_localities, 2024, "trademark_share_of_applications")
    assert share["value"] == Decimal("0.935")
    assert coverage(share) == (63, 1, 0, 62)
    # Titles: 5 / 8 = 0.625.
    titles = indicator(five_localities, 2024, "trademark_share_of_titles")
    assert titles["value"] == Decimal("0.625")


def test_the_interval_of_a_ratio_follows_its_terms(five_localities):
    # Participants 121 to 129 over 4 courses; written 120 / 4 = 30.
    row = indicator(five_localities, 2024, "participants_per_course")
    assert (row["value"], row["value_low"], row["value_high"]) == (
        30,
        Decimal("30.25"),
        Decimal("32.25"),
    )
    # Cases of Huế are 5 or more: a fine per case may be as near to zero as one likes.
    fine = indicator(five_localities, 2024, "fine_per_case_vnd")
    assert fine["value_low"] == 0
    assert fine["value_high"] == 12_000_000


def test_a_share_above_the_whole_that_was_accepted_is_not_cut_off():
    sent = given.report("22", 2024, {"N": 5, "N1": 8})
    accepted = given.decision(
        sent.submission.submission_id,
        "SUM:N:ip_right",
        "accept",
        {"N": "5", "N1": "8"},
    )
    con = given.built([sent], [accepted])
    row = indicator(con, 2024, "trademark_share_of_titles")
    con.close()
    ends = row["value"], row["value_low"], row["value_high"]
    assert ends == (Decimal("1.6"),) * 3


@pytest.mark.parametrize(
    ("part", "total", "share"),
    [
        # 1/3 and 2/3 do not end; 5/64 = 0.078125 ends at the sixth decimal.
        (1, 3, "0.333333"),
        (2, 3, "0.666667"),
        (5, 64, "0.078125"),
        # 1/128 = 0.0078125: exactly a half of the sixth decimal goes up.
        (1, 128, "0.007813"),
        # 3/128 = 0.0234375 goes up too: half up, not half to even.
        (3, 128, "0.023438"),
        # 333333.5 millionths less one part in ten million stays below the half.
        (66_666_699, 200_000_000, "0.333333"),
        (66_666_700, 200_000_000, "0.333334"),
    ],
)
def test_ratios_are_rounded_half_up_from_whole_numbers(ratio, part, total, share):
    assert ratio(part, total) == Decimal(share)


@pytest.fixture(scope="module")
def ratio():
    con = given.loaded([])

    def divide(part, total):
        con.execute(
            "create or replace table raw_terms as select"
            " cast(? as decimal(38, 6)) as numerator,"
            " cast(? as decimal(38, 6)) as denominator",
            [part, total],
        )
        return con.sql(f"select {compiled_ratio()} from raw_terms").fetchone()[0]

    yield divide
    con.close()


def compiled_ratio():
    """The macro `ratio_half_up('numerator', 'denominator')` as SQL."""
    import jinja2

    from dagster_project import paths

    source = (paths.DBT_PROJECT / "macros" / "ratios.sql").read_text("utf-8")
    return jinja2.Template(
        source + "{{ ratio_half_up('numerator', 'denominator') }}"
    ).render()


def test_a_negative_ratio_rounds_away_from_zero_and_none_divides_by_zero(ratio):
    assert ratio(-1, 128) == Decimal("-0.007813")
    assert ratio(1, 0) is None
    assert ratio(None, 3) is None
    # 10^18 đồng over 3 cases: no digit is lost to a binary fraction.
    assert ratio(10**18, 3) == Decimal("333333333333333333.333333")

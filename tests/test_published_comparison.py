"""What was published beside what the submissions give.

The country has the national figures of 2023 and 2024 in one locality each, so every
verdict can be worked out from the statement alone.
"""

from decimal import Decimal

import pytest

from tests import given
from tests.given import report, rows

YEAR_2023 = {"B": 3049, "C": 36712}
YEAR_2024 = {
    **{"A": 26, "A1": 4, "A2": 14, "A3": 8, "A9": 0},
    **{"B": 3349, "C": 42030},
    **{"E": 4207, "E1": 3862, "E2": 236, "E3": 109, "E9": 0},
    **{"G": 348, "K": 294, "L": 11037},
    **{"M": 2403, "M1": 2259, "N": 1550, "N1": 1465},
}


@pytest.fixture(scope="module")
def country():
    con = given.built([report("79", 2023, YEAR_2023), report("79", 2024, YEAR_2024)])
    yield con
    con.close()


def compared(con, year, indicator, statement="level", member="total"):
    (row,) = rows(
        con,
        "select * from marts.published_comparison where report_year = ?"
        " and indicator = ? and statement = ? and member = ?",
        year,
        indicator,
        statement,
        member,
    )
    return row


def test_the_columns_come_in_the_order_of_the_contract(country):
    relation = country.sql("select * from marts.published_comparison")
    assert relation.columns[:12] == [
        *("report_year", "indicator", "breakdown", "member", "statement"),
        *("published_text", "published_low", "published_high", "computed_value"),
        *("verdict", "source_url", "note"),
    ]


def test_every_note_is_said_in_vietnamese_too(country):
    found = rows(
        country,
        "select report_year, note, note_vi from marts.published_comparison"
        " where (note is null) != (note_vi is null) or note = note_vi",
    )
    assert found == []


def test_every_statement_has_a_row(country):
    (ours,) = rows(country, "select count(*) as n from marts.published_comparison")
    (seed,) = rows(country, "select count(*) as n from reference.published_statements")
    assert ours == seed


@pytest.mark.parametrize(
    ("year", "verdicts"),
    [
        (2024, {"exact": 12, "consistent": 8, "fail": 1}),
        (2023, {"exact": 1, "consistent": 1, "cannot_tell": 2}),
    ],
)
def test_the_verdicts_of_the_year_are_as_counted(country, year, verdicts):
    found = rows(
        country,
        "select verdict, count(*) as n from marts.published_comparison"
        " where report_year = ? group by verdict",
        year,
    )
    assert {row["verdict"]: row["n"] for row in found} == verdicts


def test_of_years_that_are_not_in_the_warehouse_nothing_can_be_told(country):
    found = rows(
        country,
        "select distinct verdict, computed_value from marts.published_comparison"
        " where report_year < 2023",
    )
    assert found == [{"verdict": "cannot_tell", "computed_value": None}]


def test_the_growth_of_fines_does_not_follow_from_the_year_before(country):
    # 42 030 / 36 712 = 1.144857…: +14.4857 %, not 16.65 to 16.75 %.
    row = compared(country, 2024, "fines_vnd", "growth")
    assert row["verdict"] == "fail"
    assert row["computed_value"] == Decimal("14.485727")
    assert (row["published_low"], row["published_high"]) == (
        Decimal("16.65"),
        Decimal("16.75"),
    )
    assert "36" in row["note"]


def test_an_unhedged_count_is_a_point_and_a_growth_half_its_precision_wide(country):
    documents = compared(country, 2024, "documents_count")
    assert (documents["published_low"], documents["published_high"]) == (26, 26)
    # 3349 / 3049 = +9.8393 %, within 9.5 to 10.5 %.
    growth = compared(country, 2024, "cases_count", "growth")
    assert growth["computed_value"] == Decimal("9.839292")
    assert (growth["published_low"], growth["published_high"]) == (
        Decimal("9.5"),
        Decimal("10.5"),
    )


def test_a_hedge_gives_the_ends_of_its_customary_reading(country):
    cases = compared(country, 2024, "cases_count")
    assert (cases["published_low"], cases["published_high"]) == (3301, 3399)
    more = compared(country, 2024, "fines_vnd", "change")
    # "nearly 6 billion" is [5, 6) billion; 42.030 - 36.712 = 5.318 billion.
    assert (more["published_low"], more["published_high"]) == (5 * 10**9, 6 * 10**9)
    assert more["computed_value"] == 5_318_000_000
    assert more["verdict"] == "consistent"


def test_a_share_is_in_percent(country):
    # 2259 / 2403 = 94.00749…; published 94 %, that is 93.5 to 94.5.
    row = compared(country, 2024, "applications_count", "share", "trademark")
    assert row["computed_value"] == Decimal("94.007491")
    assert row["verdict"] == "consistent"


def test_a_ratio_published_as_an_increase_is_named_from_the_published_series(country):
    # 3049 / 1430 = 213.2 %; 36.7 / 18 = 203.9 %: both published as increases.
    cases = compared(country, 2023, "cases_count", "growth")
    assert cases["verdict"] == "cannot_tell"
    assert "ratio published as an increase" in cases["note"]
    assert "213.2 %" in cases["note"]
    assert "113.2 %" in cases["note"]
    assert "definition" in cases["note"]
    fines = compared(country, 2023, "fines_vnd", "growth")
    assert "ratio published as an increase" in fines["note"]
    assert "203.9 %" in fines["note"]


def test_where_no_confusion_fits_the_published_series_still_gives_its_growth(country):
    # 2445 / 3293 = -25.75 %: no reading of it is -32 %.
    row = compared(country, 2020, "cases_count", "growth")
    assert "ratio" not in row["note"]
    assert "−25.8 %" in row["note"]


def test_a_fall_to_the_published_percentage_is_no_ratio_published_as_growth():
    # A tenth has come in so far: 305 / 3049 = 10.0 %, and published is +10 %.
    con = given.built([report("79", 2023, YEAR_2023), report("79", 2024, {"B": 305})])
    row = compared(con, 2024, "cases_count", "growth")
    con.close()
    assert row["verdict"] == "fail"
    assert (row["note"], row["note_vi"]) == (None, None)


@pytest.mark.parametrize(
    ("hedge", "value", "precision", "cases", "verdict"),
    [
        # More than 3,300 customarily ends at 3,399; 3,400 is still more than 3,300.
        ("more_than", 3300, 100, 3300, "fail"),
        ("more_than", 3300, 100, 3399, "consistent"),
        ("more_than", 3300, 100, 3400, "soft_gap"),
        # Nearly 4,000 begins at 3,000 customarily, at 0 in the widest reading.
        ("nearly", 4000, 1000, 3000, "consistent"),
        ("nearly", 4000, 1000, 2999, "soft_gap"),
        ("nearly", 4000, 1000, 4000, "fail"),
        # About 300: 250 to 350, at the widest 200 to 400.
        ("about", 300, 100, 350, "consistent"),
        ("about", 300, 100, 351, "soft_gap"),
        ("about", 300, 100, 401, "fail"),
        ("at_least", 50, 10, 50, "consistent"),
        ("at_least", 50, 10, 49, "fail"),
        ("up_to", 50, 10, 50, "consistent"),
        ("up_to", 50, 10, 51, "fail"),
        # An unhedged 3,300 read to the hundred: 3,250 to 3,350, closed.
        ("none", 3300, 100, 3350, "consistent"),
        ("none", 3300, 100, 3351, "fail"),
        ("none", 3300, 1, 3300, "exact"),
        ("none", 3300, 1, 3301, "fail"),
    ],
)
def test_a_statement_is_read_with_its_hedge(
    country, hedge, value, precision, cases, verdict
):
    country.execute("begin")
    country.execute(
        "update reference.published_statements set hedge = ?, value = ?, precision = ?"
        " where report_year = 2024 and indicator = 'cases_count'"
        " and statement = 'level'",
        [hedge, value, precision],
    )
    country.execute(
        "update marts.annual_indicators set value = $1, value_low = $1, value_high = $1"
        " where report_year = 2024 and indicator = 'cases_count' and member = 'total'",
        [cases],
    )
    given.replay.build_models(country, {"published_statements", "published_comparison"})
    row = compared(country, 2024, "cases_count")
    country.execute("rollback")
    assert row["verdict"] == verdict


def test_marts_published_statements_keep_text_source_and_reading(country):
    (row,) = rows(
        country,
        "select published_text, source_url, low, low_is_open, high, high_is_open,"
        " widest_low, widest_high from marts.published_statements"
        " where report_year = 2024 and indicator = 'fines_vnd' and statement = 'level'",
    )
    assert row.pop("source_url").startswith("https://")
    # Money keeps open ends: more than 42 billion is (42, 43) billion, at the widest
    # everything above 42.
    assert row == {
        "published_text": "over 42 billion VND",
        "low": 42 * 10**9,
        "low_is_open": True,
        "high": 43 * 10**9,
        "high_is_open": True,
        "widest_low": 42 * 10**9,
        "widest_high": None,
    }


@pytest.mark.parametrize("written", ["2.500.000.000", "36.712.000.000", "9" * 24])
def test_a_slip_of_the_unit_in_one_report_stops_no_comparison(written):
    """Dong where million dong are asked for: UNIT asks, and every table stands."""
    con = given.built(
        [
            report("79", 2023, {"B": 3049, "C": written, "N": written, "N1": written}),
            report("22", 2023, {"N": written, "N1": written}),
            report("79", 2024, {"B": 3349, "C": 42030}),
        ]
    )
    level = compared(con, 2023, "fines_vnd")
    # "Over 36.7 billion" is met by whatever is more, in the widest reading alone.
    assert level["verdict"] == ("soft_gap" if len(written) < 24 else "cannot_tell")
    con.close()

"""One published statement beside figures of ours, worked out by hand."""

import pytest

from tests import given
from tests.given import report, rows


def with_statement(reports, **changed):
    """A country with the first statement of 2024 replaced."""
    con = given.loaded(reports)
    con.execute("delete from reference.published_statements")
    values = {
        "report_year": 2024,
        "indicator": "cases_count",
        "breakdown": "total",
        "member": "total",
        "statement": "level",
        "published_text": "text",
        "hedge": "none",
        "value": 100,
        "precision": 1,
        "unit": "cases",
        "scope": "industrial_property",
        "source_url": "https://example.org",
        "note": None,
        "note_vi": None,
    } | changed
    con.execute(
        f"insert into reference.published_statements values"
        f" ({', '.join('?' * len(values))})",
        list(values.values()),
    )
    given.replay.build_models(con)
    (row,) = rows(con, "select * from marts.published_comparison")
    con.close()
    return row


GROWN = [report("79", 2023, {"B": 1430}), report("79", 2024, {"B": 3049})]


def test_the_confusion_is_named_from_our_own_figures_where_the_base_is_here():
    row = with_statement(GROWN, statement="growth", value=213, unit="percent")
    assert row["verdict"] == "fail"
    assert row["note"].startswith("ratio published as an increase")
    assert "published figures" not in row["note"]
    assert "213,2 %" in row["note_vi"]


def coverage(row):
    """Reporting and expected localities of the year, and of the year before."""
    return [
        (row["localities_reporting"], row["localities_expected"]),
        (row["previous_localities_reporting"], row["previous_localities_expected"]),
    ]


NOT_COMPUTED = (None, None)


def test_a_computed_level_says_whom_it_covers():
    reports = [report("79", 2024, {"B": 60}), report("22", 2024, {"B": 40})]
    row = with_statement([*reports, report("01", 2024, {"A": 1})])
    assert row["verdict"] == "exact"
    assert coverage(row) == [(2, 63), NOT_COMPUTED]


def test_a_computed_growth_says_whom_it_covers_in_both_years():
    row = with_statement(
        [*GROWN, report("22", 2024, {"B": 1})], statement="growth", unit="percent"
    )
    assert coverage(row) == [(2, 63), (1, 63)]


def test_a_computed_share_says_who_gave_both_terms():
    row = with_statement(
        [report("79", 2024, {"B": 4, "B1": 1}), report("22", 2024, {"B": 9})],
        statement="share",
        breakdown="ip_right",
        member="trademark",
        value=25,
        unit="percent",
    )
    assert row["computed_value"] == 25
    assert coverage(row) == [(1, 63), NOT_COMPUTED]


def test_what_is_not_computed_covers_nobody():
    row = with_statement([report("79", 2024, {"B": 1})], report_year=2019)
    assert row["verdict"] == "cannot_tell"
    assert coverage(row) == [NOT_COMPUTED, NOT_COMPUTED]


@pytest.mark.parametrize(
    ("previous", "verdict"),
    [
        # 1105 / 1000 is +10.5 % exactly, the closed end of "10 %" (9.5 to 10.5);
        # 1105 / 999.99… is beyond it, though both round to 10.50.
        (1000, "consistent"),
        (999, "fail"),
    ],
)
def test_growth_is_compared_before_it_is_rounded(previous, verdict):
    row = with_statement(
        [report("79", 2023, {"B": previous}), report("79", 2024, {"B": 1105})],
        statement="growth",
        value=10,
        unit="percent",
    )
    assert row["verdict"] == verdict


def test_a_hedged_total_of_ours_is_never_exact():
    row = with_statement([report("79", 2024, {"B": "hơn 3.300"})], value=3300)
    assert row["verdict"] == "consistent"


def test_hedges_that_read_as_one_number_or_cancel_out_are_never_exact():
    # "khoảng 7" is [7, 7] customarily; "hơn 4" is 5 and "gần 4" is 3, 8 together.
    of_one = with_statement([report("79", 2024, {"B": "khoảng 7"})], value=7)
    of_two = with_statement(
        [report("79", 2024, {"B": "hơn 4"}), report("01", 2024, {"B": "gần 4"})],
        value=8,
    )
    implied = with_statement(
        [report("79", 2024, {"A1": "khoảng 7", "A2": 0, "A3": 0, "A9": 0})],
        indicator="documents_count",
        value=7,
        unit="documents",
    )
    for row in (of_one, of_two, implied):
        assert row["verdict"] == "consistent"


def test_a_blank_total_of_plain_parts_may_be_exact():
    row = with_statement(
        [report("79", 2024, {"A1": 7, "A2": 0, "A3": 0, "A9": "không áp dụng"})],
        indicator="documents_count",
        value=7,
        unit="documents",
    )
    assert row["verdict"] == "exact"


def test_another_scope_cannot_be_compared():
    row = with_statement(
        [report("79", 2024, {"B": 100})], scope="trademark_only", value=100
    )
    assert row["verdict"] == "cannot_tell"


def test_a_change_against_a_hedged_number_is_never_exact():
    of_a_point, of_a_hedge = (
        with_statement(
            [report("79", 2023, {"B": base}), report("79", 2024, {"B": 150})],
            statement="change",
            value=50,
        )
        for base in (100, "hơn 100")
    )
    assert (of_a_hedge["verdict"], of_a_hedge["computed_value"]) == ("consistent", 50)
    assert of_a_point["verdict"] in ("exact", "consistent")

"""Growth on paper: the headline, the panel, who entered and who left, and the ground
that a territory stands on.

Every country here is a handful of localities of the 63 (2023, 2024) and of the 34
(2025); the others are missing.
"""

from decimal import Decimal

import pytest

from tests import given
from tests.given import report, rows

CASES = (
    "from marts.indicator_growth where indicator = 'cases_count' and member = 'total'"
)


def growth(con, year, indicator="cases_count", member="total"):
    found = rows(
        con,
        "select * from marts.indicator_growth"
        " where report_year = ? and indicator = ? and member = ?",
        year,
        indicator,
        member,
    )
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def two_years():
    """2023: Hà Nội 2850, Quảng Ninh 150 (3,000). 2024: Hà Nội 2950, Hồ Chí Minh 350
    (3,300). Tasks, a stock: 10, then 14 in Hà Nội."""
    con = given.built(
        [
            report("01", 2023, {"B": 2850, "B1": 2000, "G": 10, "K": 0}),
            report("22", 2023, {"B": 150}),
            report("01", 2024, {"B": 2950, "B1": 2100, "G": 14, "K": 5}),
            report("79", 2024, {"B": 350}),
        ]
    )
    yield con
    con.close()


def test_3000_to_3300_is_ten_percent_and_like_for_like_three_and_a_half(two_years):
    # +100 in the panel (2850 -> 2950), +350 entered, -150 left: 300 in all.
    # 300 / 3000 = 0.1; 100 / 2850 = 0.0350877… .
    row = growth(two_years, 2024)
    assert row["previous_value"] == 3000
    assert row["value"] == 3300
    assert row["change"] == 300
    assert row["headline_growth_share"] == Decimal("0.100000")
    assert row["panel_localities"] == 1
    assert row["panel_change"] == 100
    assert row["entrants_value"] == 350
    assert row["leavers_value"] == 150
    assert row["like_for_like_growth_share"] == Decimal("0.035088")
    assert row["is_comparable"] is True
    assert "partial base: 1 of 63" in row["note"]


def test_the_columns_come_in_the_order_of_the_contract(two_years):
    names = [
        c[0] for c in two_years.sql("select * from marts.indicator_growth").description
    ]
    assert names[:14] == [
        "report_year",
        "indicator",
        "breakdown",
        "member",
        "previous_value",
        "value",
        "change",
        "headline_growth_share",
        "panel_localities",
        "panel_change",
        "entrants_value",
        "leavers_value",
        "like_for_like_growth_share",
        "is_comparable",
    ]
    assert names[14] == "note"


def test_a_member_has_its_own_growth(two_years):
    # Trademark cases: only Hà Nội gives them, 2000 -> 2100, all of it in the panel.
    row = growth(two_years, 2024, member="trademark")
    assert (row["change"], row["panel_change"]) == (100, 100)
    assert (row["entrants_value"], row["leavers_value"]) == (0, 0)
    assert row["headline_growth_share"] == Decimal("0.05")


def test_a_stock_has_a_difference_and_no_growth(two_years):
    row = growth(two_years, 2024, "tasks_count")
    assert (row["previous_value"], row["value"], row["change"]) == (10, 14, 4)
    assert row["headline_growth_share"] is None
    assert row["like_for_like_growth_share"] is None
    assert row["is_comparable"] is True
    assert "stock" in row["note"]


def test_growth_from_nothing_has_no_share(two_years):
    row = growth(two_years, 2024, "courses_count")
    assert (row["previous_value"], row["value"], row["change"]) == (0, 5, 5)
    assert row["headline_growth_share"] is None
    assert row["like_for_like_growth_share"] is None


def test_growth_from_less_than_nothing_has_no_share():
    # -5 was accepted; 2 is 7 more, and no fall by 140 %.
    before = report("01", 2023, {"B": -5})
    accepted = given.decision(before.submission.submission_id, "CELL:B", "accept")
    con = given.built([before, report("01", 2024, {"B": 2})], [accepted])
    row = growth(con, 2024)
    assert (row["previous_value"], row["change"], row["panel_change"]) == (-5, 7, 7)
    assert row["headline_growth_share"] is None
    assert row["like_for_like_growth_share"] is None
    assert row["is_comparable"] is True


def test_what_nobody_reported_is_unknown_and_not_zero(two_years):
    row = growth(two_years, 2024, "documents_count")
    for column in ("previous_value", "value", "change", "panel_change"):
        assert row[column] is None
    assert row["is_comparable"] is False


def test_the_first_year_has_nothing_to_grow_from(two_years):
    row = growth(two_years, 2023)
    assert row["value"] == 3000
    assert row["previous_value"] is None
    assert row["change"] is None
    assert row["is_comparable"] is False
    assert "no report of 2022" in row["note"]


def test_change_is_panel_plus_entrants_minus_leavers_everywhere(two_years):
    assert not rows(
        two_years,
        "select * from marts.indicator_growth where change is distinct from"
        " panel_change + entrants_value - leavers_value",
    )


def test_an_empty_panel_is_not_comparable():
    # 2023 only Quảng Ninh (150), 2024 only Hồ Chí Minh (350): 350 entered, 150 left.
    con = given.built([report("22", 2023, {"B": 150}), report("79", 2024, {"B": 350})])
    row = growth(con, 2024)
    assert row["change"] == 200
    assert (row["panel_localities"], row["panel_change"]) == (0, 0)
    assert (row["entrants_value"], row["leavers_value"]) == (350, 150)
    assert row["is_comparable"] is False
    assert row["headline_growth_share"] is None
    assert "no locality counted in both years" in row["note"]


def test_there_is_no_growth_across_a_change_of_definition():
    con = given.loaded([report("01", 2023, {"B": 100}), report("01", 2024, {"B": 150})])
    # Let 2023 have counted trademark cases only.
    con.execute(
        "update reference.indicator_scopes set valid_to_year = 2023"
        " where indicator = 'cases_count' and scope = 'trademark_only'"
    )
    con.execute(
        "update reference.indicator_scopes set valid_from_year = 2024"
        " where indicator = 'cases_count' and valid_from_year = 2023"
    )
    given.replay.build_models(con)
    row = growth(con, 2024)
    assert row["change"] == 50
    assert row["is_comparable"] is False
    assert row["headline_growth_share"] is None
    assert row["like_for_like_growth_share"] is None
    assert "scope break" in row["note"]


@pytest.fixture(scope="module")
def over_july_2025():
    """The seven reused codes and moved names are all in here.

    2024 (63): Lào Cai (10) 100, Yên Bái (15) 40; Bắc Giang (24) 30, Bắc Ninh (27) 70;
    Tây Ninh (72) 11, Long An (80) missing; Hà Nội (01) 500. Sum 751.
    2025 (34): Lào Cai (15) 150; Bắc Ninh (24) 90; Tây Ninh (80) 60; Hà Nội (01) 480;
    An Giang (91) 8. Sum 788.
    """
    con = given.built(
        [
            report("10", 2024, {"B": 100}),
            report("15", 2024, {"B": 40}),
            report("24", 2024, {"B": 30}),
            report("27", 2024, {"B": 70}),
            report("72", 2024, {"B": 11}),
            report("01", 2024, {"B": 500}),
            report("15", 2025, {"B": 150}),
            report("24", 2025, {"B": 90}),
            report("80", 2025, {"B": 60}),
            report("01", 2025, {"B": 480}),
            report("91", 2025, {"B": 8}),
        ]
    )
    yield con
    con.close()


def test_over_july_2025_a_territory_is_compared_with_all_it_was_made_of(over_july_2025):
    # Panel: Lào Cai 140 -> 150, Bắc Ninh 100 -> 90, Hà Nội 500 -> 480: 740 -> 720.
    # Tây Ninh is no panel (Long An is missing): 60 entered, 11 left; An Giang's 8
    # entered.
    # 788 - 751 = 37 = -20 + 68 - 11. By code, Lào Cai would be 40 -> 150 and
    # Tây Ninh an entrant alone; by name, Lào Cai 100 -> 150 and Tây Ninh 11 -> 60.
    row = growth(over_july_2025, 2025)
    assert (row["previous_value"], row["value"], row["change"]) == (751, 788, 37)
    assert row["panel_localities"] == 3
    assert row["panel_change"] == -20
    assert row["entrants_value"] == 68
    assert row["leavers_value"] == 11
    # 37 / 751 = 0.04926764…; -20 / 740 = -0.027027… .
    assert row["headline_growth_share"] == Decimal("0.049268")
    assert row["like_for_like_growth_share"] == Decimal("-0.027027")
    assert "3 of 34" in row["note"]


@pytest.mark.parametrize("key", ["locality_code", "locality_name_vi"])
def test_a_join_on_code_or_on_name_alone_gives_another_panel(over_july_2025, key):
    naive = rows(
        over_july_2025,
        f"""
        select count(*) as localities, sum(later.value - earlier.value) as change
        from marts.locality_indicators as later
        inner join marts.locality_indicators as earlier
            on later.{key} = earlier.{key}
            and later.report_year = earlier.report_year + 1
            and later.indicator = earlier.indicator
            and later.member = earlier.member
        where later.report_year = 2025 and later.indicator = 'cases_count'
            and later.member = 'total'
            and later.value is not null and earlier.value is not null
        """,
    )[0]
    row = growth(over_july_2025, 2025)
    assert naive["change"] != row["panel_change"]


def test_a_line_that_is_new_in_the_form_has_no_growth():
    # EC1 is asked since 2025.
    con = given.built(
        [report("01", 2024, {"E": 9}), report("01", 2025, {"E": 9, "EC1": 4, "EC2": 5})]
    )
    row = growth(con, 2025, "advised_count", "individual")
    assert row["value"] == 4
    assert row["previous_value"] is None
    assert row["change"] is None
    assert row["is_comparable"] is False


def test_a_held_block_leaves_the_panel():
    # 2024 Hà Nội: 60 = 61 fails, held. The panel is Quảng Ninh alone, 10 -> 12.
    con = given.built(
        [
            report("01", 2023, {"B": 50}),
            report("22", 2023, {"B": 10}),
            report("01", 2024, {"B": 60, "B1": 61}),
            report("22", 2024, {"B": 12}),
        ]
    )
    row = growth(con, 2024)
    assert (row["previous_value"], row["value"]) == (60, 12)
    assert (row["panel_change"], row["leavers_value"]) == (2, 50)

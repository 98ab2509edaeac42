"""History on the map of 1 July 2025: territories by date, never by code or name."""

from decimal import Decimal

import pytest

from tests import given
from tests.given import report, rows


def restated(con, year, code, indicator="cases_count"):
    return rows(
        con,
        "select * from marts.restated_indicators where report_year = ?"
        " and locality_code = ? and indicator = ? and member = 'total'",
        year,
        code,
        indicator,
    )


@pytest.fixture(scope="module")
def country():
    """2023: Lào Cai (10) 5, Yên Bái (15) 3, Đồng Nai (75) 20, Bình Phước (70) 1.
    2024: Yên Bái (15) 4 (Lào Cai missing), Quảng Bình (44) 6, Quảng Trị (45) 7,
    Phú Thọ (25) 30 of Hòa Bình (17), Phú Thọ and Vĩnh Phúc (26), Hà Nội (01) 100.
    2025: Lào Cai (15) 12, Hà Nội (01) 90.
    """
    con = given.built(
        [
            report("10", 2023, {"B": 5}),
            report("15", 2023, {"B": 3}),
            report("75", 2023, {"B": 20}),
            report("70", 2023, {"B": 1}),
            report("15", 2024, {"B": 4}),
            report("44", 2024, {"B": 6}),
            report("45", 2024, {"B": 7}),
            report("25", 2024, {"B": 30}),
            report("01", 2024, {"B": 100, "B1": "60"}),
            report("15", 2025, {"B": 12}),
            report("01", 2025, {"B": 90}),
        ]
    )
    yield con
    con.close()


def test_lao_cai_of_2023_is_lao_cai_and_yen_bai(country):
    # 5 + 3; by code alone it would be Yên Bái's 3, by name alone Lào Cai's 5.
    (row,) = restated(country, 2023, "15")
    assert row["value"] == 8
    assert row["completeness"] == "exact"
    assert row["missing_territories"] is None


def test_lao_cai_of_2024_says_that_lao_cai_is_missing(country):
    (row,) = restated(country, 2024, "15")
    assert row["value"] == 4
    assert row["completeness"] == "partial"
    assert row["missing_territories"] == "63:10"


def test_missing_territories_are_named_in_order(country):
    (row,) = restated(country, 2024, "25")
    assert row["value"] == 30
    assert row["missing_territories"] == "63:17|63:26"


def test_quang_tri_of_2024_stands_under_its_new_code(country):
    # Quảng Bình 6 (its code is Quảng Trị's now) + Quảng Trị 7 (code 45 is gone).
    (row,) = restated(country, 2024, "44")
    assert row["value"] == 13
    assert restated(country, 2024, "45") == []


def test_a_year_of_the_new_map_stays_as_it_is(country):
    (row,) = restated(country, 2025, "15")
    assert (row["value"], row["completeness"]) == (12, "exact")


def test_where_nothing_counted_there_is_no_row(country):
    assert restated(country, 2024, "79") == []
    assert restated(country, 2024, "01", "documents_count") == []


def test_the_country_is_the_same_under_every_map(country):
    assert not rows(
        country,
        """
        select report_year, indicator, breakdown, member, annual.value,
            sum(restated.value)
        from marts.annual_indicators as annual
        left join marts.restated_indicators as restated
            using (report_year, indicator, breakdown, member)
        where annual.is_lower_bound is not null
        group by all
        having annual.value is distinct from sum(restated.value)
        """,
    )


@pytest.mark.parametrize("key", ["code", "name_vi"])
def test_restating_by_code_or_by_name_alone_gives_other_figures(country, key):
    naive = rows(
        country,
        f"""
        select later.code, sum(figures.value) as value
        from marts.locality_indicators as figures
        inner join reference.localities as former
            on former.unit_set = figures.unit_set
            and former.code = figures.locality_code
        inner join reference.localities as later
            on later.unit_set = '34' and later.{key} = former.{key}
        where figures.report_year = 2023 and figures.indicator = 'cases_count'
            and figures.member = 'total' and figures.value is not null
        group by all
        """,
    )
    ours = rows(
        country,
        "select locality_code as code, value from marts.restated_indicators"
        " where report_year = 2023 and indicator = 'cases_count' and member = 'total'",
    )
    # Lào Cai 8, Đồng Nai 21: both naive joins lose or misplace a figure.
    assert {r["code"]: r["value"] for r in ours} == {"15": 8, "75": 21}
    assert {r["code"]: r["value"] for r in naive} != {"15": 8, "75": 21}


def test_every_former_territory_has_one_image_on_the_new_map(country):
    images = rows(
        country,
        """
        select former_unit_set, former_locality_code,
            count(*) filter (
                where valid_from <= date '2025-07-01'
                    and coalesce(valid_to, date '9999-12-31') >= date '2025-07-01'
            ) as images
        from intermediate.int_territories__succeeded
        group by all
        """,
    )
    assert len(images) == 63 + 34
    assert {row["images"] for row in images} == {1}


def test_the_columns_come_in_the_order_of_the_contract(country):
    relation = country.sql("select * from marts.restated_indicators")
    assert relation.columns[:8] == [
        "report_year",
        "locality_code",
        "indicator",
        "breakdown",
        "member",
        "value",
        "completeness",
        "missing_territories",
    ]


def test_a_figure_held_in_one_predecessor_makes_the_restated_one_partial():
    # Lào Cai's block fails (5 = 6), Yên Bái's 3 counts.
    con = given.built(
        [report("10", 2024, {"B": 5, "B1": 6}), report("15", 2024, {"B": 3})]
    )
    (row,) = restated(con, 2024, "15")
    assert row["value"] == Decimal(3)
    assert row["missing_territories"] == "63:10"

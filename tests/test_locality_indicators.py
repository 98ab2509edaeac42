"""Every figure of a locality traces to the cells that it is made of."""

from tests import given
from tests.given import rows
from tests.mart_rows import PARTS_OF_DOCUMENTS


def test_locality_indicators_have_the_columns_of_the_contract(five_localities):
    relation = five_localities.sql("select * from marts.locality_indicators")
    assert relation.columns[:17] == [
        *("report_year", "unit_set", "locality_code", "locality_name_vi"),
        *("locality_name_en", "indicator", "breakdown", "member", "unit", "value"),
        *("value_low", "value_high", "held_value", "state", "status"),
        "submission_id",
        "line_code",
    ]
    (found,) = rows(
        five_localities, "select count(*) as n from marts.locality_indicators"
    )
    lines = rows(
        five_localities,
        "select count(*) as n from reference.form_lines where valid_from_year <= 2024",
    )
    assert found["n"] == 63 * lines[0]["n"]


def test_the_traced_cells_add_up_to_the_figure(five_localities):
    assert not rows(
        five_localities,
        """
        with traced as (
            select report_year, indicator, breakdown, member,
                sum(value) as value, sum(held_value) as held_value
            from marts.figure_lineage where term = 'sum' group by all
        )
        select * from marts.annual_indicators as annual
        left join traced using (report_year, indicator, breakdown, member)
        where annual.is_lower_bound is not null and (
            annual.value is distinct from traced.value
            or annual.held_value is distinct from traced.held_value)
        """,
    )


def test_an_implied_total_traces_to_the_parts_that_imply_it(five_localities):
    found = rows(
        five_localities,
        "select line_code, value, is_implied, raw_text, address, original_name"
        " from marts.figure_lineage where indicator = 'documents_count'"
        " and member = 'total' and locality_code = '79' order by line_code",
    )
    assert [(row["line_code"], row["value"]) for row in found] == [
        ("A1", 3),
        ("A2", 2),
        ("A3", 0),
        ("A9", 0),
    ]
    assert {row["is_implied"] for row in found} == {True}
    assert found[0] | {"value": 3} == {
        "line_code": "A1",
        "value": 3,
        "is_implied": True,
        "raw_text": "3",
        "address": "E4",
        "original_name": "79-2024.xlsx",
    }


def test_a_total_that_cannot_be_read_is_not_implied_by_its_parts():
    sent = given.report("22", 2024, {"A": "unread", **PARTS_OF_DOCUMENTS})
    con = given.built([sent])
    (row,) = rows(
        con,
        "select value, held_value, state, status from marts.locality_indicators where"
        " (indicator, member, locality_code) = ('documents_count', 'total', '22')",
    )
    con.close()
    assert tuple(row.values()) == (None, None, "unreadable", "held")


def test_a_held_cell_is_traced_with_the_rule_that_fails(five_localities):
    (row,) = rows(
        five_localities,
        "select value, held_value, block_status, failing_rules, decision_ids"
        " from marts.figure_lineage where indicator = 'documents_count'"
        " and member = 'total' and locality_code = '22'",
    )
    assert row == {
        "value": None,
        "held_value": 9,
        "block_status": "held",
        "failing_rules": "SUM:A:document_type",
        "decision_ids": None,
    }


def test_a_ratio_traces_to_both_of_its_terms(five_localities):
    found = rows(
        five_localities,
        "select term, locality_code, line_code, value from marts.figure_lineage"
        " where indicator = 'fine_per_case_vnd' order by term, locality_code",
    )
    assert [tuple(row.values()) for row in found] == [
        ("denominator", "01", "B", 1000),
        ("denominator", "46", "B", 5),
        ("numerator", "01", "C", 12_000_000_000),
        ("numerator", "46", "C", 60_000_000),
    ]

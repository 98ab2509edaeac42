"""Facts hold leaves of the blocks that count, and nothing else."""

from decimal import Decimal

import pytest

from tests import given
from tests.given import decision, report, rows

FACTS = {
    "fct_documents": ("document_type", ("documents_count",)),
    "fct_cases": ("ip_right", ("cases_count", "fines_vnd")),
    "fct_cases_by_agency": ("agency", ("cases_count", "fines_vnd")),
    "fct_advice": ("ip_right", ("advised_count",)),
    "fct_advice_by_client": ("client_type", ("advised_count",)),
    "fct_tasks": ("field", ("tasks_count",)),
    "fct_trainings": ("event_type", ("courses_count", "participants_count")),
    "fct_participants_by_audience": ("audience", ("participants_count",)),
    "fct_applications": ("ip_right", ("applications_count", "titles_count")),
    "fct_communications": ("medium", ("media_items_count",)),
    "fct_budgets": ("funding_source", ("budget_vnd",)),
}


@pytest.fixture(scope="module")
def country():
    """Quảng Ninh 2025: every line of the form filled with one case a leaf, so that
    every sum holds; Hà Nội 2025 gives four lines by two submissions; Huế fails."""
    con = given.built(
        [
            report("22", 2025, filled()),
            report("01", 2025, {"B": 9, "B1": 4, "B2": 5}, submission_id="first"),
            # Fines of B1 come later: 36,7 million đồng, written with a decimal comma.
            report("01", 2025, {"C1": "36,7"}, submission_id="second"),
            # 3 + 3 is not 7: the cases are held; the fines of the same file count.
            report(
                "46",
                2025,
                {
                    "B": 7,
                    "B1": 3,
                    "B2": 3,
                    "B3": 0,
                    "B4": 0,
                    "B5": 0,
                    "B6": 0,
                    "B7": 0,
                    "B9": 0,
                    "C1": 2,
                },
            ),
        ]
    )
    yield con
    con.close()


def filled():
    """A report of 2025 in which each leaf is 1 and each total the number of its
    leaves along the longest breakdown; other breakdowns put the rest in their last."""
    con = given.replay.memory()
    lines = rows(con, "select * from reference.form_lines order by line_code")
    breakdowns = {}
    for line in lines:
        if line["kind"] == "part":
            key = (line["total_code"], line["breakdown"])
            breakdowns.setdefault(key, []).append(line["line_code"])
    cells = {}
    for (total, _), codes in breakdowns.items():
        cells[total] = max(cells.get(total, 0), len(codes))
    # At least as many participants as courses, and no more fines than fit the cases.
    for (total, _), codes in breakdowns.items():
        cells.update(dict.fromkeys(codes, 1))
        cells[codes[-1]] += cells[total] - len(codes)
    for line in lines:
        if line["kind"] == "of_which":
            cells[line["line_code"]] = 1
    return cells


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_has_the_columns_of_the_contract(country, fact):
    breakdown, measures = FACTS[fact]
    relation = country.sql(f"select * from facts.{fact}")
    assert relation.columns == [
        "report_year",
        "unit_set",
        "locality_code",
        breakdown,
        *measures,
        "submission_id",
    ]
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    assert {types[measure] for measure in measures} == {"DECIMAL(38,0)"}


@pytest.mark.parametrize("fact", FACTS)
def test_the_leaves_of_a_fact_add_up_to_the_total_indicator(country, fact):
    _, measures = FACTS[fact]
    for measure in measures:
        (summed,) = rows(
            country,
            f"select sum({measure}) as value from facts.{fact}"
            " where locality_code = '22'",
        )
        (total,) = rows(
            country,
            "select value from marts.locality_indicators where locality_code = '22'"
            " and indicator = ? and breakdown = 'total'",
            measure,
        )
        assert summed["value"] == total["value"] > 0


def test_every_leaf_of_the_form_is_in_a_fact(country):
    kept = {
        (measure, breakdown)
        for breakdown, measures in FACTS.values()
        for measure in measures
    }
    leaves = rows(
        country,
        "select distinct measure, breakdown from reference.form_lines"
        " where kind = 'part'",
    )
    assert {(leaf["measure"], leaf["breakdown"]) for leaf in leaves} == kept


def test_two_measures_of_a_member_share_a_row_with_the_latest_submission(country):
    found = rows(
        country,
        "select ip_right, cases_count, fines_vnd, submission_id from facts.fct_cases"
        " where locality_code = '01' order by ip_right",
    )
    assert found == [
        {
            "ip_right": "industrial_design",
            "cases_count": 5,
            "fines_vnd": None,
            "submission_id": "first",
        },
        {
            "ip_right": "trademark",
            "cases_count": 4,
            "fines_vnd": Decimal(36_700_000),
            "submission_id": "second",
        },
    ]


def test_a_held_measure_is_null_beside_a_counted_one(country):
    found = rows(
        country,
        "select ip_right, cases_count, fines_vnd from facts.fct_cases"
        " where locality_code = '46'",
    )
    assert found == [
        {"ip_right": "trademark", "cases_count": None, "fines_vnd": Decimal(2_000_000)}
    ]


def test_an_of_which_never_reaches_a_fact(country):
    # Counterfeit marks (B1a) are trademark cases already.
    assert not rows(
        country, "select * from facts.fct_cases where ip_right = 'counterfeit_mark'"
    )


def test_an_absent_member_has_no_row_and_a_zero_has_one():
    con = given.built([report("22", 2024, {"A1": 0, "A2": 3, "A3": None})])
    found = rows(con, "select document_type, documents_count from facts.fct_documents")
    assert found == [
        {"document_type": "resolution", "documents_count": 0},
        {"document_type": "decision", "documents_count": 3},
    ]


def test_an_accepted_block_reaches_the_facts_as_reported():
    cells = {"A": 9, "A1": 4, "A2": 4, "A3": 0, "A9": 0}
    con = given.built(
        [report("22", 2024, cells, submission_id="s")],
        [
            decision(
                "s",
                "SUM:A:document_type",
                "accept",
                {line: str(value) for line, value in cells.items()},
            )
        ],
    )
    (summed,) = rows(con, "select sum(documents_count) as v from facts.fct_documents")
    assert summed["v"] == 8
    (total,) = rows(
        con,
        "select value, status from marts.locality_indicators where locality_code = '22'"
        " and indicator = 'documents_count' and breakdown = 'total'",
    )
    assert (total["value"], total["status"]) == (9, "accepted")

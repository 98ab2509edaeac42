"""The suites come from the form, and their queries judge intervals by the letter."""

from dataclasses import replace

import duckdb
import pytest

from dagster_project.inquiry import replay
from expectations import queries, suites
from expectations.form import form
from tests import given

YEARS = (2023, 2024, 2025)


def _rules(years: tuple[int, ...], severity: str) -> list[str]:
    return [
        rule.rule_id
        for suite in suites.build(form(), years)
        for check in suite.checks
        if check.severity == severity
        for rule in check.rules
    ]


def test_the_second_road_asks_every_hard_rule_of_each_year_once() -> None:
    con = given.loaded([given.report("22", year, {"A": 1}) for year in YEARS])
    replay.build_models(con, up_to=["rules"])
    for year in YEARS:
        listed = con.execute(
            "select rule_id from reference.rules"
            " where severity = 'hard' and report_year = ?",
            [year],
        ).fetchall()
        assert sorted(_rules((year,), "hard")) == sorted(rule for (rule,) in listed)


def test_the_soft_rules_asked_are_those_of_totals_that_are_required() -> None:
    totals = [line.code for line in form().totals()]
    assert sorted(_rules(YEARS, "soft")) == sorted(f"REQ:{code}" for code in totals)


def test_a_total_without_parts_is_required_by_nothing() -> None:
    lone = replace(form().line("A"), code="Q", measure="lone_count")
    longer = replace(form(), all_lines=(*form().all_lines, lone))
    checks = [y for x in suites.build(longer, YEARS) for y in x.checks]
    asked = {rule.rule_id for check in checks for rule in check.rules}
    assert {"CELL:Q"} == {x for x in asked if x.endswith(":Q")}


def test_there_is_one_suite_a_section_and_one_of_the_covers() -> None:
    names = [suite.name for suite in suites.build(form(), YEARS)]
    assert names == [*(section.section for section in form().sections), "submissions"]


def test_a_line_is_judged_only_in_the_years_of_its_form() -> None:
    # women among participants (La) are asked from 2025
    assert "OFW:La" not in _rules((2023, 2024), "hard")
    assert "CELL:La" in _rules((2024, 2025), "hard")


def test_every_rule_says_in_both_languages_what_it_holds() -> None:
    for suite in suites.build(form(), YEARS):
        for check in suite.checks:
            for rule in check.rules:
                assert rule.description_vi.endswith(".")
                assert rule.description_en.endswith(".")
                assert rule.description_vi != rule.description_en


# -- the queries, on cells made by hand


def cell(
    line: str,
    value: str | None,
    state: str = "value",
    *,
    widest: str | None = None,
) -> tuple[object, ...]:
    """A current cell; `widest` such as `(3,5]` or `[3,)`, else the point `value`."""
    text = widest or f"[{value},{value}]"
    low, _, high = text[1:-1].partition(",")
    ends = (low, text[0] == "(", high or None, text[-1] == ")")
    if value is None:
        ends = (None, None, None, None)
    return (2024, "63", "22", line, state, value, *ends, *ends)


def given_cells(*cells: tuple[object, ...]) -> duckdb.DuckDBPyConnection:
    """A database in memory with these cells in the table `cells`."""
    con = duckdb.connect()
    con.execute(
        "create table cells (report_year int, unit_set text, locality_code text,"
        " line_code text, state text, value decimal(38, 6),"
        " low decimal(38, 6), low_is_open bool, high decimal(38, 6), high_is_open bool,"
        " widest_low decimal(38, 6), widest_low_is_open bool,"
        " widest_high decimal(38, 6), widest_high_is_open bool)"
    )
    con.executemany(f"insert into cells values ({', '.join('?' * 14)})", cells)
    return con


def verdict(judged: str, *cells: tuple[object, ...]) -> str:
    """`fails`, `holds`, or `not judged`."""
    con = given_cells(*cells)
    counted = con.execute(queries.counting([judged]).format(batch="cells")).fetchall()
    failing = con.execute(queries.failing(judged).format(batch="cells")).fetchall()
    con.close()
    if not counted:
        assert not failing
        return "not judged"
    assert [count for _, count in counted] == [1]
    return "fails" if failing else "holds"


SUM = queries.sums([queries.Rule("SUM:T:b", "T", {2024: ["P", "Q"]})])
BLANK = cell("Q", None, "blank")


@pytest.mark.parametrize(
    ("expected", "total", "parts"),
    [
        ("holds", cell("T", "5"), [cell("P", "2"), cell("Q", "3")]),
        ("fails", cell("T", "5"), [cell("P", "2"), cell("Q", "2")]),
        ("fails", cell("T", "5"), [cell("P", "2"), cell("Q", "4")]),
        # a blank part can be the 3 that is missing, but not minus 1
        ("holds", cell("T", "5"), [cell("P", "2"), BLANK]),
        ("fails", cell("T", "5"), [cell("P", "6"), BLANK]),
        ("fails", cell("T", "5"), [cell("P", "6"), cell("Q", None, "unreadable")]),
        ("fails", cell("T", "5"), [cell("P", "6"), cell("Q", None, "not_available")]),
        # a part without its row in the table is as missing as a blank one
        ("holds", cell("T", "5"), [cell("P", "2")]),
        # not applicable adds nothing and is not missing
        ("holds", cell("T", "5"), [cell("P", "5"), cell("Q", None, "not_applicable")]),
        ("fails", cell("T", "5"), [cell("P", "2"), cell("Q", None, "not_applicable")]),
        # nothing to judge: no total, or no part
        ("not judged", cell("T", None, "blank"), [cell("P", "2"), cell("Q", "2")]),
        ("not judged", cell("T", "5"), [cell("P", None, "dash"), BLANK]),
        # a dash that stands for zero has a number
        ("fails", cell("T", "5"), [cell("P", "2"), cell("Q", "0", "dash")]),
        # ends that touch meet only where both are closed
        ("holds", cell("T", "5"), [cell("P", "2"), cell("Q", "3", widest="[1,3]")]),
        ("fails", cell("T", "5"), [cell("P", "2"), cell("Q", "3", widest="[1,3)")]),
        ("fails", cell("T", "5"), [cell("P", "2"), cell("Q", "3", widest="(3,4]")]),
        ("holds", cell("T", "5"), [cell("P", "2"), cell("Q", "3", widest="(2,)")]),
        ("fails", cell("T", "5", widest="(5,)"), [cell("P", "2"), cell("Q", "3")]),
        ("fails", cell("T", "5", widest="[0,5)"), [cell("P", "2"), cell("Q", "3")]),
        ("holds", cell("T", "4", widest="(4,)"), [cell("P", "2"), cell("Q", "3")]),
        # a negative part takes away
        ("holds", cell("T", "5"), [cell("P", "8"), cell("Q", "-3")]),
    ],
)
def test_a_total_fails_where_it_cannot_meet_its_parts(
    expected: str, total: tuple[object, ...], parts: list[tuple[object, ...]]
) -> None:
    assert verdict(SUM, total, *parts) == expected


@pytest.mark.parametrize(
    ("expected", "line", "parent"),
    [
        ("holds", cell("L", "5"), cell("M", "5")),
        ("fails", cell("L", "6"), cell("M", "5")),
        ("holds", cell("L", "6"), cell("M", "5", widest="(5,)")),
        ("fails", cell("L", "5"), cell("M", "5", widest="[0,5)")),
        ("fails", cell("L", "5", widest="(5,)"), cell("M", "5")),
        ("not judged", cell("L", "6"), cell("M", None, "unreadable")),
        ("not judged", cell("L", None, "blank"), cell("M", "5")),
    ],
)
def test_an_of_which_fails_where_it_must_exceed_its_parent(
    expected: str, line: tuple[object, ...], parent: tuple[object, ...]
) -> None:
    judged = queries.of_which([queries.Rule("OFW:L", "L", {2024: ["M"]})])
    assert verdict(judged, line, parent) == expected


@pytest.mark.parametrize(
    ("expected", "fines", "cases"),
    [
        ("holds", cell("C", "7"), cell("B", "1")),
        ("holds", cell("C", "0", "zero"), cell("B", "0", "zero")),
        ("fails", cell("C", "7"), cell("B", "0", "zero")),
        # nearly 7 may be nothing in the widest reading, more than nothing may not
        ("holds", cell("C", "7", widest="[0,7)"), cell("B", "0", "zero")),
        ("fails", cell("C", "0", widest="(0,)"), cell("B", "0", "zero")),
        ("holds", cell("C", "7"), cell("B", "0", widest="[0,)")),
        ("not judged", cell("C", "7"), cell("B", None, "blank")),
    ],
)
def test_fines_without_cases_fail_where_that_is_certain(
    expected: str, fines: tuple[object, ...], cases: tuple[object, ...]
) -> None:
    judged = queries.only_with([queries.Rule("PAIR:fines-cases", "C", {2024: ["B"]})])
    assert verdict(judged, fines, cases) == expected


@pytest.mark.parametrize(
    ("expected", "given_cell"),
    [
        ("holds", cell("A", "5")),
        ("holds", cell("A", "0", "zero")),
        ("holds", cell("A", None, "not_available")),
        ("fails", cell("A", None, "unreadable")),
        ("fails", cell("A", "-3")),
        ("fails", cell("A", "12.5")),
        ("holds", cell("M", "12.5")),
        ("fails", cell("M", "-12.5")),
        ("not judged", cell("A", None, "blank")),
        ("not judged", cell("A", None, "dash")),
        ("not judged", cell("X", "-3")),
    ],
)
def test_a_cell_is_readable_not_negative_and_whole_where_it_counts(
    expected: str, given_cell: tuple[object, ...]
) -> None:
    assert verdict(queries.cells({2024: ["A", "M"]}, ["A"]), given_cell) == expected


@pytest.mark.parametrize(
    ("expected", "cells"),
    [
        ("holds", [cell("T", "5"), cell("P", "5")]),
        ("fails", [cell("T", "5"), cell("P", None, "blank")]),
        ("fails", [cell("T", None, "dash"), cell("P", "5")]),
        ("holds", [cell("T", None, "not_available"), cell("P", "5")]),
        ("not judged", [cell("T", None, "blank"), cell("P", None, "blank")]),
        ("not judged", [cell("T", None, "not_applicable"), cell("P", None, "blank")]),
        ("holds", [cell("T", None, "not_applicable"), cell("P", "5")]),
    ],
)
def test_a_total_is_given_where_its_parts_are(
    expected: str, cells: list[tuple[object, ...]]
) -> None:
    judged = queries.required([queries.Rule("REQ:T", "T", {2024: ["P"]})])
    assert verdict(judged, *cells) == expected


def test_a_comparison_that_came_out_as_null_is_no_pass() -> None:
    number_without_ends = (*cell("M", "5")[:6], *cell("M", None)[6:])
    judged = queries.of_which([queries.Rule("OFW:M", "M", {2024: ["L"]})])
    assert verdict(judged, number_without_ends, cell("L", "9")) == "fails"


def test_years_of_another_form_are_judged_by_their_own_lines() -> None:
    parts = {2024: ["P"], 2025: ["P", "Q"]}
    judged = queries.sums([queries.Rule("SUM:T:b", "T", parts)])
    # Q is not in the form of 2024: it cannot be the missing 1
    cells = [cell("T", "3"), cell("P", "2"), cell("Q", "1")]
    assert verdict(judged, *cells) == "fails"
    assert verdict(judged, *((2025, *row[1:]) for row in cells)) == "holds"


def test_rules_that_share_a_line_are_judged_each_by_its_own() -> None:
    by_kind = queries.Rule("SUM:T:kind", "T", {2024: ["P", "Q"]})
    by_right = queries.Rule("SUM:T:right", "T", {2024: ["Q", "R"]})
    judged = queries.sums([by_kind, by_right])
    cells = [cell("T", "5"), cell("P", "2"), cell("Q", "3"), cell("R", "1")]
    con = given_cells(*cells)
    failing = con.execute(queries.failing(judged).format(batch="cells")).fetchall()
    counted = con.execute(queries.counting([judged]).format(batch="cells")).fetchall()
    assert [(row[3], row[4]) for row in failing] == [("SUM:T:right", "5.000000")]
    assert sorted(counted) == [("SUM:T:kind", 1), ("SUM:T:right", 1)]


def test_a_rule_of_which_no_year_has_other_lines_judges_nothing() -> None:
    judged = queries.sums([queries.Rule("SUM:T:b", "T", {2024: []})])
    assert verdict(judged, cell("T", "5")) == "not judged"

"""What was published when, and why it moved since."""

import functools
from datetime import date

import pytest

from dagster_project.inquiry import replay
from dagster_project.publishing import frozen
from tests import given
from tests.given import decision, report, rows
from tests.vintage import MODELS, YEAR, build, freeze, raw

__all__ = ["raw"]  # a landing zone of its own


def moved(con, indicator="cases_count"):
    """Cause and change of each step of a figure, in order of the steps."""
    return [
        (row["step"], row["cause"], int(row["change"]))
        for row in rows(
            con,
            "select step, cause, change from marts.revisions where indicator = ?"
            " and member = 'total' order by step, cause",
            indicator,
        )
    ]


def test_a_vintage_says_what_was_published_whatever_came_since(raw):
    first = [report("01", YEAR, {"B": 10}), report("22", YEAR, {"B": 5})]
    folder = freeze(build(first))
    con = build([*first, report("24", YEAR, {"B": 7})])
    (row,) = rows(
        con,
        "select vintage_id, value, localities_reporting, localities_expected, note"
        " from marts.vintages where indicator = 'cases_count' and member = 'total'",
    )
    # 10 + 5 of 63 localities; the 7 that came later is not in it.
    assert row == {
        "vintage_id": folder.name,
        "value": 15,
        "localities_reporting": 2,
        "localities_expected": 63,
        "note": "annual report",
    }


def test_a_report_that_came_later_is_late(raw):
    first = [report("01", YEAR, {"B": 10})]
    freeze(build(first))
    con = build([*first, report("24", YEAR, {"B": 7})])
    assert moved(con) == [(1, "late_report", 7)]
    (row,) = rows(
        con,
        "select localities, localities_en, previous_value, value, to_vintage_id"
        " from marts.revisions where indicator = 'cases_count' and member = 'total'",
    )
    assert row == {
        "localities": 1,
        "localities_en": "Bac Giang",
        "previous_value": 10,
        "value": 17,
        "to_vintage_id": None,
    }


def test_a_later_submission_of_a_locality_that_was_there_is_a_correction(raw):
    first = [report("01", YEAR, {"B": 10, "E": 4})]
    freeze(build(first))
    con = build([*first, report("01", YEAR, {"B": 8})])
    assert moved(con) == [(1, "correction", -2)]
    assert moved(con, "advised_count") == []


def test_a_section_that_came_later_is_late(raw):
    first = [report("01", YEAR, {"B": 10})]
    freeze(build(first))
    con = build([*first, report("01", YEAR, {"E": 4})])
    assert moved(con, "advised_count") == [(1, "late_report", 4)]


def test_what_a_steward_accepts_is_a_decision(raw):
    cells = {"B": 10, "B1": 4}
    held = [report("01", YEAR, {"B": 3}), report("22", YEAR, cells, submission_id="s")]
    # 10 is not 4 and seven blanks? It may be; 4 parts above a total of 3 are not.
    held[1] = report("22", YEAR, {"B": 3, "B1": 4}, submission_id="s")
    freeze(build(held))
    accepted = decision("s", "SUM:B:ip_right", "accept", {"B": "3", "B1": "4"})
    con = build(held, [accepted])
    assert moved(con) == [(1, "decision", 3)]


def test_a_submission_that_is_taken_out_is_a_decision(raw):
    first = [
        report("01", YEAR, {"B": 10}),
        report("01", YEAR, {"B": 90}, submission_id="s"),
    ]
    freeze(build(first))
    con = build(first, [decision("s", "SUBMISSION", "exclude")])
    # The 10 of the first submission returns.
    assert moved(con) == [(1, "decision", -80)]


def test_a_report_that_is_taken_out_for_being_a_copy_is_a_decision(raw):
    first = [report("01", YEAR, {"B": 10}), report("22", YEAR, {"B": 5, "E": 4})]
    first.append(report("24", YEAR, {"B": 5, "E": 4}, submission_id="s"))
    freeze(build(first))
    con = build(first, [decision("s", "COPY", "exclude")])
    assert moved(con) == [(1, "decision", -5)]
    assert moved(con, "advised_count") == [(1, "decision", -4)]


def test_an_assignment_that_is_taken_back_is_a_decision(raw):
    """What it gave to a locality is no longer there, and nobody rewrote the program."""
    assigned = decision("s", "IDENTITY", "assign", locality_code="24", report_year=YEAR)
    first = [report("01", YEAR, {"B": 10})]
    given_by_it = report("24", YEAR, {"B": 5}, submission_id="s")
    freeze(build([*first, given_by_it], [assigned]))
    held = report("24", YEAR, {"B": 5}, submission_id="s", hold_code="not_in_window")
    con = build([*first, held], [assigned, decision("s", "IDENTITY", "revoke")])
    assert moved(con) == [(1, "decision", -5)]
    assert rows(
        con, "select decision, lapse from marts.decisions order by decided_at"
    ) == [
        {"decision": "assign", "lapse": "replaced"},
        {"decision": "revoke", "lapse": "revoked"},
    ]


@pytest.mark.parametrize("year", [None, YEAR - 1])
def test_a_year_whose_only_report_a_steward_gives_to_another_moved_by_a_decision(
    raw, year
):
    assign = functools.partial(decision, "s", "IDENTITY", "assign", locality_code="01")
    first = assign(report_year=YEAR)
    freeze(build([report("01", YEAR, {"B": 10}, submission_id="s")], [first]))
    others = [assign(report_year=year) if year else decision("s", "IDENTITY", "revoke")]
    held = {} if year else {"hold_code": "not_in_window"}
    left = report("01", year, {"B": 10}, unit_set="63", submission_id="s", **held)
    assert moved(build([left], [first, *others])) == [(1, "decision", -10)]


def test_a_half_year_that_a_whole_year_pushes_out_is_the_senders_correction(raw):
    first = [report("01", YEAR, {"B": 10})]
    half = functools.partial(report, "24", YEAR, {"B": 5}, submission_id="s")
    freeze(build([*first, half()]))
    held = half(hold_code="overlapping")
    con = build([*first, held, report("24", YEAR, {"M": 1})])
    assert moved(con) == [(1, "correction", -5)]


def test_a_decision_that_another_replaced_names_its_measure_still(raw):
    sent = [report("01", YEAR, {"B": 10, "B1": 9}, submission_id="s")]
    rules = ["SUM:B:ip_right", "SUM:B:ip_right", "COPY"]
    con = build(sent, [decision("s", rule, "exclude") for rule in rules])
    found = rows(con, "select lapse, indicator from marts.decisions order by all")
    assert [(row["lapse"], row["indicator"]) for row in found] == [
        ("replaced", "cases_count"),
        (None, "cases_count"),
        (None, None),
    ]


def test_a_report_of_another_year_that_is_given_to_this_one_is_a_decision(raw):
    first = [report("01", YEAR, {"B": 10})]
    known = report("24", YEAR - 1, {"B": 5}, submission_id="s")
    freeze(build([*first, known]))
    assigned = decision("s", "IDENTITY", "assign", locality_code="24", report_year=YEAR)
    con = build([*first, report("24", YEAR, {"B": 5}, submission_id="s")], [assigned])
    assert moved(con) == [(1, "decision", 5)]


def test_a_decision_that_ends_is_a_decision(raw):
    cells = {"B": 3, "B1": 4}
    held = [report("22", YEAR, cells, submission_id="s"), report("01", YEAR, {"B": 1})]
    accepted = decision(
        "s",
        "SUM:B:ip_right",
        "accept",
        {"B": "3", "B1": "4"},
        until=date(2026, 3, 1),
    )
    freeze(build(held, [accepted], today=date(2026, 3, 1)))
    con = build(held, [accepted], today=date(2026, 3, 2))
    assert moved(con) == [(1, "decision", -3)]


def test_fines_that_return_when_cases_are_corrected_are_a_correction(raw):
    # Fines without a case are held; the correction gives the cases only.
    first = [report("01", YEAR, {"B": 0, "C": 5})]
    freeze(build(first))
    con = build([*first, report("01", YEAR, {"B": 2})])
    assert moved(con, "fines_vnd") == [(1, "correction", 5_000_000)]


def test_a_rule_or_a_line_that_changed_is_a_definition(raw):
    first = [report("01", YEAR, {"C": 5, "B": 1})]
    freeze(build(first))
    con = given.loaded(first, publications=frozen.read())
    con.execute("update reference.form_lines set scale = 1000 where line_code = 'C'")
    replay.build_models(con, up_to=MODELS)
    assert moved(con, "fines_vnd") == [(1, "definition", 5_000 - 5_000_000)]


def test_another_map_is_a_boundary(raw):
    first = [report("01", YEAR, {"B": 10}), report("22", YEAR, {"B": 5})]
    freeze(build(first))
    con = given.loaded(first, publications=frozen.read())
    con.execute(
        "update reference.localities set valid_to = date '2024-06-30'"
        " where unit_set = '63' and code = '22'"
    )
    replay.build_models(con, up_to=MODELS)
    assert moved(con) == [(1, "boundary", -5)]


def test_the_same_cells_read_otherwise_are_the_code_s(raw):
    first = [report("01", YEAR, {"B": 10})]
    freeze(build(first))
    con = build(first)
    con.execute("update raw.cells set raw_text = '11'")
    replay.build_models(con, up_to=MODELS)
    assert moved(con) == [(1, "code", 1)]


def test_the_same_text_in_another_language_is_the_senders_correction(raw):
    """1,250 million in English is a thousand times 1,250 in Vietnamese."""
    first = [report("01", YEAR, {"B": 1, "C": "1,250"})]
    freeze(build(first))
    con = build([*first, report("01", YEAR, {"C": "1,250"}, language="en")])
    assert moved(con, "fines_vnd") == [(1, "correction", 1_248_750_000)]


def test_each_step_has_its_own_causes(raw):
    first = [report("01", YEAR, {"B": 10})]
    freeze(build(first))
    late = [*first, report("24", YEAR, {"B": 7})]
    freeze(build(late), "2025-09-01")
    con = build([*late, report("24", YEAR, {"B": 6})])
    assert moved(con) == [(1, "late_report", 7), (2, "correction", -1)]


def test_a_figure_that_nobody_had_reported_comes_from_nothing(raw):
    first = [report("01", YEAR, {"B": 10})]
    freeze(build(first))
    con = build([*first, report("22", YEAR, {"K": 3})])
    (row,) = rows(con, "from marts.revisions where indicator = 'courses_count'")
    assert (row["previous_value"], row["value"], row["change"]) == (None, 3, 3)

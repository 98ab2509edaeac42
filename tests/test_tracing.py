"""From any figure to the cells behind it, and the cells add up to it."""

import json
import random

import pytest

from dagster_project.inquiry import replay, tracing
from tests import given
from tests.given import decision, report, rows
from tests.traced import MODELS, YEAR, build

SEED = 1007
LINES = ("A", "A1", "A2", "B", "B1", "BA1", "C", "C1", "E", "K", "L", "La", "M", "M1")


def country(pick):
    """Six localities with random cells, some hedged, blank, unreadable or held."""
    texts = (0, 1, 7, 30, 250, "hơn 40", "-", "x", None)
    return [
        report(
            code,
            YEAR,
            {line: pick.choice(texts) for line in LINES if pick.random() < 0.8}
            | {"N1": pick.randint(0, 9), "N": pick.randint(0, 9), "C2": "1,5"},
        )
        for code in ("01", "02", "04", "22", "24", "79")
    ]


def figures(con):
    return {
        (row["indicator"], row["member"]): row["value"]
        for row in rows(
            con, "select indicator, member, value from marts.annual_indicators"
        )
    }


@given.attempts(3)
def test_the_traced_cells_add_up_to_every_figure(attempt):
    con = build(country(random.Random(SEED + attempt)))
    seen = 0
    for (indicator, member), value in figures(con).items():
        found = tracing.traced(con, indicator, YEAR, member)
        assert (found.value, found.adds_up) == (value, True), (indicator, member)
        seen += len(found.cells)
    assert seen > 50


@given.attempts(3)
def test_a_cell_that_is_not_traced_moves_nothing(attempt):
    pick = random.Random(SEED + attempt)
    con = build(country(pick))
    before = tracing.traced(con, "titles_count", YEAR)
    others = rows(
        con,
        "select submission_id, line_code from raw.cells"
        " where line_code not in ('N', 'N1') order by all",
    )
    other = pick.choice(others)
    con.execute(
        "update raw.cells set raw_text = '3', value_kind = 'number'"
        " where submission_id = ? and line_code = ?",
        [other["submission_id"], other["line_code"]],
    )
    replay.build_models(con, up_to=MODELS)
    after = tracing.traced(con, "titles_count", YEAR)
    assert (after.value, after.traced_value) == (before.value, before.value)


@given.attempts(3)
def test_a_traced_cell_moves_the_figure_by_its_change_and_no_other_figure(attempt):
    pick = random.Random(SEED + attempt)
    con = build(country(pick))
    before = figures(con)
    traced = tracing.traced(con, "titles_count", YEAR, "trademark").cells
    cell = pick.choice([c for c in traced if c.value is not None])
    con.execute(
        "update raw.cells set raw_text = ? where submission_id = ? and line_code = ?",
        [str(int(cell.value) + 5), cell.submission_id, cell.line_code],
    )
    replay.build_models(con, up_to=MODELS)
    after = figures(con)
    # Above a total it is held, and the figure loses the whole of it.
    status = rows(
        con,
        "select status from marts.locality_indicators where indicator = 'titles_count'"
        " and member = 'trademark' and locality_code = ?",
        cell.locality_code,
    )[0]["status"]
    change = 5 if status == "counted" else -cell.value
    moved = after["titles_count", "trademark"] - before["titles_count", "trademark"]
    assert moved == change
    for key, value in before.items():
        if key[0] not in ("titles_count", "trademark_share_of_titles"):
            assert after[key] == value, key


def test_a_held_cell_is_shown_and_not_added():
    con = build([report("01", YEAR, {"A": 3, "A1": 5}), report("22", YEAR, {"A": 4})])
    found = tracing.traced(con, "documents_count", YEAR)
    # 5 resolutions of 3 documents are held; the 4 of the other count.
    assert (found.value, found.traced_value) == (4, 4)
    assert [(c.value, c.held_value, c.block_status) for c in found.cells] == [
        (None, 3, "held"),
        (4, None, "counted"),
    ]
    (failing,) = (v for v in found.cells[0].verdicts if v.verdict == "fail")
    assert (failing.rule_id, failing.status) == ("SUM:A:document_type", "open")


def test_a_decision_is_named_with_who_and_why():
    cells = {"A": 3, "A1": 5}
    accepted = decision(
        "s", "SUM:A:document_type", "accept", {k: str(v) for k, v in cells.items()}
    )
    con = build([report("22", YEAR, cells, submission_id="s")], [accepted])
    (cell,) = tracing.traced(con, "documents_count", YEAR).cells
    assert [(d.decision, d.decided_by, d.reason) for d in cell.decisions] == [
        ("accept", "steward", "confirmed by letter")
    ]


def test_one_locality_is_traced_alone():
    con = build([report("01", YEAR, {"A": 3}), report("22", YEAR, {"A": 4})])
    found = tracing.traced(con, "documents_count", YEAR, locality="1")
    assert (found.locality_code, found.value, len(found.cells)) == ("01", 3, 1)


def test_a_ratio_is_traced_to_both_of_its_terms():
    con = build([report("01", YEAR, {"K": 3, "L": 50}), report("22", YEAR, {"K": 9})])
    found = tracing.traced(con, "participants_per_course", YEAR)
    # 50 / 3; locality 22 gave no participants and is in neither term.
    assert str(found.value) == "16.666667"
    assert found.adds_up
    assert [c.term for c in found.cells] == ["numerator", "denominator"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("case_count", YEAR), "did you mean cases_count"),
        (("cases_count", YEAR, "trademarks"), "did you mean trademark"),
        (("cases_count", 2019), "there is no year “2019”"),
        (("cases_count", YEAR, "total", "hanoi"), "01 Ha Noi"),
    ],
)
def test_an_unknown_name_is_answered_with_close_ones(arguments, words):
    con = build([report("01", YEAR, {"B": 3})])
    with pytest.raises(tracing.TraceError, match=words):
        tracing.traced(con, *arguments)


def test_the_command_traces_the_published_file(bundled):
    printed = bundled.ipw("trace", "documents_count", "--year", "2024")
    assert "it equals the figure, 26." in printed
    printed = bundled.ipw(
        "trace", "cases_count", "--year", "2024", "--locality", "1", "--format", "json"
    )
    found = json.loads(printed)
    assert found["adds_up"] is True
    assert all(cell["locality_code"] == "01" for cell in found["cells"])
    told = {"is_implied", "raw_text", "sheet", "address", "sha256", "verdicts"}
    assert all(told <= cell.keys() for cell in found["cells"])
    assert "did you mean" in bundled.ipw(
        "trace", "document", "--year", "2024", expect=2
    )


def test_figures_of_many_digits_are_added_up_exactly():
    con = build([report("01", YEAR, {"A": "9" * 23}), report("22", YEAR, {"A": "1"})])
    found = tracing.traced(con, "documents_count", YEAR)
    assert found.adds_up
    assert found.value == 10**23


def test_a_figure_with_a_locality_missing_names_it(bundled):
    printed = bundled.ipw("trace", "cases_count", "--year", "2024")
    assert "no report received (8): 06 Bắc Kạn, 12 Lai Châu, 17 Hòa Bình" in printed

"""From a figure to the cells behind it and back."""

import random
from datetime import date

import pytest

from tests import given
from tests.given import decision, report, rows

SEED = 20250701
TRACED = """
    select line_code, submission_id, raw_text, value from marts.figure_lineage
    where report_year = 2024 and indicator = 'documents_count' and member = 'total'
        and value is not null
    order by locality_code, line_code
"""


def value(con):
    (row,) = rows(
        con,
        "select value from marts.annual_indicators where report_year = 2024"
        " and indicator = 'documents_count' and member = 'total'",
    )
    return row["value"]


@pytest.fixture(scope="module")
def country():
    """Documents of twelve localities of 2024: half write a total, half only parts, one
    of them (27) a total that does not add up. Tasks beside them, traced nowhere."""
    pick = random.Random(SEED)
    reports = []
    for code in ("01", "02", "04", "06", "08", "10"):
        reports.append(report(code, 2024, {"A": pick.randint(0, 40), "G": 3}))
    for code in ("11", "12", "14", "15", "17", "19"):
        parts = {line: pick.randint(0, 9) for line in ("A1", "A2", "A3", "A9")}
        reports.append(report(code, 2024, parts | {"G": 2}))
    reports.append(report("27", 2024, {"A": 3, "A1": 5}))
    con = given.built(reports)
    yield con
    con.close()


def test_the_cells_behind_a_figure_add_up_to_it(country):
    traced = rows(country, TRACED)
    # Six totals and six times four parts; the held one is not among them.
    assert len(traced) == 6 + 6 * 4
    assert sum(row["value"] for row in traced) == value(country)


@given.attempts(3)
def test_a_traced_cell_moves_the_figure_by_exactly_its_change(country, attempt):
    pick = random.Random(SEED + attempt)
    cell = pick.choice(rows(country, TRACED))
    before, step = value(country), pick.randint(1, 50)
    changed(country, cell["submission_id"], cell["line_code"], cell["value"] + step)
    assert value(country) == before + step
    changed(country, cell["submission_id"], cell["line_code"], cell["value"])
    assert value(country) == before


def test_no_other_cell_moves_the_figure(country):
    before = value(country)
    (other,) = rows(
        country, "select min(submission_id) as s from raw.cells where line_code = 'G'"
    )
    changed(country, other["s"], "G", 99)
    assert value(country) == before


def changed(con, submission_id, line_code, number):
    con.execute(
        "update raw.cells set raw_text = ? where submission_id = ? and line_code = ?",
        [str(int(number)), submission_id, line_code],
    )
    given.replay.build_models(con)


def test_the_decisions_behind_a_figure_are_named():
    # 9 = 4 + 4 was accepted, and so was a half year for the year.
    cells = {"A": 9, "A1": 4, "A2": 4, "A3": 0, "A9": 0}
    accepted = decision(
        "s", "SUM:A:document_type", "accept", {k: str(v) for k, v in cells.items()}
    )
    period = decision("s", "PERIOD", "accept")
    half = (date(2024, 1, 1), date(2024, 6, 30))
    con = given.built(
        [report("22", 2024, cells, submission_id="s", period=half)], [accepted, period]
    )
    (row,) = rows(
        con,
        "select value, block_status, failing_rules, decision_ids"
        " from marts.figure_lineage where indicator = 'documents_count'"
        " and member = 'total'",
    )
    assert row == {
        "value": 9,
        "block_status": "accepted",
        "failing_rules": "SUM:A:document_type",
        "decision_ids": f"{accepted[0].decision_id},{period[0].decision_id}",
    }


def test_a_figure_names_every_decision_that_its_block_was_settled_by():
    """COPY is about a whole report; an assignment that was taken back about none."""
    excluded = decision("s", "COPY", "exclude")
    given_away = decision("s", "IDENTITY", "assign", locality_code="22")
    taken_back = decision("s", "IDENTITY", "revoke")
    reports = [report("22", 2024, {"A": 5}, submission_id="s")]
    con = given.built(reports, [excluded, given_away, taken_back])
    traced = rows(
        con,
        "select block_status, decision_ids from marts.figure_lineage"
        " where indicator = 'documents_count' and member = 'total'",
    )
    assert traced == [
        {"block_status": "excluded", "decision_ids": excluded[0].decision_id}
    ]

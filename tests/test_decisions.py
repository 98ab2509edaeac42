"""Stewards' decisions on hand-made reports: what they bind to and when they lapse."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.country import Cells, Country

COUNTRY = Country(2024)  # refreshed on 1 March 2026
RULE = "SUM:E:ip_right"
# 117 + 8 + 3 = 128, the total says 130
WRONG: Cells = {"E": 130, "E1": 117, "E2": 8, "E3": 3, "E9": 0}
RIGHT: Cells = {**WRONG, "E": 128}
OTHER_RIGHTS = dict.fromkeys(("B2", "B3", "B4", "B5", "B6", "B7", "B9"), 0)
OTHER_AGENCIES = dict.fromkeys(("BA2", "BA3", "BA4", "BA5", "BA9"), 0)
TWO_WAYS: Cells = OTHER_RIGHTS | OTHER_AGENCIES | {"B1": 30, "BA1": 31}


def story(*steps: tuple[Any, ...], cells: Cells = WRONG) -> str:
    """A locality that sends `cells`, then takes each step: a report or a decision."""
    code = COUNTRY.locality()
    submission_id = COUNTRY.send(code, cells)
    for rule, kind, *rest in steps:
        if kind == "sends":
            COUNTRY.send(code, rule)
        else:
            bound, more = (rest + [cells, {}][len(rest) :])[:2]
            COUNTRY.decide(submission_id, rule, kind, bound, **more)
    return code


def status(code: str, measure: str = "advised_count") -> str:
    return str(COUNTRY.block(code, measure)["status"])


ACCEPTED = story((RULE, "accept"))
BOTH_NEEDED = {**TWO_WAYS, "B": 40}
ONE_OF_TWO = story(("SUM:B:ip_right", "accept"), cells=BOTH_NEEDED)
TWO_OF_TWO = story(
    ("SUM:B:ip_right", "accept"), ("SUM:B:agency", "accept"), cells=BOTH_NEEDED
)
EXCLUDED = story((RULE, "exclude"))
OUTWEIGHED = story(("CELL:E1", "exclude"), (RULE, "accept"))
EXCLUDED_LATER = story((RULE, "accept"), (RULE, "exclude"))
REVOKED = story((RULE, "accept"), (RULE, "revoke"))
ACCEPTED_AGAIN = story((RULE, "accept"), (RULE, "revoke"), (RULE, "accept"))
LAST_DAY = story((RULE, "accept", WRONG, {"until": date(2026, 3, 1)}))
DAY_AFTER = story((RULE, "accept", WRONG, {"until": date(2026, 2, 28)}))
# 128 again, but two cells changed
OTHER_PARTS = story((RULE, "accept"), ({"E1": 116, "E2": 9}, "sends"))
OTHER_STATE = story((RULE, "accept"), ({"E9": "k.a.d"}, "sends"))
# 1.250 million in Vietnamese is 1,250 million, in English one and a quarter
FINES: Cells = {"C": "1.250", "C1": "1.000", "B": 9} | dict.fromkeys(
    ("C2", "C3", "C4", "C5", "C6", "C7", "C9"), 0
)
OTHER_LANGUAGE = COUNTRY.locality()
_sent = COUNTRY.send(OTHER_LANGUAGE, FINES)
COUNTRY.decide(
    _sent,
    "SUM:C:ip_right",
    "accept",
    {code: str(text) for code, text in FINES.items() if code != "B"},
)
COUNTRY.send(OTHER_LANGUAGE, FINES, language="en")
OTHER_BLOCK = story((RULE, "accept"), ({"EC1": 1, "A": 5}, "sends"))
OTHER_SPELLING = story((RULE, "accept"), ({"E": "130", "E1": " 117 "}, "sends"))
OTHER_BLANKS = story((RULE, "accept"), ({"E": 130, "E1": None, "E2": "-"}, "sends"))
# Two texts that nobody can read and that differ behind a NUL only.
BEFORE_A_NUL, BEHIND_A_NUL = ({**WRONG, "E1": f"lạ\x00{end}"} for end in "ab")
OTHER_END = story(("CELL:E1", "accept"), (BEHIND_A_NUL, "sends"), cells=BEFORE_A_NUL)
SAME_END = story(("CELL:E1", "accept"), (BEFORE_A_NUL, "sends"), cells=BEFORE_A_NUL)
TYPED = story((RULE, "accept", {**WRONG, "E": "1.250"}), cells={**WRONG, "E": 1250})
# 128 is known already and the total says 100
INCOMPLETE: Cells = {"E": 100, "E1": 117, "E2": 8, "E3": 3}
NO_NEW_CELL = story((RULE, "accept"), cells=INCOMPLETE)
NEW_CELL = story((RULE, "accept"), ({"E9": 0}, "sends"), cells=INCOMPLETE)
WITH_DASH: Cells = {**WRONG, "E9": "-"}
DASH_NAMED = story((RULE, "accept"), cells={**WITH_DASH, "E3": 30})
DASH_FILLED = story(
    (RULE, "accept"), ({"E9": 1}, "sends"), cells={**WITH_DASH, "E3": 30}
)
OF_ALL: Cells = {**WRONG, "A": 3}
ALL_NAMED = story((RULE, "accept"), ({"A": 4}, "sends"), cells=OF_ALL)
NAMES_NONE = story((RULE, "accept", {}), ({"A": 1}, "sends"))
NAMES_NONE_AND_SENT_AGAIN = story((RULE, "accept", {}), ({"E": 130}, "sends"))
NOTHING_SENT_TWICE = story(
    ("EMPTY", "accept", {}), ({"E": ""}, "sends"), cells={"E": ""}
)
UNBOUND = story((RULE, "accept", None), ({"A": 1}, "sends"))
UNBOUND_AND_SENT_AGAIN = story((RULE, "accept", None), ({"E": 130}, "sends"))
NOT_ASKED = story(("YOY:E", "exclude"))  # of last year there is no report
NOT_ASKED_CHANGED = story(("YOY:E", "exclude"), ({"E1": 118}, "sends"))
NOT_ASKED_REVOKED = story(("YOY:E", "exclude"), ("YOY:E", "revoke"), cells=RIGHT)
WHOLE_REPORT = story(("COPY", "exclude"))
DISAGREEING = story(("SUM:B:agency", "accept"), cells=TWO_WAYS)

SENT_TWICE, TAKEN_OUT, PUT_BACK = (COUNTRY.locality() for _ in range(3))
for _code in (SENT_TWICE, TAKEN_OUT, PUT_BACK):
    COUNTRY.send(_code, WRONG, submission_id=f"first-{_code}")
    _later = COUNTRY.send(_code, {**RIGHT, "A": 7}, submission_id=f"later-{_code}")
    if _code != SENT_TWICE:
        COUNTRY.decide(_later, "SUBMISSION", "exclude")
    if _code == PUT_BACK:
        COUNTRY.decide(_later, "SUBMISSION", "revoke")

EXPLAINED_LAST_YEAR = COUNTRY.locality()
COUNTRY.decide(
    COUNTRY.send(EXPLAINED_LAST_YEAR, WRONG, year=2023), RULE, "accept", WRONG
)
COUNTRY.send(EXPLAINED_LAST_YEAR, WRONG)


def test_an_accepted_failure_counts_as_reported_with_its_explanation() -> None:
    row = COUNTRY.row(ACCEPTED, RULE)
    assert (row["verdict"], row["status"]) == ("fail", "accepted")
    assert (row["explanation"], row["decided_by"]) == ("confirmed by letter", "steward")
    block = COUNTRY.block(ACCEPTED, "advised_count")
    assert (block["status"], block["explanation"]) == (
        "accepted",
        "confirmed by letter",
    )


def test_every_hard_failure_of_a_block_must_be_accepted() -> None:
    assert status(ONE_OF_TWO, "cases_count") == "held"
    assert status(TWO_OF_TWO, "cases_count") == "accepted"


def test_one_exclusion_outweighs_every_acceptance() -> None:
    assert (status(EXCLUDED), COUNTRY.row(EXCLUDED, RULE)["status"]) == (
        "excluded",
        "excluded",
    )
    assert status(OUTWEIGHED) == "excluded"
    assert COUNTRY.row(OUTWEIGHED, RULE)["status"] == "accepted"
    assert status(WHOLE_REPORT) == "excluded"


def test_an_exclusion_by_a_rule_that_is_not_asked_stands_with_its_values() -> None:
    row = COUNTRY.row(NOT_ASKED, "YOY:E")
    assert (row["verdict"], row["decided_by"]) == ("not_asked", "steward")
    assert status(NOT_ASKED) == "excluded"
    assert (status(NOT_ASKED_CHANGED), status(NOT_ASKED_REVOKED)) == ("held", "counted")


def test_the_latest_decision_on_a_rule_stands_and_a_revoked_one_is_gone() -> None:
    assert status(EXCLUDED_LATER) == "excluded"
    assert status(REVOKED) == "held"
    row = COUNTRY.row(REVOKED, RULE)
    assert (row["status"], row["decision_lapse"]) == ("open", "revoked")
    assert (row["explanation"], row["decided_by"]) == (None, None)
    assert status(ACCEPTED_AGAIN) == "accepted"


def test_the_last_day_of_a_decision_is_inclusive() -> None:
    assert status(LAST_DAY) == "accepted"
    assert status(DAY_AFTER) == "held"
    assert COUNTRY.row(DAY_AFTER, RULE)["decision_lapse"] == "expired"


@pytest.mark.parametrize("code", [OTHER_PARTS, OTHER_STATE, NEW_CELL])
def test_a_decision_lapses_when_a_cell_of_its_block_changes(code: str) -> None:
    assert status(code) == "held"
    row = COUNTRY.row(code, RULE)
    assert (row["status"], row["decision_lapse"]) == ("open", "changed")


@pytest.mark.parametrize("code", [OTHER_BLOCK, OTHER_SPELLING, OTHER_BLANKS, TYPED])
def test_other_blocks_and_spellings_and_blanks_change_no_value(code: str) -> None:
    assert status(code) == "accepted"


def test_a_blank_that_stays_blank_changes_nothing() -> None:
    assert status(NO_NEW_CELL) == "accepted"


def test_a_dash_that_a_decision_names_is_a_blank() -> None:
    assert (status(DASH_NAMED), status(DASH_FILLED)) == ("accepted", "held")


def test_what_a_decision_names_of_other_blocks_does_not_bind_it() -> None:
    assert status(ALL_NAMED) == "accepted"


def test_a_decision_without_cells_ends_with_the_next_submission_of_its_block() -> None:
    assert status(UNBOUND) == "accepted"
    assert status(UNBOUND_AND_SENT_AGAIN) == "held"


def test_a_decision_that_names_no_cell_is_one_without_cells() -> None:
    assert status(NAMES_NONE) == "accepted"
    assert status(NAMES_NONE_AND_SENT_AGAIN) == "held"
    assert COUNTRY.row(NOTHING_SENT_TWICE, "EMPTY")["status"] == "accepted"


def test_a_submission_taken_out_gives_its_place_back() -> None:
    assert status(SENT_TWICE) == "counted"
    assert status(TAKEN_OUT) == "held"
    assert COUNTRY.row(TAKEN_OUT, RULE)["submission_id"] == f"first-{TAKEN_OUT}"
    assert status(TAKEN_OUT, "documents_count") == "missing"
    assert status(PUT_BACK) == "counted"


def test_a_decision_lapses_when_a_text_changes_behind_a_nul() -> None:
    assert COUNTRY.row(SAME_END, "CELL:E1")["status"] == "accepted"
    assert COUNTRY.row(OTHER_END, "CELL:E1")["status"] == "open"


def test_accepting_one_of_two_breakdowns_that_disagree_lets_it_count() -> None:
    block = COUNTRY.block(DISAGREEING, "cases_count")
    assert (block["status"], block["implied_breakdown"]) == ("accepted", "agency")


def test_last_years_explanation_is_shown_and_never_applied() -> None:
    row = COUNTRY.row(EXPLAINED_LAST_YEAR, RULE)
    assert row["last_year_explanation"] == "confirmed by letter"
    assert (row["status"], row["explanation"]) == ("open", None)
    assert COUNTRY.row(EXPLAINED_LAST_YEAR, RULE, 2023)["status"] == "accepted"


def test_a_decision_lapses_where_the_same_text_is_another_number() -> None:
    row = COUNTRY.row(OTHER_LANGUAGE, "SUM:C:ip_right")
    assert (row["verdict"], row["status"]) == ("fail", "open")
    assert row["decision_lapse"] == "changed"
    assert status(OTHER_LANGUAGE, "fines_vnd") == "held"


DAYS = [datetime(2025, 1, day) for day in (10, 11, 12)]


def versions(*reports: Cells) -> str:
    code = COUNTRY.locality()
    for received, cells in zip(DAYS, reports, strict=False):
        COUNTRY.send(code, cells, received=received)
    return code


@pytest.mark.parametrize(
    ("code", "state", "first_seen", "last_seen"),
    [
        (versions(WRONG), "new", 0, 0),
        (versions(WRONG, WRONG), "persisting", 0, 1),
        (versions(WRONG, RIGHT), "fixed", 0, 0),
        (versions(RIGHT, WRONG), "new", 1, 1),
        # fixed and broken again keeps its first day
        (versions(WRONG, RIGHT, WRONG), "reopened", 0, 2),
    ],
)
def test_a_violation_keeps_its_identity_over_submissions(
    code: str, state: str, first_seen: int, last_seen: int
) -> None:
    found = COUNTRY.violation(code, RULE)
    assert (found["state"], found["first_seen"], found["last_seen"]) == (
        state,
        DAYS[first_seen],
        DAYS[last_seen],
    )
    assert found["fixed_at"] == (DAYS[1] if state == "fixed" else None)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (ACCEPTED, "explained"),
        (LAST_DAY, "explained"),
        (DAY_AFTER, "lapsed"),
        (OTHER_PARTS, "lapsed"),
        (REVOKED, "reopened"),
        (SENT_TWICE, "fixed"),
        (TAKEN_OUT, "new"),
    ],
)
def test_a_violation_knows_what_stewards_said_of_it(code: str, state: str) -> None:
    assert COUNTRY.violation(code, RULE)["state"] == state

"""A steward's decision: checked against the last publication, then recorded for ever.

A decision is bound to the raw texts of the block that it was made on, so that it lapses
when one of them changes. Writes nothing but a new file in `raw/decisions/`; the next
refresh applies it.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dagster_project import paths, viet_nam
from dagster_project.decisions import decidable, decision_files
from dagster_project.decisions.decidable import Bound, DecisionError, Submission
from dagster_project.decisions.decision_fields import is_storable
from dagster_project.decisions.decision_files import read_decisions

KINDS = ("accept", "exclude", "revoke")


def decide(
    submission_id: str,
    rule_id: str,
    decision: str,
    reason: str,
    by: str,
    until: date | None = None,
    now: datetime | None = None,
) -> Path:
    """Record `accept`, `exclude` or `revoke` of a rule or SUBMISSION; return the file.

    `submission_id` is the one that `marts.reconciliations` shows for the rule, or a
    later one of the same locality and year. `until` is the last day on which it holds,
    in Viet Nam. `now` is aware (default: the clock). Raises DecisionError.
    """
    now = now or datetime.now(UTC)
    decision = decision.strip().lower()
    if decision not in KINDS:
        raise DecisionError(
            f"“{decision}” is no decision; say one of: {', '.join(KINDS)}."
        )
    _check_words(reason, by)
    if until is not None and until < viet_nam.day(now):
        raise DecisionError(
            f"--until {until} lies in the past; give today or a later day, or leave it"
            " out for a decision without end."
        )
    with decidable.published() as con:
        of = decidable.submission(con, submission_id)
        if decision == "revoke":
            bound = _revoked(of, rule_id, decidable.siblings(con, of))
        elif rule_id == "SUBMISSION":
            bound = _whole_submission(of, decision)
        else:
            bound = decidable.judged_rule(con, of, rule_id, decision)
    fields: dict[str, Any] = {
        "submission_id": bound.submission_id,
        "rule_id": rule_id,
        "decision": decision,
        "reason": reason.strip(),
        "by": by.strip(),
        "until": None if until is None else until.isoformat(),
    }
    if bound.cells is not None:
        fields["cells"] = bound.cells
    return _recorded(fields, now)


def assign(
    submission_id: str,
    locality_code: str,
    report_year: int,
    reason: str,
    by: str,
    now: datetime | None = None,
) -> Path:
    """Record whose and which year a held submission is; return the file.

    `locality_code` is a code of the map on 31 December of `report_year` (`1` is `01`).
    `now` is aware (default: the clock). Raises DecisionError.
    """
    now = now or datetime.now(UTC)
    _check_words(reason, by)
    code = decidable.territory_code(locality_code, report_year)
    with decidable.published() as con:
        of = decidable.submission(con, submission_id)
    if of.status != "held" and not _stands([submission_id], "IDENTITY"):
        raise DecisionError(
            f"{submission_id} is {of.status}, not held: whose it is and which year it"
            " is of are not in question. To take it out: ipw decide"
            f" {submission_id} SUBMISSION exclude"
        )
    return _recorded(
        {
            "submission_id": submission_id,
            "rule_id": "IDENTITY",
            "decision": "assign",
            "reason": reason.strip(),
            "by": by.strip(),
            "locality_code": code,
            "report_year": report_year,
        },
        now,
    )


def _recorded(fields: dict[str, Any], now: datetime) -> Path:
    """Written after every other; DecisionError where it would not be read or stand."""
    if ahead := decision_files.misdated(now):
        raise DecisionError(
            f"the decision “{ahead.decision_id}” in {paths.decisions()} is dated"
            f" {ahead.decided_at} UTC, in the future, and would outrank the new one:"
            " correct its decided_at (or this machine's clock) first."
        )
    cells: dict[str, str] = fields.get("cells") or {}
    if unread := sorted(line for line, text in cells.items() if not is_storable(text)):
        raise DecisionError(
            f"the cells {', '.join(unread)} hold characters that are no text, so that"
            " a decision cannot be bound to them: ask the locality for a new file."
        )
    return decision_files.append(fields, now)


def _check_words(reason: str, by: str) -> None:
    for name, words in (("reason", reason), ("by", by)):
        if not words.strip():
            raise DecisionError(
                f"--{name} is empty; whoever reads the figure later must see it."
            )
        if not is_storable(words):
            raise DecisionError(f"--{name} holds characters that are no text.")
        if not any(character.isalnum() for character in words):
            raise DecisionError(
                f"--{name} says only “{words.strip()}”; put your own words there:"
                " whoever reads the figure later must see them."
            )


def _revoked(of: Submission, rule_id: str, siblings: Collection[str]) -> Bound:
    """A decision on a rule stands for a locality and year, whichever submission."""
    if rule_id in decidable.WITHOUT_CELLS:
        siblings = [of.submission_id]
    if not _stands(siblings, rule_id):
        raise DecisionError(
            f"there is no decision on {rule_id} of {of.submission_id} to revoke."
        )
    return Bound(of.submission_id, None)


def _stands(submissions: Collection[str], rule_id: str) -> bool:
    decisions, _, _ = read_decisions()
    latest = [
        decision.decision
        for decision in decisions
        if decision.submission_id in submissions and decision.rule_id == rule_id
    ]
    return bool(latest) and latest[-1] != "revoke"


def _whole_submission(of: Submission, decision: str) -> Bound:
    if decision == "accept":
        raise DecisionError(
            "a whole submission cannot be accepted; accept the rules that fail, one by"
            " one, or revoke an earlier exclude."
        )
    return Bound(of.submission_id, None)

"""The overlap guard: nothing of a territory and year is counted twice.

In a year in which the map changes, a former province may report the part of the year
that it existed, and its successor the whole year. The part is held, naming both files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from dagster_project.submissions import place_problems, records
from dagster_project.submissions.cover import year_of
from dagster_project.submissions.identity import territory_of
from dagster_project.submissions.parsed import Cover
from dagster_project.submissions.places import Territory, places
from expectations.form import form


def guarded(
    submissions: Sequence[records.Submission],
    decisions: Iterable[records.Decision],
    today: date,
) -> list[records.Submission]:
    """The same submissions in order, with those held that overlap a successor's.

    Also where a steward assigned one: whose it is does not undo that both are there. A
    report of the whole year that a steward took out is not there.
    """
    said = _standing(decisions, today)
    whole = {
        (x.report_year, x.unit_set, x.locality_code): x
        for x in submissions
        if _is_whole_year(x) and _is_let_in(x, said)
    }
    return [_guarded(x, whole) for x in submissions]


def _standing(
    decisions: Iterable[records.Decision], today: date
) -> dict[tuple[str, str], str]:
    """What was decided last on each submission and rule, unless it has expired."""
    latest = {
        (x.submission_id, x.rule_id): x
        for x in sorted(decisions, key=lambda x: x.sequence)
    }
    return {
        place: x.decision
        for place, x in latest.items()
        if x.valid_until is None or today <= x.valid_until
    }


def _guarded(
    submission: records.Submission,
    whole: dict[tuple[int | None, str | None, str | None], records.Submission],
) -> records.Submission:
    year = _year_of(submission)
    for successor in _successors(submission, year):
        other = whole.get((year, successor.unit_set, successor.code))
        if other and other.submission_id != submission.submission_id:
            return _held(submission, other, successor)
    return submission


def _is_let_in(
    submission: records.Submission, said: Mapping[tuple[str, str], str]
) -> bool:
    """Whether nothing holds it and no steward took it out, by these decisions."""
    name, hold = submission.submission_id, submission.hold_code
    if "exclude" in (said.get((name, "SUBMISSION")), said.get((name, "PERIOD"))):
        return False
    is_accepted = said.get((name, "PERIOD")) == "accept"
    return not hold or (hold.startswith("period_") and is_accepted)


def _is_whole_year(submission: records.Submission) -> bool:
    """Whether an identified submission covers its year, as it says or by default."""
    year = submission.report_year
    if year is None or submission.locality_code is None:
        return False
    start, end = submission.period_start, submission.period_end
    return (start is None or start < date(year, 7, 1)) and (
        end is None or end > date(year, 7, 1)
    )


def _year_of(submission: records.Submission) -> int | None:
    """The year that it is of, as a steward assigned or the cover says."""
    return submission.report_year or year_of(submission.report_year_text)


def _successors(submission: records.Submission, year: int | None) -> list[Territory]:
    """The territories that a report of part of a year belongs to by now.

    Its period ends before they began, and they were made of several.
    """
    end = submission.period_end
    if year is None or end is None or form().report_year(year) is None:
        return []
    unit_set = places().unit_set(year)
    return [
        x
        for x in _territories(submission, year)
        if x.unit_set == unit_set
        and len(x.predecessor_codes) > 1
        and date(year, 1, 1) <= end < x.valid_from
    ]


def _territories(submission: records.Submission, year: int) -> tuple[Territory, ...]:
    """Where it is counted, by assignment or by itself; else where its cover leads."""
    code = submission.locality_code or ""
    known = places().territory(submission.unit_set or "", code)
    return (known,) if known else territory_of(_cover(submission), year)


def _cover(submission: records.Submission) -> Cover:
    return Cover(
        locality_code_text=submission.locality_code_text,
        locality_name_text=submission.locality_name_text,
    )


def _held(
    submission: records.Submission, other: records.Submission, successor: Territory
) -> records.Submission:
    problem = place_problems.overlapping(
        submission.original_name, other.original_name, successor
    )
    return replace(
        submission,
        hold_code=problem.code,
        hold_vi=" ".join(filter(None, [problem.text_vi, submission.hold_vi])),
        hold_en=" ".join(filter(None, [problem.text_en, submission.hold_en])),
    )

"""Whose report a submission is, of which year and period; held where that is not sure.

Everything is read from what the file says, the name of the file and the seeds; nothing
is guessed. A steward's `assign` settles whose and which year's it is; whether a period
fits that year is a rule of its own (PERIOD).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dagster_project import viet_nam
from dagster_project.submissions import place_problems, problems, records
from dagster_project.submissions.cover import language_of, readings_of, year_of
from dagster_project.submissions.grouping import normal_code
from dagster_project.submissions.parsed import Cover, ParsedSubmission
from dagster_project.submissions.places import Meaning, Territory, places
from dagster_project.submissions.problems import Problem
from expectations.form import form

DATES = re.compile(
    r"(?<!\d)(?:\d{1,2}[-._ ]\d{1,2}[-._ ]\d{4}|\d{4}[-._ ]\d{1,2}[-._ ]\d{1,2}"
    r"|\d{1,2}[-._ ]th[áa]ng[-._ ]\d{1,2}[-._ ]n[ăa]m[-._ ]\d{4})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A steward's word on whose and which year a held submission is."""

    locality_code: str
    report_year: int
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The resolved identity; `hold_*` says why it is not sure, null where it is.

    `report_year`, `unit_set` and `locality_code` are null where they are unresolved;
    they may be known and the submission held nevertheless (outside the window).
    """

    report_year: int | None
    unit_set: str | None
    locality_code: str | None
    period_start: date | None
    period_end: date | None
    hold_code: str | None = None
    hold_vi: str | None = None
    hold_en: str | None = None


def assignments_of(decisions: Iterable[records.Decision]) -> dict[str, Assignment]:
    """The standing assignment of each submission: the latest, unless revoked."""
    found: dict[str, Assignment] = {}
    for decision in sorted(decisions, key=lambda x: x.sequence):
        said = decision.decision
        if said == "revoke" and decision.rule_id == "IDENTITY":
            found.pop(decision.submission_id, None)
        elif said == "assign" and decision.locality_code and decision.report_year:
            found[decision.submission_id] = Assignment(
                normal_code(decision.locality_code),
                decision.report_year,
                decision.reason,
                decision.decided_by,
            )
    return found


def identify(
    submission: ParsedSubmission,
    original_name: str,
    received_at: datetime,
    assignment: Assignment | None = None,
    *,
    of_many_localities: bool = False,
    of_many_years: bool = False,
) -> Identity:
    """Whose report this is; held with every doubt in the sentence, the first as code.

    `received_at` without a time zone is UTC. In a file of many localities or years
    the file's name cannot contradict one of them.
    """
    cover = submission.cover
    if assignment:
        return _assigned(cover, assignment)
    year, found = _year(cover, "" if of_many_years else original_name)
    territory = None
    if year is not None:
        name = "" if of_many_localities else original_name
        territory, doubts = _territory(cover, year, name)
        found += doubts + _window(year, received_at)
    elif not (cover.locality_code_text or cover.locality_name_text):
        found.append(place_problems.locality_missing())
    # The period last: a steward may accept one that nothing else is in doubt with.
    found += _language(cover) + _period(cover)
    return _identity(cover, year, territory, found)


def territory_of(cover: Cover, year: int) -> tuple[Territory, ...]:
    """Where a report belongs in a year: its territory, or its province's successor."""
    said = [x for x in _meanings(cover, year) if x]
    of_former = [y.successor for x in said for y in x.former]
    return tuple(dict.fromkeys(of_former or [y for x in said for y in x.territories]))


def _assigned(cover: Cover, assignment: Assignment) -> Identity:
    year, unit_set = assignment.report_year, places().unit_set(assignment.report_year)
    code = normal_code(assignment.locality_code)
    territory = places().territory(unit_set or "", code)
    found = []
    if territory is None or form().report_year(year) is None:
        found.append(place_problems.assigned_to_nothing(code, year))
    return _identity(cover, year if territory else None, territory, found)


def _identity(
    cover: Cover, year: int | None, territory: Territory | None, found: list[Problem]
) -> Identity:
    hold = problems.joined(found)
    return Identity(
        year,
        territory.unit_set if territory else None,
        territory.code if territory else None,
        cover.period_start,
        cover.period_end,
        hold.code if hold else None,
        hold.text_vi if hold else None,
        hold.text_en if hold else None,
    )


def _year(cover: Cover, file_name: str) -> tuple[int | None, list[Problem]]:
    text = cover.report_year_text
    if text is None:
        return None, [problems.year_missing(cover.form_version)]
    year = year_of(text)
    if year is None and len(years := readings_of(text)) > 1:
        said = problems.given_differently("year_unreadable", problems.YEAR, years)
        return None, [said]
    if year is None:
        return None, [problems.year_unreadable(text)]
    if form().report_year(year) is None:
        known = [x.report_year for x in form().report_years]
        return None, [problems.year_unknown(year, known)]
    found = []
    named = years_in(file_name)
    if named and year not in named:
        found.append(problems.file_name_of_another_year(year, named, file_name))
    return year, found


def years_in(file_name: str) -> list[int]:
    """The years 2000 to 2099 in the name of a file, dates left out."""
    text = DATES.sub(" ", unicodedata.normalize("NFC", file_name))
    return sorted({int(x) for x in re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", text)})


def _meanings(cover: Cover, year: int) -> tuple[Meaning | None, Meaning | None]:
    """What the cover's code and its name mean; a name may stand in the code's place."""
    code, name = cover.locality_code_text, cover.locality_name_text
    both = re.fullmatch(r"\s*([0-9]{1,2})\s*[-–—:.,]\s*(\D+)", code or "")
    spelt = both[2] if both else code if code and not re.search(r"\d", code) else None
    if both or spelt:
        code = both[1] if both else None
    by_code = places().of_code(code, year) if code else None
    if not (spelt and name):
        name = name or spelt
        return by_code, places().of_name(name, year) if name else None
    by_name, as_name = places().of_name(name, year), places().of_name(spelt, year)
    is_another = by_name.territories and not as_name.may_be(by_name)
    return as_name if is_another else by_code, by_name


def _territory(
    cover: Cover, year: int, file_name: str
) -> tuple[Territory | None, list[Problem]]:
    by_code, by_name = _meanings(cover, year)
    if by_name and _are_different_places(readings_of(by_name.text), year):
        several = readings_of(by_name.text)
        return None, [
            problems.given_differently("code_name_disagree", problems.NAME, several)
        ]
    territory, found = _decided(by_code, by_name, year)
    if territory is None:
        return None, found
    named = places().in_text(file_name, year)
    if named and not any(territory in x.territories for x in named):
        found.append(
            place_problems.file_name_of_another_place(territory, named, file_name)
        )
    return territory, found


def _are_different_places(names: tuple[str, ...], year: int) -> bool:
    """Whether no one locality has all these names."""
    meant = [set(places().of_name(x, year).territories) for x in names]
    return len(meant) > 1 and not set.intersection(*meant)


def _decided(
    by_code: Meaning | None, by_name: Meaning | None, year: int
) -> tuple[Territory | None, list[Problem]]:
    """The one territory that code and name agree on, or why there is none."""
    said = [x for x in (by_code, by_name) if x is not None]
    if not said:
        return None, [place_problems.locality_missing()]
    if any(x.former for x in said):
        return None, [place_problems.locality_abolished(said, year)]
    if any(x.later for x in said):
        return None, [place_problems.locality_of_a_later_map(said, year)]
    if by_code is not None:
        if not by_code.territories:
            return None, [place_problems.code_unknown(by_code, by_name, year)]
        territory = by_code.territories[0]
        if by_name and by_name.territories and territory not in by_name.territories:
            return None, [place_problems.code_and_name_disagree(by_code, by_name)]
        return territory, []
    assert by_name is not None
    if len(by_name.territories) > 1:
        return None, [place_problems.locality_ambiguous(by_name)]
    if not by_name.territories:
        return None, [place_problems.name_unknown(by_name, year)]
    return by_name.territories[0], []


def _window(year: int, received_at: datetime) -> list[Problem]:
    window, day = form().report_year(year), viet_nam.day(received_at)
    if window is None or window.opens_on <= day <= window.closes_on:
        return []
    return [problems.outside_window(window, day)]


def _period(cover: Cover) -> list[Problem]:
    start, end = cover.period_start, cover.period_end
    found = []
    for text, day, which in (
        (cover.period_start_text, start, problems.FIRST_DAY),
        (cover.period_end_text, end, problems.LAST_DAY),
    ):
        readings = readings_of(text or "")
        if day is None and len(readings) > 1:
            found.append(problems.given_differently("period_differs", which, readings))
        elif day is None and text is not None:
            found.append(problems.period_unreadable(text))
    if start and end and start > end:
        found.append(problems.period_reversed(start, end))
    return found


def _language(cover: Cover) -> list[Problem]:
    readings = readings_of(cover.language_text or "")
    if len({language_of(x) for x in readings}) < 2:
        return []
    return [problems.given_differently("language_differs", problems.LANGUAGE, readings)]

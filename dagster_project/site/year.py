"""The year and its indicators: cards, breakdowns, growth, series, the map of tiles."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dagster_project.site import charts, tiles
from dagster_project.site.country import Country
from dagster_project.site.records import Growth, Line, National, Statement, Territory

# How much of the headline must be left on the same localities to call it real.
_REAL = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a breakdown: `share` of its total, null where that is not known.

    The total of an of-which line may be a part: trademark cases, not all cases. A share
    is over the `covered` localities that count for both.

    There is no share where the written parts are together above the written total: the
    total is hedged ("more than 40", and 41 of one kind) or was accepted as reported;
    nor of a number below zero that was accepted.
    """

    line: Line
    national: National
    share: Decimal | None
    covered: int
    growth: Growth | None


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator of a year. `verdict` on its change: `real`, `partly`, `not`, `same`
    (nothing moved) or null where nothing can be compared. `new_map` is the map of the
    year where the year before was on another. `has_year_before`: there are reports of
    it, whether or not a number of this figure counts in them; `is_first`: there are
    reports of no earlier year at all."""

    line: Line
    national: National
    growth: Growth | None
    verdict: str | None
    breakdowns: dict[str, list[Member]]
    new_map: str | None
    has_year_before: bool
    is_first: bool


def card(country: Country, at: int, line: Line) -> Card:
    """An indicator of a year, with all its breakdowns."""
    national = country.national[at, line.figure]
    growth = country.growth.get((at, line.figure))
    breakdowns = {
        breakdown: _members(country, at, national.value, lines)
        for breakdown, lines in country.breakdowns(line.indicator, at).items()
    }
    says, has_before = verdict(growth, line), at - 1 in country.years
    new_map, is_first = country.new_map(at), at == min(country.years)
    return Card(line, national, growth, says, breakdowns, new_map, has_before, is_first)


def _members(
    country: Country, at: int, total: Decimal | None, lines: list[Line]
) -> list[Member]:
    both = {line.line_code: _both(country, at, line) for line in lines}
    written = sum(both[line.line_code][0] for line in lines if line.kind == "part")
    members = []
    for line in lines:
        national = country.national.get((at, line.figure))
        if national is None:
            continue
        part, whole, covered = both[line.line_code]
        is_within = 0 <= part <= whole
        is_above = line.kind == "part" and written > (total or 0)
        share = part / whole if whole and is_within and not is_above else None
        growth = country.growth.get((at, line.figure))
        members.append(Member(line, national, share, covered, growth))
    return members


def _both(country: Country, at: int, line: Line) -> tuple[Decimal, Decimal, int]:
    """A line and what it is part of, over the localities that count for both."""
    of = country.line_of(line.total_code or line.line_code)
    pairs = [
        (part, whole)
        for place in country.places(at)
        if (part := country.value(at, place, line.figure)) is not None
        if (whole := country.value(at, place, of.figure)) is not None
    ]
    nothing = Decimal(0)
    parts = sum((part for part, _ in pairs), nothing)
    return parts, sum((whole for _, whole in pairs), nothing), len(pairs)


def verdict(growth: Growth | None, line: Line) -> str | None:
    """Whether a change stands on the same localities.

    Of a stock, and of what was nothing the year before, by the difference.
    """
    if growth is None or not growth.is_comparable:
        return None
    moved, moved_here = growth.change, growth.panel_change
    if moved is None or moved_here is None:
        return None
    headline, same = growth.headline, growth.like_for_like
    if line.nature == "stock" or headline is None or same is None:
        headline, same = moved, moved_here
    # By the numbers themselves: a share is rounded, to nothing if it is small.
    if moved == 0 or moved_here == 0:
        return "same" if moved == moved_here else "partly"
    if (moved < 0) != (moved_here < 0):
        return "not"
    return "real" if abs(same) >= _REAL * abs(headline) else "partly"


@dataclass(frozen=True, slots=True)
class Reporters:
    """Who reported a year: by name who did not, in time or with figures that count.

    A locality may be in several (`reporting/standing.py`).
    """

    expected: int
    missing: list[Territory]
    empty: list[Territory]
    late: list[Territory]
    held: list[Territory]

    @property
    def reported(self) -> int:
        """Territories of which anything came."""
        return self.expected - len(self.missing)


def reporters(country: Country, at: int) -> Reporters:
    """Who reported, across all sections of the form."""
    found = [
        (country.territories[place], country.standing(at, place))
        for place in country.places(at)
    ]
    return Reporters(
        len(found),
        [territory for territory, its in found if its.is_missing],
        [territory for territory, its in found if its.is_empty],
        [territory for territory, its in found if its.is_late],
        [territory for territory, its in found if its.is_held],
    )


def content(country: Country, at: int) -> dict[str, Any]:
    """What the template `year` shows."""
    return {
        "at": at,
        "who": reporters(country, at),
        "new_map": country.new_map(at),
        "cards": [card(country, at, line) for line in country.totals if line.is_in(at)],
        "ratios": list(country.ratios.values()),
        "statements": _statements(country, at),
    }


def indicator(country: Country, at: int, line: Line, language: str) -> dict[str, Any]:
    """What the template `indicator` shows of a total line of that year."""
    cells = tiles.tiles(country, at, line.figure)
    return {
        "at": at,
        "line": line,
        "asked": [each for each in country.years if line.is_in(each)],
        "card": card(country, at, line),
        "drawing": charts.series(country, line, language),
        "points": charts.points(country, line),
        "breaks": charts.breaks_shown(country, line),
        "scopes": [s for s in country.scopes if s.indicator == line.indicator],
        "cells": cells,
        "by_code": sorted(cells, key=lambda cell: cell.territory.locality_code),
        "local": country.local,
        "limits": tiles.limits(cells),
        "share_steps": tiles.SHARE_STEPS,
        "statements": [
            each
            for each in country.statements
            if each.indicator == line.indicator and each.report_year == at
        ],
    }


def _statements(country: Country, at: int) -> list[Statement]:
    return [each for each in country.statements if each.report_year == at]

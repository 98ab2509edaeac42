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

    The total of an of-which line may be a part: trademark cases, not all cases.

    There is no share where the written parts are together above the written total: the
    total is hedged ("more than 40", and 41 of one kind) or was accepted as reported.
    """

    line: Line
    national: National
    share: Decimal | None
    growth: Growth | None


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator of a year. `verdict` on its growth: `real`, `partly`, `not`,
    `stock` (a difference, no growth) or null where nothing can be compared."""

    line: Line
    national: National
    growth: Growth | None
    verdict: str | None
    breakdowns: dict[str, list[Member]]


def card(country: Country, at: int, line: Line) -> Card:
    """An indicator of a year, with all its breakdowns."""
    national = country.national[at, line.figure]
    growth = country.growth.get((at, line.figure))
    breakdowns = {
        breakdown: _members(country, at, national.value, lines)
        for breakdown, lines in country.breakdowns(line.indicator, at).items()
    }
    return Card(line, national, growth, verdict(growth, line), breakdowns)


def _members(
    country: Country, at: int, total: Decimal | None, lines: list[Line]
) -> list[Member]:
    found = [
        (line, national)
        for line in lines
        if (national := country.national.get((at, line.figure)))
    ]
    written = sum(
        each.value
        for line, each in found
        if line.kind == "part" and each.value is not None
    )
    members = []
    for line, national in found:
        whole = total if line.kind == "part" else _parent(country, at, line)
        least = written if line.kind == "part" else national.value
        is_known = whole and national.value is not None and (least or 0) <= whole
        share = national.value / whole if is_known else None  # type: ignore[operator]
        members.append(
            Member(line, national, share, country.growth.get((at, line.figure)))
        )
    return members


def _parent(country: Country, at: int, line: Line) -> Decimal | None:
    """What an of-which line is part of: a total, or a part of one."""
    of = country.line_of(line.total_code or line.line_code)
    national = country.national.get((at, of.figure))
    return national.value if national else None


def verdict(growth: Growth | None, line: Line) -> str | None:
    """Whether a change stands on the same localities."""
    if growth is None or growth.change is None:
        return None
    if line.nature == "stock":
        return "stock"
    if not growth.is_comparable or growth.headline is None:
        return None
    if growth.like_for_like is None:
        return None
    if growth.headline * growth.like_for_like < 0:
        return "not"
    if abs(growth.like_for_like) >= _REAL * abs(growth.headline):
        return "real"
    return "partly"


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

"""A locality: its figures over the years beside its peers, and where they come from."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dagster_project.site.country import COUNTING, Country
from dagster_project.site.records import (
    Coverage,
    Figure,
    Finding,
    Line,
    Local,
    Place,
    Submission,
    Territory,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of a territory and year beside the median of `peers` others.

    `status` is `counted`, `accepted`, `held`, `excluded`, `missing`, or in a year of an
    earlier map `exact` or `partial` (some predecessors are missing).
    """

    year: int
    value: Decimal | None
    held_value: Decimal | None
    status: str
    median: Decimal | None
    peers: int
    missing: tuple[Territory, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the form, the cell that it comes from and the file that holds it."""

    line: Line
    found: Local
    file: str


@dataclass(frozen=True, slots=True)
class Source:
    """The cells of one territory and year; `territory` may be a predecessor."""

    year: int
    territory: Territory
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Year:
    """What a territory reported of a year: sections by status, and when."""

    year: int
    deadline: Any
    received_at: Any
    days_late: int
    sections: dict[str, Coverage]


@dataclass(frozen=True, slots=True)
class Listed:
    """A territory and the latest year that it was asked for, none before its first.

    A year after the country's latest one is told only where it was asked for no other.
    `status` is what a reader should know first; so many `sections` of all are in it.
    """

    territory: Territory
    year: int | None
    status: str | None
    sections: int
    of: int


# Of several in one report the first one is told.
STATUSES = ("held", "late", "received", "empty", "missing")


def listing(country: Country) -> dict[str, Any]:
    """What the template `localities` shows: every territory with its latest figures."""
    places = sorted(country.territories, key=lambda place: place[::-1])
    rows = [_listed(country, country.territories[place]) for place in places]
    return {"rows": rows, "amount": country.value}


def _listed(country: Country, territory: Territory) -> Listed:
    asked = [year for year, place in country.coverage if place == territory.place]
    if not asked:
        return Listed(territory, None, None, 0, 0)
    counting = [year for year in asked if year <= (country.latest or year)]
    latest = max(counting or asked)
    sections = country.coverage[latest, territory.place].values()
    found = [section.status for section in sections]
    first = min(found, key=STATUSES.index)
    return Listed(territory, latest, first, found.count(first), len(found))


def content(country: Country, territory: Territory) -> dict[str, Any]:
    """All that the template `locality` shows."""
    own = sorted(year for year, place in country.coverage if place == territory.place)
    years = _years(country, territory, own)
    sources = _sources(country, territory, years)
    shown = [line for line in country.totals if any(line.is_in(year) for year in years)]
    return {
        "territory": territory,
        "years": years,
        "own": own,
        "rows": [
            (line, [_amount(country, territory, at, line) for at in years])
            for line in shown
        ],
        "reported": [_year(country, territory, at) for at in reversed(own)],
        "sources": sources,
        "traced": {source.year for source in sources},
        "files": _files(country, territory),
        "findings": _findings(country, territory),
        "predecessors": [country.territories[each] for each in territory.predecessors],
        "successor": country.territories.get(territory.successor or ("", "")),
        "sections": country.sections,
        "until": country.until_of(years),
    }


def _years(country: Country, territory: Territory, own: list[int]) -> list[int]:
    """Its own years, and the restated ones before them."""
    restated = {
        year
        for year, code, _ in country.restated
        if territory.predecessors and code == territory.locality_code
    }
    return sorted(restated | set(own))


def _amount(country: Country, territory: Territory, year: int, line: Line) -> Amount:
    place = territory.place
    if (year, place) in country.coverage:
        found = country.local.get((year, place), {}).get(line.figure)
        median, peers = country.median(year, place, line.figure)
        counts = found is not None and found.status in COUNTING
        return Amount(
            year,
            found.value if found and counts else None,
            found.held_value if found else None,
            found.status if found else "missing",
            median,
            peers,
        )
    restated = country.restated.get((year, territory.locality_code, line.indicator))
    if restated is None:
        return Amount(year, None, None, "missing", None, 0)
    missing = tuple(country.territories[place] for place in restated.missing)
    return Amount(
        year, restated.value, None, restated.completeness, None, 0, missing=missing
    )


def _year(country: Country, territory: Territory, year: int) -> Year:
    said = country.coverage[year, territory.place]
    return Year(
        year,
        next(iter(said.values())).deadline,
        min((e.received_at for e in said.values() if e.received_at), default=None),
        country.standing(year, territory.place).days_late,
        said,
    )


def _sources(country: Country, territory: Territory, years: list[int]) -> list[Source]:
    """The latest year first; a single predecessor's cells are shown as its own."""
    found = []
    for year in reversed(years):
        place: Place | None = territory.place
        if (year, place) not in country.coverage:
            only = territory.predecessors
            place = only[0] if len(only) == 1 else None
        cells = country.local.get((year, place), {}) if place else {}
        if place and cells:
            found.append(
                Source(year, country.territories[place], _cells(country, cells))
            )
    return found


def _cells(country: Country, cells: dict[Figure, Local]) -> list[Cell]:
    return [
        Cell(
            line, found, found.files or country.files.get(found.submission_id or "", "")
        )
        for figure, line in country.lines.items()
        if (found := cells.get(figure))
    ]


def _files(country: Country, territory: Territory) -> list[Submission]:
    """What it sent itself, the latest first."""
    return list(reversed(country.sent.get(territory.place, [])))


def _findings(country: Country, territory: Territory) -> list[Finding]:
    return [
        each
        for each in country.findings
        if (each.unit_set, each.locality_code) == territory.place
    ]

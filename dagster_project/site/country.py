"""Everything that the public pages say, read from the published marts once.

One query a topic, never one a page. Knows what was published, not pages.
"""

import statistics
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

import duckdb

from dagster_project.reporting import measures_counted
from dagster_project.reporting.standing import Standing, standing
from dagster_project.site import queries
from dagster_project.site.records import (
    Column,
    Coverage,
    Figure,
    Finding,
    Growth,
    Line,
    Local,
    National,
    Place,
    Ratio,
    Restated,
    Scope,
    Section,
    Statement,
    Submission,
    Terms,
    Territory,
    Tile,
)

COUNTING = ("counted", "accepted")

Row = TypeVar("Row")


@dataclass(frozen=True)
class Country:
    """The published marts by the keys that pages look them up with."""

    lines: dict[Figure, Line]
    sections: tuple[Section, ...]
    ratios: dict[str, Ratio]
    territories: dict[Place, Territory]
    national: dict[tuple[int, Figure], National]
    growth: dict[tuple[int, Figure], Growth]
    local: dict[tuple[int, Place], dict[Figure, Local]]
    restated: dict[tuple[int, str, str], Restated]
    coverage: dict[tuple[int, Place], dict[str, Coverage]]
    findings: tuple[Finding, ...]
    submissions: tuple[Submission, ...]
    statements: tuple[Statement, ...]
    scopes: tuple[Scope, ...]
    tiles: dict[Place, Tile]
    terms: tuple[Terms, ...]
    marts: dict[str, list[Column]]
    _of_kind: dict[Any, dict[Place, Decimal]] = field(default_factory=dict, repr=False)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every report year with a figure, the latest first."""
        return tuple(sorted({year for year, _ in self.national}, reverse=True))

    @cached_property
    def latest(self) -> int | None:
        """The latest year in which a number counts; of all years, where none does.

        One file may name a year that nobody else reports on yet, by mistake or early.
        """
        counting = (year for (year, _), each in self.national.items() if each.reporting)
        return max(counting, default=max(self.years, default=None))

    @cached_property
    def is_synthetic(self) -> bool:
        """Whether any submission is made up."""
        return any(each.is_synthetic for each in self.submissions)

    @cached_property
    def until(self) -> datetime | None:
        """When the last submission came in (UTC); null before the first."""
        return max((each.received_at for each in self.submissions), default=None)

    def until_of(self, years: Collection[int]) -> datetime | None:
        """When the last submission of some report years came in; of all, where none."""
        return max(
            (
                each.received_at
                for each in self.submissions
                if each.report_year in years
            ),
            default=self.until,
        )

    @cached_property
    def totals(self) -> tuple[Line, ...]:
        """The total lines in the order of the form."""
        return tuple(line for line in self.lines.values() if line.kind == "total")

    @cached_property
    def files(self) -> dict[str, str]:
        """The name of the file of a submission."""
        return {each.submission_id: each.original_name for each in self.submissions}

    @cached_property
    def sent(self) -> dict[Place, list[Submission]]:
        """The submissions of a territory, in order of receipt."""
        found = defaultdict(list)
        for each in self.submissions:
            if each.unit_set and each.locality_code:
                found[each.unit_set, each.locality_code].append(each)
        return found

    def line_of(self, line_code: str) -> Line:
        """The line of a code."""
        return next(x for x in self.lines.values() if x.line_code == line_code)

    def places(self, year: int) -> list[Place]:
        """The territories expected to report of a year, by code."""
        return [place for at, place in self.coverage if at == year]

    def standing(self, year: int, place: Place) -> Standing:
        """Whether a territory's report is missing, empty, late or held."""
        said = self.coverage[year, place].values()
        return standing((each.status, each.days_late) for each in said)

    def unit_set(self, year: int) -> str:
        """The map of a report year."""
        return next(unit_set for unit_set, _ in self.places(year))

    def new_map(self, year: int) -> str | None:
        """The map of a report year where the year before was on another; else null."""
        if year - 1 not in self.years or self.unit_set(year) == self.unit_set(year - 1):
            return None
        return self.unit_set(year)

    def breakdowns(self, indicator: str, year: int) -> dict[str, list[Line]]:
        """The parts and of-which lines of that year's form, by breakdown."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines.values():
            is_member = line.indicator == indicator and line.kind != "total"
            if is_member and line.is_in(year):
                found[line.breakdown].append(line)
        return found

    def value(self, year: int, place: Place, figure: Figure) -> Decimal | None:
        """What a territory counts for in a figure; null if it does not."""
        found = self.local.get((year, place), {}).get(figure)
        return found.value if found and found.status in COUNTING else None

    def median(
        self, year: int, place: Place, figure: Figure
    ) -> tuple[Decimal | None, int]:
        """The median of its peers and how many they are.

        Peers are the other territories of the same kind (cities run by the centre, or
        provinces) on the map of that year that count; null for fewer than three.
        """
        kind = self.territories[place].kind
        of_kind = self._counted(year, kind, figure).items()
        values = [value for other, value in of_kind if other != place]
        return statistics.median(values) if len(values) >= 3 else None, len(values)

    def _counted(self, year: int, kind: str, figure: Figure) -> dict[Place, Decimal]:
        """What counts of a figure, by the territories of one kind."""
        key = year, kind, figure
        if key not in self._of_kind:
            self._of_kind[key] = {
                place: value
                for place in self.places(year)
                if self.territories[place].kind == kind
                if (value := self.value(year, place, figure)) is not None
            }
        return self._of_kind[key]


def read(connection: duckdb.DuckDBPyConnection) -> Country:
    """Read a published warehouse."""

    def rows(record: type[Row], sql: str) -> list[Row]:
        return [record(*row) for row in connection.execute(sql).fetchall()]

    local: dict[tuple[int, Place], dict[Figure, Local]] = defaultdict(dict)
    for each in rows(Local, queries.LOCAL):
        place = each.unit_set, each.locality_code
        local[each.report_year, place][each.figure] = each
    coverage: dict[tuple[int, Place], dict[str, Coverage]] = defaultdict(dict)
    for said in rows(Coverage, queries.COVERAGE):
        place = said.unit_set, said.locality_code
        coverage[said.report_year, place][said.section] = said
    marts: dict[str, list[Column]] = defaultdict(list)
    for column in rows(Column, queries.COLUMNS):
        marts[column.table].append(column)
    return Country(
        lines={line.figure: line for line in rows(Line, queries.LINES)},
        sections=tuple(rows(Section, queries.SECTIONS)),
        ratios={each.indicator: each for each in rows(Ratio, queries.RATIOS)},
        territories={
            each.place: each
            for each in map(
                _territory, connection.execute(queries.TERRITORIES).fetchall()
            )
        },
        national={
            (each.report_year, (each.indicator, each.breakdown, each.member)): each
            for each in rows(National, queries.NATIONAL)
        },
        growth={
            (each.report_year, (each.indicator, each.breakdown, each.member)): each
            for each in rows(Growth, queries.GROWTH)
        },
        local=dict(local),
        restated={
            (year, code, indicator): Restated(
                year, code, indicator, value, completeness, _places(missing)
            )
            for year, code, indicator, value, completeness, missing in (
                connection.execute(queries.RESTATED).fetchall()
            )
        },
        coverage=dict(coverage),
        findings=tuple(rows(Finding, queries.FINDINGS)),
        submissions=tuple(_submissions(connection)),
        statements=tuple(rows(Statement, queries.STATEMENTS)),
        scopes=tuple(rows(Scope, "from reference.indicator_scopes")),
        tiles={
            (tile.unit_set, tile.locality_code): tile
            for tile in rows(Tile, "from reference.locality_tiles")
        },
        terms=tuple(rows(Terms, queries.TERMS)),
        marts=dict(marts),
    )


def _submissions(connection: duckdb.DuckDBPyConnection) -> Iterator[Submission]:
    counted = measures_counted.published(connection)
    for row in connection.execute(queries.SUBMISSIONS).fetchall():
        name, status = row[0], row[6]
        if status == "counted" and name in counted:
            status = counted[name].status
        values: list[Any] = [*row, status]
        yield Submission(*values)


def _territory(row: tuple[Any, ...]) -> Territory:
    *plain, successor_set, successor_code, predecessors = row
    successor = (successor_set, successor_code) if successor_code else None
    values: list[Any] = [*plain, successor, _places(predecessors)]
    return Territory(*values)


def _places(text: str | None) -> tuple[Place, ...]:
    """Read `63:10|63:15`."""
    pairs = [each.partition(":") for each in (text or "").split("|")]
    return tuple((unit_set, code) for unit_set, _, code in pairs if code)

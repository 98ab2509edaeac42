"""A second road from reports to figures, for the tests: the contract in plain Python.

It shares the form and the map with the warehouse, reads cells by the reading oracle
and knows no model: fractions, intervals and loops.
"""

import csv
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dagster_project import paths
from expectations.form import form
from tests.reading_oracle import Ends, Line, Reading, read

POINT_ZERO = Ends(Fraction(0), False, Fraction(0), False)
NOTHING = Reading("blank")
COUNTS = ("counted", "accepted")


@dataclass(frozen=True)
class Sent:
    """A submission of a locality and year: a str is text, an int a typed number."""

    code: str
    year: int
    cells: Mapping[str, str | int]
    replaces_all: bool = False


@dataclass(frozen=True)
class Figure:
    """What one line of one territory and year is worth."""

    status: str
    state: str
    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def counted(self) -> Fraction | None:
        return self.value if self.status in COUNTS else None


MISSING = Figure("missing", "blank")


@functools.cache
def predecessors() -> dict[str, tuple[str, ...]]:
    """Of each code of the map of 34, those of the map of 63."""
    with (paths.SEEDS / "localities.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: tuple(row["predecessor_codes"].split("|"))
            for row in csv.DictReader(file)
            if row["unit_set"] == "34"
        }


def _plus(one: Ends, other: Ends) -> Ends:
    unbounded = one.high is None or other.high is None
    return Ends(
        one.low + other.low,
        one.low_is_open or other.low_is_open,
        None if unbounded else (one.high or 0) + (other.high or 0),
        one.high_is_open or other.high_is_open,
    )


def _above(one: Ends, other: Ends) -> bool:
    """Every number of one is more than every number of the other."""
    if other.high is None:
        return False
    touching = one.low == other.high and (one.low_is_open or other.high_is_open)
    return one.low > other.high or touching


def _is_positive(cell: Reading) -> bool:
    return cell.widest is not None and _above(cell.widest, POINT_ZERO)


def _is_nothing(cell: Reading) -> bool:
    return cell.widest is not None and cell.widest.high == 0


@dataclass(frozen=True)
class Summed:
    """The parts of one breakdown; `implied` is null unless each is a number or none."""

    widest: Ends
    implied: Reading | None
    is_given: bool
    has_number: bool
    is_open: bool


class Report:
    """The current cells of a territory and year, judged by the hard rules."""

    def __init__(self, year: int, sent: Sequence[Sent]) -> None:
        self.year = year
        self.cells: dict[str, Reading] = {}
        self._written: dict[str, str] = {}
        for submission in sent:
            if submission.replaces_all:
                self.cells = {}
            given = dict(_given(submission))
            self.cells |= given
            self._written |= {x: str(submission.cells[x]) for x in given}

    def cell(self, code: str) -> Reading:
        return self.cells.get(code, NOTHING)

    def written(self, total: str) -> dict[str, str]:
        """The texts of a block, as a decision names them."""
        codes = [x.code for x in form().block(total, self.year)]
        return {x: self._written[x] for x in codes if x in self.cells}

    def summed(self, total: str, breakdown: str) -> Summed:
        parts = [self.cell(x.code) for x in form().parts(total, breakdown, self.year)]
        numbers = [x for x in parts if x.value is not None]
        value, customary, widest = Fraction(0), POINT_ZERO, POINT_ZERO
        for x in numbers:
            assert x.value is not None and x.customary and x.widest
            value += x.value
            customary, widest = _plus(customary, x.customary), _plus(widest, x.widest)
        is_open = any(x.value is None and x.state != "not_applicable" for x in parts)
        is_whole = bool(numbers) and not is_open
        return Summed(
            widest,
            Reading("implied", value, customary, widest) if is_whole else None,
            any(x.state != "blank" for x in parts),
            bool(numbers),
            is_open,
        )

    def failures(self, total: str) -> set[str]:
        """The hard rules that fail in a block."""
        return {*self._sums(total), *self._lines(total), *self._pairs(total)}

    def _sums(self, total: str) -> Iterator[str]:
        whole = self.cell(total).widest
        for breakdown in form().breakdowns(total, self.year):
            parts = self.summed(total, breakdown)
            if whole is None or not parts.is_given:
                continue
            is_below = not parts.is_open and _above(whole, parts.widest)
            if is_below or _above(parts.widest, whole):
                yield f"SUM:{total}:{breakdown}"

    def _lines(self, total: str) -> Iterator[str]:
        for line in form().block(total, self.year):
            cell = self.cell(line.code)
            value = cell.value or Fraction(0)
            is_fraction = line.unit != "VND" and value.denominator != 1
            if cell.state == "unreadable" or value < 0 or is_fraction:
                yield f"CELL:{line.code}"
            parent = self.cell(str(line.total_code)).widest
            if line.kind != "of_which" or not cell.widest or not parent:
                continue
            if _above(cell.widest, parent):
                yield f"OFW:{line.code}"

    def _pairs(self, total: str) -> Iterator[str]:
        for rule, many, one in (
            ("PAIR:fines-cases", "C", "B"),
            ("PAIR:participants-courses", "L", "K"),
        ):
            is_positive = _is_positive(self.cell(many))
            if total == many and is_positive and _is_nothing(self.cell(one)):
                yield rule

    def implied(self, total: str) -> tuple[Reading | None, bool]:
        """What stands for a blank total, and whether the breakdowns cannot agree."""
        if total in self.cells:
            return None, False
        sums = [self.summed(total, x) for x in form().breakdowns(total, self.year)]
        whole = [x for x in sums if x.implied]
        disagree = any(
            _above(other.widest, one.widest)
            for one in whole
            for other in sums
            if other.has_number
        )
        return (whole[0].implied if whole else None), disagree

    def figures(self, said: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
        """Each line's figure, by what was decided on the rules of this report."""
        for total in form().totals(self.year):
            implied, disagree = self.implied(total.code)
            failures = self.failures(total.code)
            decided = {said.get(rule) for rule in failures}
            status = (
                "excluded"
                if "exclude" in decided
                else "held"
                if disagree or None in decided
                else "accepted"
                if failures
                else "counted"
            )
            for line in form().block(total.code, self.year):
                cell = self.cell(line.code)
                if line.kind == "total" and implied:
                    cell = implied
                yield line.code, _figure(cell, status)


def _figure(cell: Reading, status: str) -> Figure:
    if cell.value is None:
        is_held = cell.state == "unreadable" and status not in COUNTS
        return Figure(status if is_held else "missing", cell.state)
    assert cell.customary
    ends = cell.customary
    return Figure(status, cell.state, cell.value, ends.low, ends.high)


def _given(submission: Sent) -> Iterator[tuple[str, Reading]]:
    for code, written in submission.cells.items():
        line = form().line(code)
        kind = "text" if isinstance(written, str) else "number"
        cell = read(str(written), kind, "vi", Line(line.unit, int(line.scale)))
        if cell.state not in ("blank", "dash"):
            yield code, cell

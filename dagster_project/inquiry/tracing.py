"""From a published figure to the cells behind it: file, sheet, cell, text, verdicts.

Everything comes from the published copy; what is traced is added up here once more, so
that a figure and its cells are never merely said to agree.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import duckdb

from dagster_project.inquiry import querying
from dagster_project.inquiry.traced_absence import Absence, Term, absences
from dagster_project.inquiry.traced_cells import Cell, cells_behind

_SIX_PLACES = Decimal("0.000001")


class TraceError(ValueError):
    """A figure that is not published: names what was meant, perhaps."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure, the cells behind it, and what they make when added up again.

    `aside` are the cells of a ratio's terms that are not in it: their locality does not
    count for both. `absent` are those of whom a term has no number.
    """

    report_year: int
    indicator: str
    breakdown: str
    member: str
    locality_code: str | None
    unit: str
    value: Decimal | None
    traced_value: Decimal | None
    cells: tuple[Cell, ...]
    aside: tuple[Cell, ...]
    absent: tuple[Absence, ...]

    @property
    def adds_up(self) -> bool:
        """Whether the traced cells make the figure, to the last unit."""
        return self.value == self.traced_value


def trace(
    indicator: str, year: int, member: str = "total", locality: str | None = None
) -> Trace:
    """Trace a figure of the publication in force.

    `locality` is a code of that year's map (`1` is `01`). Raises TraceError where there
    is no such figure, QueryError where nothing is published.
    """
    connection = querying.connect()
    try:
        return traced(connection, indicator, year, member, locality)
    finally:
        connection.close()


def traced(
    connection: duckdb.DuckDBPyConnection,
    indicator: str,
    year: int,
    member: str = "total",
    locality: str | None = None,
) -> Trace:
    """The same from any connection that has the published schemas."""
    breakdown, unit, value, is_ratio = _figure(connection, indicator, year, member)
    code = None if locality is None else _code(connection, year, locality)
    cells = tuple(cells_behind(connection, indicator, year, breakdown, member, code))
    terms = _terms(connection, indicator, breakdown, member)
    if code is not None:
        value = _locality_value(connection, indicator, year, breakdown, member, code)
        if is_ratio:
            value = _quotient(cells)
    return Trace(
        report_year=year,
        indicator=indicator,
        breakdown=breakdown,
        member=member,
        locality_code=code,
        unit=unit,
        value=value,
        traced_value=_quotient(cells) if is_ratio else total(cells),
        cells=cells,
        aside=tuple(_aside(connection, terms, year, code, cells)) if is_ratio else (),
        absent=absences(connection, terms, year, code),
    )


def total(cells: Iterable[Cell], term: str = "sum") -> Decimal | None:
    """The sum of what counts; null where nothing does."""
    values = [c.value for c in cells if c.term == term and c.value is not None]
    with localcontext(prec=76):  # 38 digits would be rounded to 28
        return sum(values, Decimal(0)) if values else None


def _terms(
    connection: duckdb.DuckDBPyConnection, indicator: str, breakdown: str, member: str
) -> list[Term]:
    """The two terms of a ratio; of a sum, itself."""
    ratio = connection.execute(
        "select numerator_indicator, numerator_breakdown, numerator_member,"
        " denominator_indicator, denominator_breakdown, denominator_member"
        " from reference.ratio_indicators where indicator = ?",
        [indicator],
    ).fetchone()
    if ratio is None:
        return [("sum", indicator, breakdown, member)]
    return [("numerator", *ratio[:3]), ("denominator", *ratio[3:])]


def _aside(
    connection: duckdb.DuckDBPyConnection,
    terms: list[Term],
    year: int,
    code: str | None,
    cells: tuple[Cell, ...],
) -> Iterable[Cell]:
    """The cells of a ratio's terms whose locality is not in it."""
    counted = {cell.locality_code for cell in cells}
    for term, indicator, breakdown, member in terms:
        for cell in cells_behind(connection, indicator, year, breakdown, member, code):
            if cell.locality_code not in counted:
                yield replace(cell, term=term)


def _quotient(cells: tuple[Cell, ...]) -> Decimal | None:
    upper, lower = total(cells, "numerator"), total(cells, "denominator")
    if upper is None or not lower:
        return None
    with localcontext(prec=76):
        return (upper / lower).quantize(_SIX_PLACES, ROUND_HALF_UP)


def _figure(
    connection: duckdb.DuckDBPyConnection, indicator: str, year: int, member: str
) -> tuple[str, str, Decimal | None, bool]:
    """Breakdown, unit, national value and whether it is a ratio."""
    known = connection.execute(
        "select report_year, indicator, member, breakdown, unit, value,"
        " line_code is null from marts.annual_indicators order by all"
    ).fetchall()
    _check("year", year, {row[0] for row in known})
    _check("indicator", indicator, {row[1] for row in known if row[0] == year})
    of_indicator = [row for row in known if row[:2] == (year, indicator)]
    _check(f"member of {indicator}", member, {row[2] for row in of_indicator})
    (found,) = (row for row in of_indicator if row[2] == member)
    return found[3], found[4], found[5], found[6]


def _check(what: str, given: Any, known: set[Any]) -> None:
    if given in known:
        return
    names = sorted(str(each) for each in known)
    close = difflib.get_close_matches(str(given), names, n=3, cutoff=0.4)
    raise TraceError(
        f"there is no {what} “{given}” in the publication; "
        + (
            "did you mean " + ", ".join(close)
            if close
            else "it has " + (", ".join(names) or "none yet")
        )
        + "?" * bool(close)
    )


def _code(connection: duckdb.DuckDBPyConnection, year: int, locality: str) -> str:
    known = dict(
        connection.execute(
            "select distinct locality_code, locality_name_en"
            " from marts.locality_indicators where report_year = ?",
            [year],
        ).fetchall()
    )
    code = locality.strip().zfill(2)
    if code not in known:
        by_name = {name.casefold(): code for code, name in known.items()}
        close = difflib.get_close_matches(locality.casefold(), by_name, n=3, cutoff=0.4)
        listed = close or sorted(by_name)
        names = ", ".join(f"{by_name[n]} {known[by_name[n]]}" for n in listed)
        raise TraceError(
            f"there is no locality “{locality}” on the map of {year}; codes: {names}"
        )
    return code


def _locality_value(
    connection: duckdb.DuckDBPyConnection,
    indicator: str,
    year: int,
    breakdown: str,
    member: str,
    code: str,
) -> Decimal | None:
    found = connection.execute(
        "select value from marts.locality_indicators where report_year = ?"
        " and indicator = ? and breakdown = ? and member = ? and locality_code = ?",
        [year, indicator, breakdown, member, code],
    ).fetchone()
    return found[0] if found else None

"""Every rule that fails, with the cells of its equation and where they were read.

Read in a few queries: what is asked for one submission is asked for many. Knows tables,
not which of the cells is marked.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.reporting.findings import Territory, line_codes
from dagster_project.reporting.mark import Severity
from expectations.form import form

Place = tuple[str | None, str | None]
"""Sheet and address."""

_FAILURES = """
    select
        report_year, unit_set, locality_code, rule_id, severity, cause,
        coalesce(outcome, ''), message_vi, message_en, submission_id,
        case when measure is not null then cells end, cause_cell, cause_other_cell,
        cause_value,
        (
            select any_value(unit) from validation.current_cells as c
            where c.measure = r.measure
        )
    from marts.reconciliations as r
    where verdict = 'fail' and status is distinct from 'accepted'
"""
_CURRENT = """
    select
        report_year, unit_set, locality_code, line_code, raw_text,
        cells.submission_id, sheet, address, value_kind
    from validation.current_cells as cells
    semi join (select * from marts.reconciliations where verdict = 'fail')
        using (report_year, unit_set, locality_code)
"""
_BLANK = """
    select submission_id, line_code, cells.sheet, cells.address
    from staging.stg_cells as cells
    semi join (
        select * from marts.reconciliations
        where verdict = 'fail' and rule_id like 'REQ:%'
    ) using (report_year, unit_set, locality_code)
    where cells.state in ('blank', 'dash')
"""
_SUBMISSIONS = """
    select submission_id, report_year, unit_set, locality_code, is_latest
    from reference.dim_submissions
    where locality_code is not null and report_year is not null
        and status != 'refused'
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that fails: `lines` are its equation, `accused` those of the cause.

    `repaired` is what the accused line should say, in `unit`; null where no one repair
    of one cell is known.
    """

    territory: Territory
    rule_id: str
    severity: Severity
    cause: str | None
    outcome: str
    message_vi: str
    message_en: str
    submission_id: str | None
    lines: tuple[str, ...]
    accused: tuple[str, ...]
    repaired: Decimal | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What counts for a line of a territory; all null where nothing was given."""

    raw_text: str | None
    submission_id: str | None
    sheet: str | None
    address: str | None
    value_kind: str | None


@dataclass(frozen=True, slots=True)
class Failing:
    """All that fails and is not accepted.

    `cells` are the current ones by territory and line; `blanks` the places left blank
    by submission and line; `latest` is the last submission of a territory.
    """

    failures: dict[Territory, list[Failure]]
    cells: dict[tuple[int, str, str, str], Cell]
    blanks: dict[tuple[str, str], Place]
    territories: dict[str, Territory]
    latest: dict[Territory, str]


def read(connection: duckdb.DuckDBPyConnection) -> Failing:
    """Read the warehouse, or the one in memory that a file was checked in."""
    failures: dict[Territory, list[Failure]] = defaultdict(list)
    for failure in _failures(connection):
        failures[failure.territory].append(failure)
    territories: dict[str, Territory] = {}
    latest: dict[Territory, str] = {}
    for submission_id, year, unit_set, code, is_latest in connection.execute(
        _SUBMISSIONS
    ).fetchall():
        territories[submission_id] = (year, unit_set, code)
        if is_latest:
            latest[year, unit_set, code] = submission_id
    return Failing(
        dict(failures),
        _current_cells(connection, failures),
        _blank_places(connection),
        territories,
        latest,
    )


def _failures(connection: duckdb.DuckDBPyConnection) -> list[Failure]:
    """Hard rules first, then in the order of the form; rules on the whole last."""
    positions = {line.code: position for position, line in enumerate(form().lines())}
    rows = connection.execute(_FAILURES).fetchall()
    found = [
        Failure(
            territory=(year, unit_set, code),
            rule_id=rule_id,
            severity=severity,
            cause=cause,
            outcome=outcome,
            message_vi=message_vi,
            message_en=message_en,
            submission_id=submission_id,
            lines=line_codes(cells),
            accused=tuple(line for line in (accused, other) if line),
            repaired=repaired,
            unit=unit,
        )
        for (
            year, unit_set, code, rule_id, severity, cause, outcome, message_vi,
            message_en, submission_id, cells, accused, other, repaired, unit,
        ) in rows
    ]  # fmt: skip
    return sorted(
        found,
        key=lambda each: (
            each.severity != "hard",
            positions[each.lines[0]] if each.lines else len(positions),
            each.rule_id,
        ),
    )


def _current_cells(
    connection: duckdb.DuckDBPyConnection, territories: Iterable[Territory]
) -> dict[tuple[int, str, str, str], Cell]:
    wanted = set(territories)
    if not wanted:
        return {}
    rows = connection.execute(_CURRENT).fetchall()
    return {
        (year, unit_set, code, line): Cell(*cell)
        for year, unit_set, code, line, *cell in rows
        if (year, unit_set, code) in wanted
    }


def _blank_places(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], Place]:
    """Submission and line to the place of a cell that was left blank."""
    return {
        (submission_id, line): (sheet, address)
        for submission_id, line, sheet, address in connection.execute(_BLANK).fetchall()
    }

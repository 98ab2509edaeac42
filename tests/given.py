"""Hand-made countries for tests: a few submissions in, the warehouse's own SQL built.

    con = built([report("22", 2024, {"A": "2", "A1": "1", "A2": "1"})])
    con.sql("select * from marts.reconciliations")

Everything runs in an in-memory DuckDB on the SQL that dbt compiled; nothing is mocked.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from dagster_project import warehouse
from dagster_project.inquiry import replay
from dagster_project.publishing import frozen
from dagster_project.submissions import records

TODAY = date(2026, 3, 1)


@dataclass(frozen=True)
class Report:
    """A submission with its cells; `number` cells are typed, text cells are text."""

    submission: records.Submission
    cells: tuple[records.Cell, ...]


@dataclass
class _Counter:
    value: int = field(default=0)


_sequence = _Counter()


def attempts(number: int) -> pytest.MarkDecorator:
    """A property is tried on so many countries, but for one with `make robust`."""
    others = [pytest.param(x, marks=pytest.mark.slow) for x in range(1, number)]
    return pytest.mark.parametrize("attempt", [0, *others])


def report(
    locality: str | None,
    year: int | None,
    cells: Mapping[str, str | int | None],
    *,
    unit_set: str | None = None,
    received: datetime | None = None,
    replaces_all: bool = False,
    period: tuple[date | None, date | None] = (None, None),
    language: str = "vi",
    **changes: object,
) -> Report:
    """One submission; a str is text as typed, an int a spreadsheet number, None empty.

    `unit_set` defaults to the map of the report year (63 until 2024, 34 from 2025).
    `changes` replaces any further field of `records.Submission` (hold_code, …).
    Order of calls is the order of receipt.
    """
    _sequence.value += 1
    number = _sequence.value
    default = datetime((year or 2024) + 1, 1, 10, 3, 0, 0, number % 1_000_000)
    received = received or default
    submission_id = str(
        changes.pop("submission_id", None)
        or f"{received:%Y%m%dT%H%M%S%fZ}-{_sha256(number)[:12]}"
    )
    values: dict[str, object] = {
        "submission_id": submission_id,
        "folder": submission_id,
        "sequence": number,
        "original_name": f"{locality}-{year}.xlsx",
        "sha256": _sha256(number),
        "size_bytes": 1000,
        "received_at": received,
        "sender": None,
        "channel": None,
        "file_format": "xlsx",
        "form_version": f"{year}.1",
        "language": language,
        "report_year": year,
        "unit_set": unit_set
        or (None if year is None else "63" if year < 2025 else "34"),
        "locality_code": locality,
        "report_year_text": None if year is None else str(year),
        "locality_code_text": locality,
        "locality_name_text": None,
        "period_start_text": None if period[0] is None else period[0].isoformat(),
        "period_end_text": None if period[1] is None else period[1].isoformat(),
        "period_start": period[0],
        "period_end": period[1],
        "prepared_by": "SYNTHETIC test",
        "contact": None,
        "signed_on_text": None,
        "replaces_all": replaces_all,
        "is_synthetic": True,
    }
    for name in records.Submission.__dataclass_fields__:
        values.setdefault(name, None)
    values.update(changes)
    return Report(
        records.Submission(**values),  # type: ignore[arg-type]
        tuple(
            _cell(submission_id, position, code, value)
            for position, (code, value) in enumerate(cells.items())
        ),
    )


def decision(
    submission_id: str,
    rule_id: str,
    kind: str,
    cells: Mapping[str, str] | None = None,
    *,
    reason: str = "confirmed by letter",
    until: date | None = None,
    decided_at: datetime | None = None,
    **assigned: object,
) -> tuple[records.Decision, tuple[records.DecisionCell, ...]]:
    """A steward's decision file as rows; `cells` binds it to raw texts of its block."""
    _sequence.value += 1
    number = _sequence.value
    decision_id = f"decision-{number:06d}"
    row = records.Decision(
        decision_id=decision_id,
        sequence=number,
        submission_id=submission_id,
        rule_id=rule_id,
        decision=kind,
        reason=reason,
        decided_by="steward",
        decided_at=decided_at or datetime(2026, 2, 1, 0, 0, 0, number % 1_000_000),
        valid_until=until,
        has_cells=cells is not None,
        locality_code=assigned.get("locality_code"),  # type: ignore[arg-type]
        report_year=assigned.get("report_year"),  # type: ignore[arg-type]
    )
    bound = tuple(
        records.DecisionCell(decision_id, code, text)
        for code, text in (cells or {}).items()
    )
    return row, bound


def loaded(
    reports: Iterable[Report],
    decisions: Iterable[tuple[records.Decision, tuple[records.DecisionCell, ...]]] = (),
    *,
    today: date = TODAY,
    remarks: Iterable[records.Remark] = (),
    publications: frozen.Frozen | None = None,
) -> duckdb.DuckDBPyConnection:
    """An in-memory warehouse with seeds and `raw` tables, no model built yet."""
    reports, decisions = list(reports), list(decisions)
    con = replay.memory()
    con.execute("set threads = 1")  # a handful of rows; the tests share the cores
    for table, record, rows in (
        ("raw.submissions", records.Submission, [r.submission for r in reports]),
        ("raw.cells", records.Cell, [c for r in reports for c in r.cells]),
        ("raw.remarks", records.Remark, list(remarks)),
        ("raw.decisions", records.Decision, [d for d, _ in decisions]),
        (
            "raw.decision_cells",
            records.DecisionCell,
            [c for _, cs in decisions for c in cs],
        ),
        (
            "raw.refreshes",
            records.Refresh,
            [
                records.Refresh(
                    datetime(today.year, today.month, today.day),
                    today,
                    project_version="test",
                    git_commit=None,
                    sources_fingerprint="of the test",
                )
            ],
        ),
    ):
        warehouse.replace_table(con, table, record, rows)
    frozen.load(con, publications or frozen.Frozen([], {}))
    return con


def built(
    reports: Iterable[Report],
    decisions: Iterable[tuple[records.Decision, tuple[records.DecisionCell, ...]]] = (),
    *,
    today: date = TODAY,
    only: Collection[str] | None = None,
    up_to: Collection[str] | None = None,
) -> duckdb.DuckDBPyConnection:
    """The same with every model built from dbt's compiled SQL.

    Or those in `only`; or those in `up_to` and what they read.
    """
    con = loaded(reports, decisions, today=today)
    replay.build_models(con, only, up_to)
    return con


def publish(con: duckdb.DuckDBPyConnection, build: Path) -> None:
    """Copy what analysts see to the published file of this build folder."""
    file = build / "published" / "warehouse.duckdb"
    file.parent.mkdir(parents=True)
    con.execute(f"attach '{file}' as published")
    for schema, table in con.execute(
        "select schema_name, table_name from duckdb_tables() where schema_name in"
        " ('marts', 'reference', 'validation') and database_name = 'memory'"
    ).fetchall():
        con.execute(f"create schema if not exists published.{schema}")
        con.execute(f"create table published.{schema}.{table} as from {schema}.{table}")
    con.execute("detach published")


def rows(con: duckdb.DuckDBPyConnection, sql: str, *values: object) -> list[dict]:
    """Query rows as dicts."""
    cursor = con.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _sha256(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _cell(
    submission_id: str, position: int, code: str, value: str | int | None
) -> records.Cell:
    kind = "empty" if value is None else "text" if isinstance(value, str) else "number"
    return records.Cell(
        submission_id=submission_id,
        line_code=code,
        occurrence=1,
        raw_text="" if value is None else str(value),
        value_kind=kind,
        sheet="I",
        address=f"E{position + 4}",
        note=None,
    )

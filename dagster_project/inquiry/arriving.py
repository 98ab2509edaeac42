"""The raw tables in memory as if a file had just arrived, for `ipw check`.

The rules on history see the current cells of the last publication. Touches nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import duckdb

from dagster_project import ingestion, paths, warehouse
from dagster_project.decisions import decidable, decision_files
from dagster_project.submissions import loading, overlaps, records

_SUBMISSIONS = """
    insert into raw.submissions by name
    select s.submission_id, s.submission_id as folder, s.sequence,
        s.original_name, s.sha256, 0 as size_bytes, s.received_at, s.file_format,
        s.report_year, s.unit_set, s.locality_code, s.period_start, s.period_end,
        s.is_synthetic, false as replaces_all,
        coalesce(c.language, 'vi') as language
    from published.reference.dim_submissions s
    left join (
        select distinct submission_id, language
        from published.validation.current_cells
    ) c using (submission_id)
    where s.status in ('counted', 'superseded') and s.report_year in ({})
"""
_CELLS = """
    insert into raw.cells by name
    select submission_id, line_code, 1 as occurrence, raw_text, value_kind, sheet,
        address, note
    from published.validation.current_cells
    where submission_id is not null and report_year in ({})
"""


def decided_before(earlier: str, folder: str) -> list[records.Decision]:
    """What was decided on submissions of folder `earlier`, as if on those of `folder`.

    Only what binds to a submission: the rest is found by the values of its block.
    """
    return [
        replace(decision, submission_id=folder + decision.submission_id[len(earlier) :])
        for decision in decision_files.read_decisions()[0]
        if decision.rule_id in decidable.WITHOUT_CELLS
        and decision.submission_id.partition(".")[0] == earlier
    ]


def load_history(
    connection: duckdb.DuckDBPyConnection,
    years: set[int | None],
    now: datetime,
    decided: Iterable[records.Decision],
) -> None:
    """Schema `raw` with the published current cells of these years and those before.

    `decided` are decisions besides those of `raw/decisions`.
    """
    decisions, decision_cells, _ = decision_files.read_decisions()
    for table, record, rows in (
        *loading.Records([], [], []).tables(),
        ("decisions", records.Decision, [*decisions, *decided]),
        ("decision_cells", records.DecisionCell, decision_cells),
        ("refreshes", records.Refresh, [ingestion.refresh_at(now)]),
    ):
        warehouse.replace_table(connection, f"raw.{table}", record, rows)
    file = paths.published_warehouse()
    wanted = sorted({y - back for y in years if y is not None for back in (0, 1)})
    if not file.exists() or not wanted:
        return
    of_years = ", ".join(str(year) for year in wanted)
    location = warehouse.literal(str(file.resolve()))
    connection.execute(f"attach {location} as published (read_only)")
    connection.execute(_SUBMISSIONS.format(of_years))
    connection.execute(_CELLS.format(of_years))
    connection.execute("detach published")


def guarded(
    connection: duckdb.DuckDBPyConnection, rows: loading.Records, today: date
) -> loading.Records:
    """The file's rows, held where a counting report overlaps, as in a refresh."""
    counting = [
        records.Submission(*row)
        for row in _rows(connection, "submissions", records.Submission)
    ]
    decisions = [
        records.Decision(*row)
        for row in _rows(connection, "decisions", records.Decision)
    ]
    held = overlaps.guarded([*counting, *rows.submissions], decisions, today)
    return replace(rows, submissions=held[len(counting) :])


def _rows(
    connection: duckdb.DuckDBPyConnection, table: str, record: type
) -> list[tuple[Any, ...]]:
    names = ", ".join(warehouse.columns(record))
    return connection.execute(
        f"select {names} from raw.{table} order by sequence"
    ).fetchall()


def append(connection: duckdb.DuckDBPyConnection, rows: loading.Records) -> None:
    """The file's rows after everything received before."""
    (last,) = connection.execute(
        "select coalesce(max(sequence), 0) from raw.submissions"
    ).fetchone() or (0,)
    for table, record, new in rows.tables():
        warehouse.replace_table(connection, f"arriving.{table}", record, new)
        value = (
            f"* replace (sequence + {last} as sequence)"
            if table == "submissions"
            else "*"
        )
        connection.execute(
            f"insert into raw.{table} by name select {value} from arriving.{table}"
        )

"""Readings of hand-made cells by the warehouse's own SQL, for the tests of staging.

B is a count (cases), C is money (fines, written in million đồng, held in đồng).
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

import duckdb

from dagster_project import warehouse
from dagster_project.inquiry import replay
from dagster_project.submissions import records
from tests import given as country
from tests.reading_oracle import Ends, Line, Reading

Cell = tuple[str, str, str, str]
Reader = Callable[..., dict]
LINES = {"B": Line("cases", 1), "C": Line("VND", 1_000_000)}
READING_MODELS = frozenset({
    "stg_submissions",
    "stg_entries",
    "stg_decisions",
    "stg_decision_entries",
    "stg_texts",
    "stg_findings",
    "stg_readings",
    "stg_cells",
    "stg_decision_cells",
})  # fmt: skip


def empty_reports() -> duckdb.DuckDBPyConnection:
    """A warehouse with one Vietnamese and one English report, both still empty."""
    return country.loaded([
        country.report("22", 2024, {}, submission_id="vi", language="vi"),
        country.report("24", 2024, {}, submission_id="en", language="en"),
    ])  # fmt: skip


def all_read(con: duckdb.DuckDBPyConnection, cells: Iterable[Cell]) -> dict[Cell, dict]:
    """Readings of (text, kind, language, line) by the warehouse's SQL."""
    cells = list(dict.fromkeys(cells))
    rows = [
        records.Cell(language, line, n, text, kind, None, f"E{n}", None)
        for n, (text, kind, language, line) in enumerate(cells)
    ]
    warehouse.replace_table(con, "raw.cells", records.Cell, rows)
    replay.build_models(con, READING_MODELS)
    line_of = {(line.unit, line.scale): code for code, line in LINES.items()}
    return {
        (
            row["raw_text"],
            row["value_kind"],
            row["language"],
            line_of[row["unit"], row["scale"]],
        ): row
        for row in country.rows(con, "select * from staging.stg_readings")
    }


def reader(cells: Iterable[Cell]) -> Iterator[Reader]:
    """For a fixture: reads one cell; the given ones have been read in one go."""
    con = empty_reports()
    known = all_read(con, cells)

    def look_up(
        text: str, line: str = "B", language: str = "vi", kind: str = "text"
    ) -> dict:
        cell = (text, kind, language, line)
        if cell not in known:
            known.update(all_read(con, [cell]))
        return known[cell]

    yield look_up
    con.close()


def customary(row: dict) -> tuple:
    """low, low is open, high, high is open of the customary reading."""
    return tuple(row[c] for c in ("low", "low_is_open", "high", "high_is_open"))


def widest(row: dict) -> tuple:
    """The same of the widest reading."""
    return tuple(
        row[f"widest_{c}"] for c in ("low", "low_is_open", "high", "high_is_open")
    )


def as_reading(row: dict) -> Reading:
    """A row of SQL in the oracle's terms."""
    if row["value"] is None:
        return Reading(row["state"])
    one, other = (
        Ends(Fraction(ends[0]), ends[1], _fraction(ends[2]), ends[3])
        for ends in (customary(row), widest(row))
    )
    return Reading(row["state"], Fraction(row["value"]), one, other)


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)

"""A country judged by both roads: the SQL models, then Great Expectations on a file."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from dagster_project import warehouse
from dagster_project.inquiry import replay
from dagster_project.publishing import agreement
from expectations import results
from tests import given

NEEDED = ("reconciliations", "rules")

# A report in which one sum fails, and its rule.
SUM = "SUM:A:document_type"
FAILING = {"A": 5, "A1": 1, "A2": 1, "A3": 1, "A9": 1, "P": 1, "P1": 1}


def file_of(connection: duckdb.DuckDBPyConnection, folder: Path) -> Path:
    """Copy an in-memory warehouse into a DuckDB file, closed; shut the memory."""
    file = folder / "warehouse of a test.duckdb"
    file.unlink(missing_ok=True)
    connection.execute(f"attach '{file}' as filed")
    connection.execute("copy from database memory to filed")
    connection.execute("detach filed")
    connection.close()
    return file


def judged(
    reports: Iterable[given.Report],
    decisions: Iterable = (),
    *,
    folder: Path,
) -> tuple[Path, results.ValidationReport]:
    """The file of a country and what GX said of it; `folder/json` has GX's own."""
    connection = given.loaded(reports, decisions)
    replay.build_models(connection, up_to=NEEDED)
    file = file_of(connection, folder)
    return file, results.validate(file, folder / "json")


def differences(
    file: Path, report: results.ValidationReport
) -> list[agreement.Disagreement]:
    """What the gate would say after this validation."""
    with warehouse.connect(file) as connection:
        results.write(connection, report)
        return agreement.disagreements(connection)

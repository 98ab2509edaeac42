"""What was received becomes the tables of schema `raw`. Never imports Dagster."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import duckdb

from dagster_project import dbt_runner, paths, viet_nam, warehouse
from dagster_project.decisions import decision_files
from dagster_project.publishing import frozen
from dagster_project.submissions import loading, reading, records


@dataclass(frozen=True, slots=True)
class Ingested:
    """How many rows each table of schema `raw` has now."""

    submissions: int
    cells: int
    remarks: int
    decisions: int


def load(connection: duckdb.DuckDBPyConnection, now: datetime) -> Ingested:
    """Read everything received and decided into schema `raw` of `connection`.

    `now` is aware; the models take the day of the refresh from `raw.refreshes`.
    Raises FrozenError where a frozen publication was changed.
    """
    publications = frozen.read()
    decisions, decision_cells, _ = decision_files.read_decisions()
    files = reading.parsed_files()
    rows = loading.records_of_all(files, decisions, viet_nam.day(now))
    tables = (
        *rows.tables(),
        ("decisions", records.Decision, decisions),
        ("decision_cells", records.DecisionCell, decision_cells),
        ("refreshes", records.Refresh, [refresh_at(now)]),
    )
    counts = {
        name: warehouse.replace_table(connection, f"raw.{name}", record, values)
        for name, record, values in tables
    }
    frozen.load(connection, publications)
    return Ingested(**{field: counts[field] for field in Ingested.__dataclass_fields__})


def refresh_at(now: datetime) -> records.Refresh:
    """The row of `raw.refreshes` for a refresh at `now`."""
    return records.Refresh(
        refreshed_at=now.astimezone(UTC).replace(tzinfo=None),
        refreshed_on=viet_nam.day(now),
        project_version=version("industrial-property-warehouse"),
        git_commit=git_commit(),
        sources_fingerprint=dbt_runner.sources_fingerprint(),
    )


def git_commit() -> str | None:
    """The project's commit, where it stands in a git work tree."""
    try:
        done = subprocess.run(
            ["git", "-C", str(paths.PROJECT), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None

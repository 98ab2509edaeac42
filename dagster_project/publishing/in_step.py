"""Whether what a step finds is of one refresh: somebody may ask for some steps only.

Each function raises OutOfStepError, which says what is missing and what to do.
"""

from datetime import datetime

import duckdb

from dagster_project import paths, warehouse

REMEDY = "Materialize what comes before this step, or launch refresh_warehouse."


class OutOfStepError(Exception):
    """A step was asked for without those before it; nothing was done."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} {REMEDY}")


def require_loaded() -> None:
    """There are raw tables to build the models of."""
    with warehouse.connect() as connection:  # makes the file where there is none
        found = connection.execute("from duckdb_tables() where schema_name = 'raw'")
        if not found.fetchone():
            raise OutOfStepError("The raw tables are not loaded.")


def require_built() -> None:
    """The models were built since the raw tables were loaded."""
    with warehouse.connect() as connection:
        refreshed_at(connection)


def refreshed_at(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """When the refresh began (UTC, without a zone) that the models are of."""
    try:
        found = connection.execute("select refreshed_at from reference.refreshes")
    except duckdb.CatalogException:
        raise OutOfStepError(
            "The models were not built since the raw tables were loaded."
        ) from None
    (at,) = found.fetchone() or (None,)
    return at


def require_judged_and_told(connection: duckdb.DuckDBPyConnection) -> None:
    """What was built was judged by the second road, and the pages tell of it."""
    at = refreshed_at(connection)
    (tables,) = connection.execute(
        "select count(*) from duckdb_tables() where schema_name = 'validation'"
        " and table_name in ('expectation_results', 'failures')"
    ).fetchone() or (0,)
    if tables < 2:
        raise OutOfStepError("Great Expectations has not judged what was built.")
    mark = paths.report() / paths.REPORT_REFRESH
    told = mark.read_text("utf-8") if mark.exists() else None
    if paths.report().is_dir() and told != str(at):
        raise OutOfStepError("The pages for stewards are of another refresh.")


def require_in_force(built: duckdb.DuckDBPyConnection) -> None:
    """What was built is what is published: no sender is answered before the gate."""
    at, file = refreshed_at(built), paths.published_warehouse()
    if file.exists():
        with duckdb.connect(str(file.resolve()), read_only=True) as published:
            if refreshed_at(published) == at:
                return
    raise OutOfStepError("What was built is not published.")

"""Pages for stewards and a file back for each locality. Never imports Dagster."""

import duckdb

from dagster_project import paths


def write_all(connection: duckdb.DuckDBPyConnection) -> int:
    """Write every page and every answer; return how many."""
    from dagster_project.reporting import acknowledgements

    return acknowledgements.write_acknowledgements(
        connection, paths.acknowledgements()
    )

"""The DuckDB file of a release: the published tables copied from the working file.

Every table comes with its comments; what was judged after the copy was begun is added
at its end. Knows nothing of gates, folders in force or Dagster.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from dagster_project import paths, warehouse

SCHEMAS = ("reference", "facts", "marts", "validation")
SYNTHETIC = (
    " This build holds synthetic submissions (reference.dim_submissions.is_synthetic)."
)


@contextmanager
def beside(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A file read-only, so that another process may read it too, in a connection that
    can write other files.
    """
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"set threads = {warehouse.threads(database)}")
        connection.execute(f"set memory_limit = '{warehouse.MEMORY_LIMIT}'")
        spilled = warehouse.literal(str(paths.build() / "spilled"))
        connection.execute(f"set temp_directory = {spilled}")
        # As in dbt/profiles.yml: half of the time, and no larger a file.
        connection.execute("set force_compression = 'dictionary'")
        file = warehouse.literal(str(database))
        connection.execute(f"attach {file} as warehouse (read_only); use warehouse")
        yield connection


def copy_built(built: duckdb.DuckDBPyConnection, release: Path) -> None:
    """Copy the published tables into a new file, with their comments."""
    built.execute("use warehouse")
    with _attached(built, release):
        for schema in SCHEMAS:
            built.execute(f"create schema release.{schema}")
        _copy(built, _described(built), _is_synthetic(built))


def complete(connection: duckdb.DuckDBPyConnection, release: Path) -> tuple[int, bool]:
    """Add to a copy what was judged since.

    `connection` is one of `beside`. Returns the number of tables and whether any of it
    is synthetic, which every table of figures says then.
    """
    is_synthetic = _is_synthetic(connection)
    tables = _described(connection)
    with _attached(connection, release):
        copied = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = 'release'"
        ).fetchall()
        missing = [each for each in tables if each[:2] not in copied]
        _copy(connection, missing, is_synthetic)
    release.chmod(0o444)
    return len(tables), is_synthetic


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, release: Path) -> Iterator[None]:
    """A release's file as `release`, in one transaction: each statement alone would be
    a commit.
    """
    connection.execute(f"attach {warehouse.literal(str(release))} as release")
    connection.begin()
    try:
        yield
    except BaseException:
        # Left to DuckDB's destructor, a rollback that fails ends the process.
        with suppress(duckdb.Error):
            connection.rollback()
        raise
    connection.commit()
    connection.execute("detach release")


def _is_synthetic(connection: duckdb.DuckDBPyConnection) -> bool:
    (is_synthetic,) = connection.execute(
        "select bool_or(is_synthetic) from reference.dim_submissions"
    ).fetchone() or (None,)
    return bool(is_synthetic)


def _copy(
    connection: duckdb.DuckDBPyConnection,
    tables: list[tuple[Any, ...]],
    is_synthetic: bool,
) -> None:
    """Copy tables of `_described` into `release`, with their comments."""
    for schema, table, comment, columns, comments in tables:
        name = f'{schema}."{table}"'
        is_marked = is_synthetic and schema in ("marts", "facts")
        about = warehouse.literal((comment or "") + SYNTHETIC * is_marked)
        connection.execute(
            f"create table release.{name} as from {name};"
            f"comment on table release.{name} is {about};"
            + "".join(
                f'comment on column release.{name}."{column}"'
                f" is {warehouse.literal(str(text))};"
                for column, text in zip(columns, comments, strict=True)
            )
        )


def _described(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Schema, table, its comment, its columns and theirs, of all that is published.

    Asked once: DuckDB looks through its whole catalogue for each such question.
    """
    return connection.execute(
        "select t.schema_name, t.table_name, any_value(t.comment),"
        " list(c.column_name order by c.column_index),"
        " list(c.comment order by c.column_index) from ("
        "select database_name, schema_name, table_name, comment from duckdb_tables()"
        " union all"
        " select database_name, schema_name, view_name, comment from duckdb_views()"
        ") as t join duckdb_columns() as c"
        " using (database_name, schema_name, table_name)"
        " where t.database_name = current_database()"
        f" and t.schema_name in {SCHEMAS} group by all order by all"
    ).fetchall()

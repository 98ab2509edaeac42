"""SQL on the published file: read-only, no other file, no extension, no setting."""

from dataclasses import dataclass
from typing import Any

import duckdb

from dagster_project import paths


class QueryError(Exception):
    """The question cannot be answered; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names and rows of one query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def connect() -> duckdb.DuckDBPyConnection:
    """The published file, locked down: what an analyst's connection may do.

    Raises QueryError where nothing is published yet.
    """
    file = paths.published_warehouse()
    if not file.exists():
        raise QueryError(f"{file} does not exist yet: run `ipw refresh` first")
    return duckdb.connect(
        str(file.resolve()),
        read_only=True,
        config={
            "enable_external_access": "false",
            "autoload_known_extensions": "false",
            "autoinstall_known_extensions": "false",
            "lock_configuration": "true",
            "memory_limit": "2GB",
        },
    )


def ask(sql: str) -> Answer:
    """Run one statement; raises QueryError with DuckDB's own words."""
    connection = connect()
    try:
        cursor = connection.execute(sql)
        if cursor is None:  # nothing but spaces, comments, semicolons
            raise QueryError('there is no question: ipw query "from marts.decisions"')
        columns = tuple(column[0] for column in cursor.description or ())
        return Answer(columns, tuple(cursor.fetchall()))
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    finally:
        connection.close()

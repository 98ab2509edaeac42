"""SQL on the published file: read-only, no other file, no extension, no setting."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import duckdb

from dagster_project import paths

QUESTIONS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


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


def ask(sql: str, seconds: float | None = None) -> Answer:
    """Run one question, for so many seconds at most.

    Raises QueryError with DuckDB's own words, or where the time is over.
    """
    if seconds is not None and not seconds <= threading.TIMEOUT_MAX:
        most = f"{threading.TIMEOUT_MAX:g}"
        raise QueryError(f"--timeout {seconds:g}: give at most {most} seconds")
    connection = connect()
    try:
        # DuckDB does not hear of Ctrl-C while it works, so another thread does.
        with ThreadPoolExecutor(1) as working:
            answer = working.submit(_answer, connection, sql)
            try:
                wait([answer], seconds)
                if not answer.done():
                    raise QueryError(
                        f"no answer within {seconds:g} seconds: ask for less, or give"
                        " --timeout more"
                    )
                return answer.result()
            finally:
                connection.interrupt()
    finally:
        connection.close()


def _answer(connection: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    try:
        _refuse_all_but_one_question(connection.extract_statements(sql), sql)
        cursor = connection.execute(sql)
        columns = tuple(column[0] for column in cursor.description or ())
        return Answer(columns, tuple(cursor.fetchall()))
    except duckdb.Error as error:
        raise QueryError(str(error)) from error


def _refuse_all_but_one_question(statements: list[duckdb.Statement], sql: str) -> None:
    asked = [each for each in statements if each.type in QUESTIONS]
    others = {each.type.name for each in statements if each.type not in QUESTIONS}
    if "pivot" in sql.casefold():
        others.discard("CREATE")  # DuckDB makes a type of what it finds to pivot on
    if not statements:  # nothing but spaces, comments, semicolons
        raise QueryError('there is no question: ipw query "from marts.decisions"')
    if others:
        raise QueryError(
            f"{', '.join(sorted(others))} is no question; ask with select, from,"
            " describe, show, summarize or explain"
        )
    if len(asked) > 1:
        raise QueryError(f"{len(asked)} questions: ask one at a time")

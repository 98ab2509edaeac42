"""The working DuckDB file: open it for a step, replace a table by rows of a dataclass.

Knows nothing of the form. DuckDB allows one read-write process at a time, so every
connection is closed when its step ends.
"""

import dataclasses
import json
import os
import shutil
import tempfile
import types
import typing
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from pathlib import Path

import duckdb
import psutil

from dagster_project import paths

_TYPES = {
    str: "varchar",
    int: "bigint",
    bool: "boolean",
    date: "date",
    datetime: "timestamp",
    Decimal: "decimal(38, 6)",
}


# What DuckDB may hold in memory, in each process; beyond it works through the disk.
_MEMORY_BYTES = 1_000_000_000
MEMORY_LIMIT = f"{_MEMORY_BYTES}B"
# What it must hold while it builds, lists and windows, for a byte of what it builds on:
# ten million cells take 95 MB and need more than 1 GB.
_BYTES_HELD = 50
# Of a file of this size no table has more rows than two threads could share; nor will
# what is built on one of the second: seeds take 7 MB, a hundred thousand cells one.
_SMALL_BYTES = 64 * 1024 * 1024
_SMALL_BYTES_TO_BUILD_ON = 12 * 1024 * 1024


def threads(file: Path, small: int = _SMALL_BYTES) -> int:
    """How many threads of DuckDB serve a file best, if one of `small` bytes needs one.

    DuckDB hands out work in row groups of 122,880 rows; where there is one only, more
    threads wait for each other and take twice the CPU time.
    """
    is_small = not file.exists() or file.stat().st_size < small
    return 1 if is_small else os.cpu_count() or 1


def threads_to_build_on(file: Path) -> int:
    """How many serve best while what a file holds is built upon."""
    return threads(file, _SMALL_BYTES_TO_BUILD_ON)


def memory_to_build_on(file: Path) -> str:
    """What DuckDB may hold while what a file holds is built upon.

    As much as always, and for a history of millions of cells more, up to half of what
    the machine has.
    """
    size = file.stat().st_size if file.exists() else 0
    wanted = min(_BYTES_HELD * size, psutil.virtual_memory().total // 2)
    return f"{max(wanted, _MEMORY_BYTES)}B"


@contextmanager
def connect(
    path: Path | None = None, *, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the working file (or `path`) and close it when the block ends."""
    path = path or paths.warehouse()
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path), read_only=read_only)
    connection.execute(
        f"set threads = {threads(path)}; set memory_limit = '{MEMORY_LIMIT}'"
    )
    try:
        connection.execute("set timezone = 'UTC'")
        yield connection
    finally:
        connection.close()


def start_anew(file: Path) -> None:
    """Begin a refresh without `file`: nothing of an earlier one is carried over.

    What another version or an interrupted refresh left (other tables, a damaged file,
    a write-ahead log) goes with it. Raises duckdb.IOException, which names the process,
    where somebody holds the file.
    """
    try:
        with connect(file):
            pass
    except duckdb.IOException as error:
        if "Conflicting lock" in str(error):
            raise
    except duckdb.Error:
        # Bytes that DuckDB cannot open hold nothing that is needed.
        pass
    for name in (file.name, f"{file.name}.wal"):
        file.with_name(name).unlink(missing_ok=True)
    shutil.rmtree(file.with_name(f"{file.name}.tmp"), ignore_errors=True)


def take_over(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[str], file: Path
) -> None:
    """Copy tables of another file, which is let go of at once."""
    connection.execute(f"attach {literal(str(file))} as aside (read_only)")
    for table in tables:
        schema, _, _ = table.partition(".")
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create or replace table {table} as from aside.{table}")
    connection.execute("detach aside")


def columns(record: type) -> dict[str, str]:
    """The DuckDB columns of a record: field name to type."""
    hints = typing.get_type_hints(record)
    return {
        field.name: _TYPES[plain_type(hints[field.name])]
        for field in dataclasses.fields(record)
    }


def replace_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    record: type,
    rows: Iterable[typing.Any],
) -> int:
    """Replace `schema.table` by `rows` of the dataclass `record`; return their number.

    Rows travel as NDJSON with declared types: DuckDB never guesses a column.
    """
    schema, _, _ = table.partition(".")
    types_ = columns(record)
    connection.execute(f"create schema if not exists {schema}")
    values = attrgetter(*types_)
    as_json = json.JSONEncoder(ensure_ascii=False, default=_as_text).encode
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as file:
        count = 0
        for row in rows:
            file.write(as_json(dict(zip(types_, values(row), strict=True))) + "\n")
            count += 1
        file.flush()
        definition = ", ".join(f"{name} {kind}" for name, kind in types_.items())
        connection.execute(f"create or replace table {table} ({definition})")
        if count:
            struct = ", ".join(f"{name}: '{kind}'" for name, kind in types_.items())
            connection.execute(
                f"insert into {table} select * from read_json({literal(file.name)},"
                f" format = 'newline_delimited', maximum_object_size = 67108864,"
                f" columns = {{{struct}}})"
            )
    return count


def named_rows(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> Iterator[dict[str, typing.Any]]:
    """The rows of a query by the names of its columns."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))


def literal(text: str) -> str:
    """A text as SQL.

    For what must answer at once: the first parameter of a process makes DuckDB's client
    import pandas, which takes half a second.
    """
    return "'" + text.replace("'", "''") + "'"


def plain_type(hint: typing.Any) -> type:
    """The type of a field without its `| None`."""
    if isinstance(hint, types.UnionType):
        return next(part for part in hint.__args__ if part is not type(None))
    return hint


def _as_text(value: typing.Any) -> str:
    """A value that JSON does not know, as DuckDB reads it."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"no column holds {value!r}")

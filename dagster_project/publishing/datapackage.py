"""Every mart as Parquet and CSV with a Frictionless `datapackage.json` and checksums.

https://specs.frictionlessdata.io/data-package/ ; the file is validated by
Frictionless' own library in the tests.
"""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from dagster_project import inert, warehouse
from dagster_project.submissions import receipts

FORMATS = ("parquet", "csv")
_FIELD_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "INTEGER": "integer",
    "BIGINT": "integer",
}
# As `inert.for_spreadsheet` says it, in DuckDB's spelling of a character.
_FORMULA, _FIELD = inert.FORMULA.pattern, inert.FIELD.pattern
_QUOTED = inert.QUOTED.replace("'", "''")
_UNSEEN = re.sub(r"\\u(\w{4})", r"\\x{\1}", inert.UNSEEN.pattern)
_NUMBER = r"if(unicode(sign) < 256, '\x{:02x}', '\u{:04x}')"
_NAMED = (
    f"if(regexp_matches(sign, '{_UNSEEN}'), format({_NUMBER}, unicode(sign)), sign)"
)


def _harmless(column: str) -> str:
    """A text that no spreadsheet evaluates and that holds only what a text may."""
    signs = f"regexp_extract_all({column}, '(?s).')"
    named = f"array_to_string(list_transform({signs}, lambda sign: {_NAMED}), '')"
    # Looked for at once: few texts hold either, and each is looked through.
    return f"""
        if(
            regexp_matches({column}, '{_FORMULA}|{_FIELD}|{_UNSEEN}'),
            if(regexp_matches({column}, '{_FORMULA}'), '''', '')
            || regexp_replace({named}, '{_FIELD}', '{_QUOTED}', 'g'),
            {column}
        ) as {column}
    """


def export_file(database: Path, folder: Path) -> bool:
    """Write `parquet/` and `csv/` of a DuckDB file, opened read-only.

    Returns false and does nothing where another process is at it, or was: whoever
    has nothing else to do first does it.
    """
    try:
        (folder / FORMATS[0]).mkdir()
    except FileExistsError:
        return False
    with warehouse.connect(database, read_only=True) as connection:
        export(connection, folder)
    return True


def export(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write every mart into `parquet/` and `csv/` of a folder, in the mart's order.

    As many files at once as there are cores, each by one thread of DuckDB: threads
    that share the rows of a file wait for each other.
    """
    for name in FORMATS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    connection.execute("set threads = 1")
    copies = [
        copy
        for table, _, columns in _marts(connection)
        for copy in _copies(folder, table, columns)
    ]
    cursors = [connection.cursor() for _ in copies]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(duckdb.DuckDBPyConnection.execute, cursors, copies))


def describe(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    now: datetime,
    is_synthetic: bool,
) -> None:
    """Write `datapackage.json` and `SHA256SUMS` of the data in a folder."""
    title = "Local administration of industrial property in Viet Nam"
    written = (path for name in FORMATS for path in (folder / name).iterdir())
    sums = {path: receipts.digest(path) for path in written}
    package = {
        "profile": "tabular-data-package",
        "name": "local-industrial-property",
        "title": title + (" (synthetic submissions)" if is_synthetic else ""),
        "created": now.isoformat(),
        "is_synthetic": is_synthetic,
        "resources": [_resource(folder, sums, *mart) for mart in _marts(connection)],
    }
    # An empty list is not allowed: what the publisher has not stated is left out.
    if licenses := _licenses(connection):
        package["licenses"] = licenses
    (folder / "datapackage.json").write_text(
        json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    for path in (folder / "warehouse.duckdb", folder / "datapackage.json"):
        sums[path] = receipts.digest(path)
    lines = [f"{sums[path]}  {path.relative_to(folder)}\n" for path in sorted(sums)]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def _licenses(connection: duckdb.DuckDBPyConnection) -> list[dict[str, str]]:
    """The publisher's terms, as `dbt/seeds/publication_terms.csv` states them."""
    stated = connection.execute(
        "select name, title_en from reference.publication_terms order by name"
    ).fetchall()
    return [{"name": name, "title": title} for name, title in stated]


def _marts(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Every mart, its comment, and its columns: name, type, comment."""
    found: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {}
    for table, about, *column in connection.execute(
        "select t.table_name, t.comment, c.column_name, c.data_type, c.comment"
        " from duckdb_tables() as t"
        " join duckdb_columns() as c using (database_oid, schema_oid, table_oid)"
        " where t.schema_name = 'marts' and t.database_name = current_database()"
        " order by t.table_name, c.column_index"
    ).fetchall():
        name, kind, comment = column
        found.setdefault(table, (table, about, []))[2].append((name, kind, comment))
    return list(found.values())


def _copies(
    folder: Path, table: str, columns: list[tuple[str, str, str]]
) -> tuple[str, str]:
    """The statements that write a mart, the longer one first."""
    parquet = warehouse.literal(str(folder / "parquet" / f"{table}.parquet"))
    csv = warehouse.literal(str(folder / "csv" / f"{table}.csv"))
    escaped = ", ".join(
        _harmless(f'"{name}"') if kind == "VARCHAR" else f'"{name}"'
        for name, kind, _ in columns
    )
    return (
        f"copy (select {escaped} from marts.{table}) to {csv} (header,"
        " dateformat '%Y-%m-%d', timestampformat '%Y-%m-%dT%H:%M:%SZ')",
        f"copy marts.{table} to {parquet}",
    )


def _resource(
    folder: Path,
    sums: dict[Path, str],
    table: str,
    comment: str,
    columns: list[tuple[str, str, str]],
) -> dict[str, Any]:
    csv = folder / "csv" / f"{table}.csv"
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": f"csv/{table}.csv",
        "description": comment,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": csv.stat().st_size,
        "hash": f"sha256:{sums[csv]}",
        "schema": {"fields": [_field(*column) for column in columns]},
    }


def _field(name: str, kind: str, comment: str) -> dict[str, str]:
    kind = kind.partition("(")[0]
    field = {
        "name": name,
        "type": _FIELD_TYPES.get(kind, "number"),
        "description": comment,
    }
    if kind == "TIMESTAMP":
        field["format"] = "%Y-%m-%dT%H:%M:%SZ"
    return field

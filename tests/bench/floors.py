"""`python -m tests.bench.floors NAME`: what could not be quicker, each a bare process.

`imports` of dagster, dbt and Great Expectations; `sql`: the refresh's own compiled SQL
in one DuckDB; `read FILE…`: calamine alone; `warm FOLDER`: a warm process refreshes
when the file given on its standard input appears; prints seconds.
"""

import importlib
import sys
import time
from pathlib import Path


def imports() -> None:
    """What every process of a refresh has to import."""
    for name in ("dagster", "dagster_dbt", "dbt.cli.main", "great_expectations"):
        importlib.import_module(name)


def sql() -> None:
    """Seeds and models over the raw tables of the last refresh, in memory."""
    from dagster_project import paths
    from dagster_project.inquiry import replay

    connection = replay.memory()
    connection.execute(f"attach '{paths.warehouse()}' as built (read_only)")
    connection.execute("create schema raw")
    for (table,) in connection.execute(
        "select table_name from duckdb_tables()"
        " where database_name = 'built' and schema_name = 'raw'"
    ).fetchall():
        connection.execute(f"create table raw.{table} as from built.raw.{table}")
    connection.execute("detach built")
    replay.build_models(connection)


def read(files: list[str]) -> None:
    """Every cell of every sheet."""
    import python_calamine

    for file in files:
        workbook = python_calamine.CalamineWorkbook.from_path(file)
        for sheet in workbook.sheet_names:
            workbook.get_sheet_by_name(sheet).to_python()


def warm() -> None:
    """Import all, say so, and refresh once for each line of the standard input."""
    from dagster_project import refreshing
    from dagster_project.operations import dagster_home, standby

    dagster_home.prepare()
    standby.warm_up()
    print("warm", flush=True)
    for _ in sys.stdin:
        start = time.monotonic()
        refreshing.refresh(lambda _: None)
        print(time.monotonic() - start, flush=True)


def main() -> None:
    """One floor."""
    name, arguments = sys.argv[1], sys.argv[2:]
    if name == "read":
        read([str(path) for path in sorted(Path(arguments[0]).glob("*.xlsx"))])
    else:
        {"imports": imports, "sql": sql, "warm": warm}[name]()


if __name__ == "__main__":
    main()

"""The warehouse's own SQL, replayed in one bare DuckDB connection.

For `ipw check`, which must answer in a second and touch nothing, for the benchmark's
floor, and for tests. The SQL is what dbt compiled (`compiled.models`); it is
never written twice.
"""

import functools
import os
from collections.abc import Collection

import duckdb

from dagster_project import compiled, paths, warehouse


@functools.cache
def _seed_definitions() -> tuple[tuple[str, str], ...]:
    """Name and DuckDB column list of every seed, from dbt's own declaration."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as quick
    text = (paths.SEEDS / "_seeds.yml").read_text("utf-8")
    return tuple(
        (
            seed["name"],
            ", ".join(
                f"'{c}': '{t}'" for c, t in seed["config"]["column_types"].items()
            ),
        )
        for seed in yaml.load(text, Loader=loader)["seeds"]  # noqa: S506 (safe as named)
    )


def load_seeds(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `reference.<seed>` for every seed with its declared types."""
    connection.execute("create schema if not exists reference")
    for name, columns in _seed_definitions():
        file = warehouse.literal(f"{paths.SEEDS / name}.csv")
        connection.execute(
            f"create or replace table reference.{name} as select * from"
            f" read_csv({file}, header = true, auto_detect = false,"
            f" columns = {{{columns}}})"
        )


def build_models(
    connection: duckdb.DuckDBPyConnection,
    only: Collection[str] | None = None,
    up_to: Collection[str] | None = None,
) -> None:
    """Build all models, those named (`only`), or those named and what they read.

    The `raw` tables and the seeds must stand. Tables replace what was there.
    """
    models = compiled.models()
    wanted = only if up_to is None else _with_ancestors(models, up_to)
    for model in models:
        if wanted is None or model.name in wanted:
            connection.execute(f"create schema if not exists {model.schema}")
            connection.execute(
                f"create or replace table {model.schema}.{model.name} as {model.sql}"
            )


def _with_ancestors(
    models: list[compiled.CompiledModel], names: Collection[str]
) -> set[str]:
    wanted = set(names)
    for model in reversed(models):  # parents come first in the list
        if model.name in wanted:
            wanted.update(model.parents)
    return wanted


def memory() -> duckdb.DuckDBPyConnection:
    """An empty in-memory warehouse with the seeds; the caller closes it."""
    connection = duckdb.connect(config={"threads": os.cpu_count() or 1})
    connection.execute("set timezone = 'UTC'")
    load_seeds(connection)
    return connection

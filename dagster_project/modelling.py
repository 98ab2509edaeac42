"""dbt in this process: parse, compile, build. Never imports Dagster.

dbt's runner keeps DuckDB's lock until its connections are closed (dbt-duckdb #616), so
every call here closes them.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project import paths


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A model's or data test's SQL as dbt would send it, in the order of building."""

    unique_id: str
    schema: str
    name: str
    sql: str


def run_dbt(*arguments: str) -> Any:
    """Run one dbt command in this process; return dbt's result.

    Raises RuntimeError with dbt's message when dbt itself failed, not when a test of
    ours did: the caller judges those from the result.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["IPW_WAREHOUSE"] = str(paths.warehouse())
    paths.dbt_target().mkdir(parents=True, exist_ok=True)
    try:
        outcome = dbtRunner().invoke(
            [
                *arguments,
                "--project-dir",
                str(paths.DBT_PROJECT),
                "--profiles-dir",
                str(paths.DBT_PROJECT),
                "--target-path",
                str(paths.dbt_target()),
                "--log-path",
                str(paths.dbt_target()),
                "--quiet",
            ]
        )
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if outcome.exception is not None:
        raise RuntimeError(f"dbt {arguments[0]}: {outcome.exception}")
    return outcome


def sources_fingerprint() -> str:
    """A hash over every file that dbt reads: the version of the transformation."""
    digest = hashlib.sha256()
    for path in sorted(paths.DBT_PROJECT.rglob("*")):
        if path.suffix in {".sql", ".yml", ".csv"} and "target" not in path.parts:
            digest.update(str(path.relative_to(paths.DBT_PROJECT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def manifest_path() -> Path:
    """dbt's manifest of the present files; parsed anew only when one changed."""
    manifest = paths.dbt_target() / "manifest.json"
    stamp = paths.dbt_target() / "sources.sha256"
    fingerprint = sources_fingerprint()
    if not manifest.exists() or not stamp.exists() or stamp.read_text() != fingerprint:
        run_dbt("parse")
        stamp.write_text(fingerprint)
    return manifest


def manifest() -> dict[str, Any]:
    """dbt's manifest of the present files."""
    return json.loads(manifest_path().read_text("utf-8"))


def compiled_models() -> list[CompiledModel]:
    """Every model as compiled SQL, parents first; compiled anew when a file changed.

    The models ask nothing of the database while they compile, so the SQL holds for any
    DuckDB file that has the `raw` tables and the seeds: `ipw check` replays it in
    memory, and so do the tests.
    """
    cache = paths.dbt_target() / f"compiled-{sources_fingerprint()[:16]}.json"
    if not cache.exists():
        _compile(cache)
    return [CompiledModel(**row) for row in json.loads(cache.read_text())]


def _compile(cache: Path) -> None:
    outcome = run_dbt("compile", "--no-introspect", "--no-populate-cache")
    nodes = {
        result.node.unique_id: result.node
        for result in outcome.result.results
        if result.node.resource_type == "model"
    }
    ordered: list[CompiledModel] = []
    done: set[str] = set()

    def visit(unique_id: str) -> None:
        node = nodes.get(unique_id)
        if node is None or unique_id in done:
            return
        done.add(unique_id)
        for parent in node.depends_on.nodes:
            visit(parent)
        sql = node.compiled_code.replace(f'"{node.database}".', "")
        ordered.append(CompiledModel(unique_id, node.schema, node.alias, sql))

    for unique_id in sorted(nodes):
        visit(unique_id)
    cache.write_text(
        json.dumps(
            [
                {
                    "unique_id": m.unique_id,
                    "schema": m.schema,
                    "name": m.name,
                    "sql": m.sql,
                }
                for m in ordered
            ]
        )
    )

"""The models' SQL as dbt compiles it, kept until a file of dbt's project changes."""

import json
import os
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from dagster_project import dbt_runner, paths


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A model's SQL as dbt would send it, and the names of the models that it reads."""

    unique_id: str
    schema: str
    name: str
    sql: str
    parents: tuple[str, ...]


def models() -> list[CompiledModel]:
    """Every model as compiled SQL, parents first; compiled anew when a file changed.

    The models ask nothing of the database while they compile, so the SQL holds for any
    DuckDB file that has the `raw` tables and the seeds: `ipw check` replays it in
    memory, and so do the tests.
    """
    cache = _compiled_file()
    if not cache.exists():
        outcome = dbt_runner.run_dbt(
            "compile", "--no-introspect", "--no-populate-cache"
        )
        keep(outcome.result.results)
    rows = json.loads(cache.read_text("utf-8"))
    return [CompiledModel(**row | {"parents": tuple(row["parents"])}) for row in rows]


def _compiled_file() -> Path:
    return paths.dbt_target() / f"compiled-{dbt_runner.sources_fingerprint()[:16]}.json"


def keep(results: Any) -> None:
    """Write the SQL of dbt's results, parents first; drop that of older sources."""
    file = _compiled_file()
    if file.exists():
        return
    nodes = {
        result.node.unique_id: result.node
        for result in results
        if result.node.resource_type == "model"
    }
    parents = {
        key: set(node.depends_on.nodes) & set(nodes) for key, node in nodes.items()
    }
    ordered = [
        CompiledModel(
            key,
            nodes[key].schema,
            nodes[key].alias,
            nodes[key].compiled_code.replace(f'"{nodes[key].database}".', ""),
            tuple(sorted(nodes[parent].alias for parent in parents[key])),
        )
        for key in TopologicalSorter(
            {key: sorted(parents[key]) for key in sorted(nodes)}
        ).static_order()
    ]
    part = file.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps([asdict(model) for model in ordered]), "utf-8")
    for old in file.parent.glob("compiled-*.json"):
        old.unlink(missing_ok=True)
    part.replace(file)

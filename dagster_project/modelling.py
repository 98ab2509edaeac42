"""dbt in this process: parse, compile, build. Never imports Dagster.

dbt's runner keeps DuckDB's lock until its connections are closed (dbt-duckdb #616), so
every call here closes them.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import filelock

from dagster_project import importing, paths, warehouse


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A model's SQL as dbt would send it, and the names of the models that it reads."""

    unique_id: str
    schema: str
    name: str
    sql: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuiltNode:
    """What dbt says of a seed, a model or a test when it is done with it.

    `failures`: rows that a test found. `message` is dbt's, for a node that failed.
    """

    unique_id: str
    resource_type: str
    schema: str
    name: str
    status: str
    seconds: float
    failures: int
    message: str

    @property
    def is_built(self) -> bool:
        """Whether there is a table now, or a test holds."""
        return self.status in ("success", "pass", "warn")

    @property
    def is_failed(self) -> bool:
        """Whether this node is to blame; what depends on it is only skipped."""
        return self.status in ("error", "fail", "runtime error")


class Built(NamedTuple):
    """What one dbt build did: our account of each node, and dbt's results."""

    nodes: list[BuiltNode]
    results: Sequence[Any]


def run_dbt(
    *arguments: str,
    callbacks: Sequence[Callable[[Any], None]] = (),
    before_closing: Callable[[], None] = lambda: None,
) -> Any:
    """Run one dbt command in this process; return dbt's result.

    `callbacks` hear every event of dbt, from whichever of its threads;
    `before_closing` is called if all went well, while DuckDB's file is still open.
    Raises RuntimeError with dbt's message when dbt itself failed, not when a test of
    ours did: the caller judges those from the result.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["IPW_WAREHOUSE"] = str(paths.warehouse())
    os.environ["IPW_MEMORY_LIMIT"] = warehouse.MEMORY_LIMIT
    os.environ["IPW_JUDGED"] = str(paths.judged())
    paths.dbt_target().mkdir(parents=True, exist_ok=True)
    lock = _lock()
    lock.acquire()
    try:
        manifest = _preloaded.get(sources_fingerprint())
        outcome = dbtRunner(manifest, list(callbacks)).invoke(
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
                # Every logged line costs a walk over the environment (dbt's
                # env_scrubber); what failed stands in the result.
                "--log-level",
                "none",
                "--log-level-file",
                "none",
            ]
        )
        if outcome.success:
            before_closing()
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        lock.release()
    if outcome.exception is not None:
        raise RuntimeError(f"dbt {arguments[0]}: {outcome.exception}")
    return outcome


_preloaded: dict[str, Any] = {}


def preload() -> None:
    """Parse now and keep dbt's manifest in memory: this process builds without it."""
    fingerprint = sources_fingerprint()
    if fingerprint in _preloaded:
        return
    with importing.uncollected():
        _preloaded[fingerprint] = run_dbt("parse", "--no-write-json").result


def sources_fingerprint() -> str:
    """A hash over every file that dbt reads: the version of the transformation."""
    digest = hashlib.sha256()
    for path in sorted(paths.DBT_PROJECT.rglob("*")):
        if path.suffix in {".sql", ".yml", ".csv"} and "target" not in path.parts:
            digest.update(str(path.relative_to(paths.DBT_PROJECT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def manifest_path() -> Path:
    """dbt's manifest of the present files; parsed anew only when one changed.

    A copy of our own, named by what it was made from and written whole: dbt writes its
    own in place, and a process that is killed meanwhile leaves half of it.
    """
    kept = paths.dbt_target() / f"manifest-{sources_fingerprint()[:16]}.json"
    if kept.exists():
        return kept
    paths.dbt_target().mkdir(parents=True, exist_ok=True)
    with _lock():
        if kept.exists():  # another process was quicker
            return kept
        run_dbt("parse")
        part = kept.with_suffix(".part")
        shutil.copyfile(paths.dbt_target() / "manifest.json", part)
        for old in kept.parent.glob("manifest-*.json"):
            old.unlink(missing_ok=True)
        part.replace(kept)
    return kept


def _lock() -> filelock.BaseFileLock:
    """Two processes that write dbt's artifacts at once would read halves of them."""
    return filelock.FileLock(paths.dbt_target() / ".lock", is_singleton=True)


def manifest() -> dict[str, Any]:
    """dbt's manifest of the present files."""
    return json.loads(manifest_path().read_text("utf-8"))


# What depends on nothing received, and what does.
FOUNDATION = ("--exclude", "source:*+")
FROM_RECEIVED = ("--select", "source:*+")

_laid: list[Built] = []


def lay_foundation() -> None:
    """Begin the working file anew with what depends on nothing received.

    Seeds and the models over them alone: they are built while submissions are received.
    Raises as `build`, and duckdb.IOException where somebody holds the file.
    """
    warehouse.start_anew(paths.warehouse())
    _laid[:] = [_build(FOUNDATION)]


def build(
    tell: Callable[[BuiltNode], None] = lambda _: None,
    at_end: Callable[[duckdb.DuckDBPyConnection], None] = lambda _: None,
) -> list[BuiltNode]:
    """Build seeds, models and data tests; return what became of each.

    A foundation that this process laid is not built again. `tell` gets each node when
    dbt is done with it. `at_end` gets a connection to what was built, to read it while
    it is written into its file; only if nothing failed. Raises RuntimeError where dbt
    itself failed; a node that failed is among the others.
    """
    foundation = _laid.pop() if _laid else _build(FOUNDATION)
    for node in foundation.nodes:
        tell(node)
    if any(node.is_failed for node in foundation.nodes):
        return foundation.nodes
    built = _build(FROM_RECEIVED, tell, partial(_write_down, at_end))
    if not any(node.is_failed for node in built.nodes):
        _keep_compiled([*foundation.results, *built.results])
    return [*foundation.nodes, *built.nodes]


def _build(
    selection: Sequence[str],
    tell: Callable[[BuiltNode], None] = lambda _: None,
    before_closing: Callable[[], None] = lambda: None,
) -> Built:
    nodes: list[BuiltNode] = []

    def hear(event: Any) -> None:
        if event.info.name == "NodeFinished":
            nodes.append(_built(event.data.node_info, event.data.run_result))
            tell(nodes[-1])

    preload()
    os.environ["IPW_THREADS"] = str(warehouse.threads(paths.warehouse()))
    outcome = run_dbt(
        "build",
        *selection,
        "--exclude-resource-type",
        "unit_test",
        "--no-write-json",
        "--no-populate-cache",  # the file is new: there is nothing to list
        callbacks=[hear],
        before_closing=before_closing,
    )
    if not outcome.success and not any(node.is_failed for node in nodes):
        raise RuntimeError("dbt build failed and names no node that did")
    return Built(nodes, outcome.result.results)


def _write_down(meanwhile: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    """Have what was built in its file, and read by `meanwhile` at the same time.

    DuckDB would write it when the connection is closed, and say nothing if it cannot.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    connection: Any = DuckDBConnectionManager.env().conn  # type: ignore[attr-defined]
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(meanwhile, connection.cursor())
        connection.cursor().execute("checkpoint warehouse")
        reading.result()


def _built(node: Any, result: Any) -> BuiltNode:
    return BuiltNode(
        unique_id=node.unique_id,
        resource_type=node.resource_type,
        schema=node.node_relation.schema,
        name=node.node_relation.alias,
        status=result.status,
        seconds=result.execution_time,
        failures=result.num_failures,
        message=result.message,
    )


def compiled_models() -> list[CompiledModel]:
    """Every model as compiled SQL, parents first; compiled anew when a file changed.

    The models ask nothing of the database while they compile, so the SQL holds for any
    DuckDB file that has the `raw` tables and the seeds: `ipw check` replays it in
    memory, and so do the tests.
    """
    cache = _compiled_file()
    if not cache.exists():
        outcome = run_dbt("compile", "--no-introspect", "--no-populate-cache")
        _keep_compiled(outcome.result.results)
    rows = json.loads(cache.read_text("utf-8"))
    return [CompiledModel(**row | {"parents": tuple(row["parents"])}) for row in rows]


def _compiled_file() -> Path:
    return paths.dbt_target() / f"compiled-{sources_fingerprint()[:16]}.json"


def _keep_compiled(results: Any) -> None:
    """Write the models' SQL, parents first; drop what older sources compiled to."""
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

"""Seeds, models and tests of dbt built in two parts. Never imports Dagster."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from dagster_project import compiled, dbt_runner, paths, warehouse


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


# What depends on nothing received, and what does.
FOUNDATION = ("--exclude", "source:*+")
FROM_RECEIVED = ("--select", "source:*+")

_laid: list[Built] = []
# Of which sources in which file, and what became of it.
_ahead: dict[tuple[str, Path], Built] = {}


def lay_ahead() -> None:
    """Lay the foundation of this process's next build now, while nobody waits.

    In a file of its own: the working file is the last refresh's. Raises as `build`,
    also where the disk is full: half a foundation is none.
    """
    _ahead.clear()
    warehouse.start_anew(paths.foundation())
    sources = dbt_runner.sources_fingerprint()
    built = _build(
        FOUNDATION,
        paths.foundation(),
        before_closing=partial(_write_down, lambda _: None),
    )
    if not any(node.is_failed for node in built.nodes):
        _ahead[sources, paths.foundation()] = built


def lay_foundation() -> None:
    """Begin the working file anew with what depends on nothing received.

    Seeds and the models over them alone: they are laid ahead, or built while
    submissions are received. Raises as `build`, and duckdb.IOException where somebody
    holds the file.
    """
    warehouse.start_anew(paths.warehouse())
    sources = dbt_runner.sources_fingerprint()
    built = _ahead.pop((sources, paths.foundation()), None)
    if built and paths.foundation().exists():
        paths.foundation().replace(paths.warehouse())
    else:
        built = _build(FOUNDATION, paths.warehouse())
    _laid[:] = [built]


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
    file = paths.warehouse()
    foundation = _laid.pop() if _laid else _build(FOUNDATION, file)
    for node in foundation.nodes:
        tell(node)
    if any(node.is_failed for node in foundation.nodes):
        return foundation.nodes
    built = _build(FROM_RECEIVED, file, tell, partial(_write_down, at_end))
    if not any(node.is_failed for node in built.nodes):
        compiled.keep([*foundation.results, *built.results])
    return [*foundation.nodes, *built.nodes]


def _build(
    selection: Sequence[str],
    file: Path,
    tell: Callable[[BuiltNode], None] = lambda _: None,
    before_closing: Callable[[], None] = lambda: None,
) -> Built:
    nodes: list[BuiltNode] = []

    def hear(event: Any) -> None:
        if event.info.name == "NodeFinished":
            nodes.append(_built(event.data.node_info, event.data.run_result))
            tell(nodes[-1])

    dbt_runner.preload()
    outcome = dbt_runner.run_dbt(
        "build",
        *selection,
        "--exclude-resource-type",
        "unit_test",
        "--no-write-json",
        "--no-populate-cache",  # the file is new: there is nothing to list
        file=file,
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

    connection: Any = DuckDBConnectionManager.env().conn
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

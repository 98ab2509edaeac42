"""The flow as Dagster assets, top to bottom; thin over the modules that do the work.

Asset key = [schema, table], the name in DuckDB; group = schema.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from dagster_project import (
    companion,
    dbt_runner,
    importing,
    ingestion,
    locking,
    modelling,
    paths,
    progress,
    validation,
    warehouse,
)
from dagster_project.counted import counted
from dagster_project.operations import dagster_home
from dagster_project.publishing import frozen, in_step, publication
from expectations import suites

# dbt runs in the companion. Where it is not installed, dagster-dbt has types of its own
# and needs no dbt to take every node of a manifest; a third of this import is dbt's.
with importing.without("dbt.version"):
    from dagster_dbt import DagsterDbtTranslator, dbt_assets
    from dagster_dbt.asset_utils import get_asset_check_key_for_test

RAW_TABLES = (
    "submissions",
    "cells",
    "remarks",
    "decisions",
    "decision_cells",
    "refreshes",
    *frozen.TABLES,
)


@dg.resource(description="One refresh at a time; held for the whole run.")
def refresh_lock(_: dg.InitResourceContext) -> Iterator[None]:
    """Held from the first step of a run to its last."""
    with locking.refresh_lock():
        yield


@dg.asset(
    key=["raw", "received_files"],
    group_name="raw",
    kinds={"python"},
    required_resource_keys={"refresh_lock"},
    description="Files moved from raw/inbox to raw/received or raw/refused.",
)
def received_files(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Receive what waits in the inbox."""
    from dagster_project.intake import inbox, receiving

    if _models_follow(context.run):
        companion.begin(modelling.lay_foundation)
    # First, because a full disk may be why the last refresh failed.
    forgotten = dagster_home.prune(context.instance, datetime.now(UTC))
    context.log.info(f"deleted {forgotten} old runs from the history")
    inbox.made()  # whoever sends has a place to send to
    files = receiving.receive(datetime.now(UTC))
    refused = sum(file.status == "refused" for file in files)
    again = sum(file.status == "duplicate" for file in files)
    said = (
        f"received {counted(len(files) - again, 'new file')}, {refused} of them refused"
    )
    progress.step(said + (f"; {again} came before" if again else ""))
    for file in files:
        context.log.info(f"{file.status}: {file.receipt.original_name}")
    for each in inbox.stuck():
        context.log.warning(str(each))
    return dg.MaterializeResult(metadata={"files": len(files), "refused": refused})


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            ["raw", table],
            deps=[received_files],
            group_name="raw",
            kinds={"python", "duckdb"},
        )
        for table in RAW_TABLES
    ],
    required_resource_keys={"refresh_lock"},
)
def raw_tables(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Everything received and decided, as tables of text."""
    # dbt may hold the working file still.
    warehouse.start_anew(paths.judged())
    with warehouse.connect(paths.judged()) as connection:
        loaded = ingestion.load(connection, datetime.now(UTC))
    models_follow = _models_follow(context.run)
    if models_follow:
        companion.finish(modelling.lay_foundation)
    else:
        warehouse.start_anew(paths.warehouse())
    with warehouse.connect() as connection:
        raw = (f"raw.{table}" for table in RAW_TABLES)
        warehouse.take_over(connection, raw, paths.judged())
        rows = {table: len(connection.table(f"raw.{table}")) for table in RAW_TABLES}
    reports, cells = (
        counted(loaded.submissions, "submission"),
        counted(loaded.cells, "cell"),
    )
    progress.step(f"loaded {reports}, {cells}")
    if models_follow:  # dbt need not wait until all this is stored
        companion.begin(publication.build)
    for table in RAW_TABLES:
        yield dg.MaterializeResult(
            ["raw", table], metadata={"dagster/row_count": rows[table]}
        )


def _models_follow(run: dg.DagsterRun) -> bool:
    """Whether the run goes on to the models: somebody may have asked for these only."""
    steps = run.step_keys_to_execute
    return not run.asset_selection and (steps is None or "models" in steps)


class Translator(DagsterDbtTranslator):
    """dbt's names as the project's: key [schema, table], group = schema."""

    def get_asset_key(self, dbt_resource_props: Any) -> dg.AssetKey:
        """The name in DuckDB."""
        props = dbt_resource_props  # a source has no alias
        return dg.AssetKey([props["schema"], props.get("alias") or props["name"]])

    def get_group_name(self, dbt_resource_props: Any) -> str | None:
        """The schema."""
        return dbt_resource_props["schema"]


@dbt_assets(
    manifest=dbt_runner.manifest_path(),
    name="models",
    dagster_dbt_translator=Translator(),
    required_resource_keys={"refresh_lock"},
)
def models(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Staging to marts in one dbt build, with dbt's tests as checks."""
    if not companion.is_begun(publication.build):  # nobody else has the file open
        in_step.require_loaded()
    building = companion.begun(publication.build)
    validation.prepare()
    publication.forget()
    manifest = dbt_runner.manifest()
    for node in building.news():
        if node.resource_type == "test":
            yield from _test_check(node, manifest, context.selected_asset_check_keys)
        elif node.is_built:
            key = dg.AssetKey([node.schema, node.name])
            if key in context.selected_asset_keys:  # of one build, which is of all
                seconds = round(node.seconds, 3)
                yield dg.MaterializeResult(key, metadata={"seconds": seconds})
            if f"{node.schema}.{node.name}" == suites.CELLS:
                validation.begin()
    nodes = building.result()
    if failed := [node for node in nodes if node.is_failed]:
        raise dg.Failure(
            "dbt: " + "; ".join(f"{node.name}: {node.message}" for node in failed)
        )
    publication.begin()
    built = sum(node.resource_type == "model" for node in nodes)
    tested = sum(node.resource_type == "test" for node in nodes)
    progress.step(f"built {built} models, {tested} tests of ours hold")


def _test_check(
    node: modelling.BuiltNode,
    manifest: dict[str, Any],
    selected: AbstractSet[dg.AssetCheckKey],
) -> Iterator[dg.AssetCheckResult]:
    """A test of dbt as the check of the asset that it is about."""
    key = get_asset_check_key_for_test(manifest, Translator(), node.unique_id, None)
    if key and key in selected:
        yield dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=node.status == "pass",
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"failures": node.failures},
        )


@dg.asset(
    key=["reporting", "steward_report"],
    group_name="reporting",
    deps=[["marts", "reconciliations"], ["validation", "current_cells"]],
    kinds={"python"},
    required_resource_keys={"refresh_lock"},
)
def steward_report() -> dg.MaterializeResult[None]:
    """Pages for stewards: they are published with the warehouse."""
    from dagster_project.reporting import pages

    def ask_for_help() -> Callable[[], int]:
        begun = companion.Call(pages.write_along, paths.warehouse(), paths.report())
        return begun.result

    in_step.require_built()  # else there is nothing to write about
    with warehouse.connect(read_only=True) as connection:
        written = pages.write(connection, paths.report(), ask_for_help)
    drawn = counted(written.pages - written.kept, "page")
    progress.step(f"wrote {drawn} for stewards, kept {written.kept}")
    return dg.MaterializeResult(
        metadata={"index": dg.MetadataValue.path(str(paths.report() / "index.html"))}
    )


@dg.asset(
    key=["published", "warehouse"],
    group_name="published",
    deps=[
        ["marts", "annual_indicators"],
        ["marts", "reconciliations"],
        ["validation", "failures"],
        steward_report,
    ],
    kinds={"duckdb"},
    required_resource_keys={"refresh_lock"},
)
def published_warehouse() -> dg.MaterializeResult[None]:
    """The gate, then the atomic copy that analysts open."""
    release = publication.publish(datetime.now(UTC))
    progress.step(f"published {release.tables} tables")
    return dg.MaterializeResult(
        metadata={
            "tables": release.tables,
            "is_synthetic": release.is_synthetic,
            "file": dg.MetadataValue.path(str(paths.published_warehouse())),
            "pages": dg.MetadataValue.path(
                str(paths.published() / "site" / "index.html")
            ),
        }
    )


@dg.asset(
    key=["reporting", "acknowledgements"],
    group_name="reporting",
    deps=[published_warehouse],
    kinds={"python"},
    required_resource_keys={"refresh_lock"},
)
def acknowledgements(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """What goes back to each locality, only after the gate let it pass."""
    from dagster_project.reporting import acknowledgements as answers

    unmarked: list[str] = []
    with warehouse.connect() as connection:
        in_step.require_in_force(connection)
        written = answers.write_acknowledgements(
            connection, paths.acknowledgements(), unmarked.append
        )
    for each in unmarked:
        context.log.warning(each)
        progress.step(each)
    progress.step(f"answered {counted(written, 'submission')}")
    return dg.MaterializeResult(
        metadata={"answers": written, "not_marked": len(unmarked)}
    )


ALL = [
    received_files,
    raw_tables,
    models,
    validation.expectation_results,
    steward_report,
    published_warehouse,
    acknowledgements,
]

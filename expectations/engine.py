"""Great Expectations on one DuckDB file: import it only where a validation runs.

Importing GX costs seconds. Nothing goes over the network, nothing is kept in a GX
project, and the file is opened read-only and let go of at the end.
"""

import json
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from expectations import before_gx  # noqa: F401

# isort: split

import great_expectations as gx
from great_expectations.constants import MAX_RESULT_RECORDS
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import (
    ProgressBarsConfig,
)
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.metadata_types import FailureSeverity
from sqlalchemy import URL, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from dagster_project import warehouse
from expectations import queries, suites

GX_SEVERITY = {
    suites.HARD: FailureSeverity.CRITICAL,
    suites.SOFT: FailureSeverity.WARNING,
}
# GX as a whole, and the one module that gives its logger a level of its own.
TALKATIVE = ("great_expectations", "great_expectations.data_context.types.base")


class RulesExpectation(UnexpectedRowsExpectation):
    """No row fails. GX's own runs each query once more to count what it returned."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        rows = metrics["unexpected_rows_query.table"]
        found = {"observed_value": len(rows), "details": {"unexpected_rows": rows}}
        return {"success": not rows, "result": found}


class ExpectTotalsToEqualTheirParts(RulesExpectation):
    """`SUM`: a total and the sum of one of its breakdowns can be equal."""


class ExpectOfWhichWithinItsParent(RulesExpectation):
    """`OFW`: an of-which can be at most its parent."""


class ExpectOneOnlyWithTheOther(RulesExpectation):
    """`PAIR`: one total is above zero only where another is."""


class ExpectCellsToBeSound(RulesExpectation):
    """`CELL`: a cell is readable, not negative, and whole where it counts."""


class ExpectTotalsWherePartsAre(RulesExpectation):
    """`REQ`: a total is given where its parts are, and the reverse."""


class ExpectPeriodToBeTheReportYear(RulesExpectation):
    """`PERIOD`: the period on the cover is the report year."""


EXPECTATIONS = {
    "SUM": ExpectTotalsToEqualTheirParts,
    "OFW": ExpectOfWhichWithinItsParent,
    "PAIR": ExpectOneOnlyWithTheOther,
    "CELL": ExpectCellsToBeSound,
    "REQ": ExpectTotalsWherePartsAre,
    "PERIOD": ExpectPeriodToBeTheReportYear,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check came to: every failing row, judged rows by rule id, the error."""

    failing: tuple[dict[str, Any], ...]
    evaluated: dict[str, int]
    exception_message: str | None


def _buffer(
    conn: Any,
    cursor: Any,
    _statement: str,
    _parameters: Any,
    context: Any,
    executemany: bool,
) -> None:
    # DuckDB's cursor is its connection, and GX closes that before it fetches:
    # https://github.com/Mause/duckdb_engine/issues/1087. Without this every
    # expectation raises.
    if conn.dialect.name == "duckdb" and not executemany and cursor.description:
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
            cursor,
            alternate_description=cursor.description,
            initial_buffer=deque(cursor.fetchall()),
        )


class Judge:
    """GX over one open DuckDB file; see `opened`."""

    def __init__(self, context: Any, source: Any) -> None:
        self._context = context
        self._source = source

    def run(self, suite: suites.Suite, file: Path) -> list[Outcome]:
        """Run one suite; GX's result, with every failing row, is written to `file`."""
        batch = self._batch(suite.table)
        planned = self._context.suites.add(gx.ExpectationSuite(name=suite.name))
        for position, check in enumerate(suite.checks):
            planned.add_expectation(_expectation(check, position))
        definition = self._context.validation_definitions.add(
            gx.ValidationDefinition(name=suite.name, data=batch, suite=planned)
        )
        result = definition.run(result_format={"result_format": "COMPLETE"})
        by_position = {r.expectation_config.meta["position"]: r for r in result.results}
        errors = [_error(by_position[i]) for i in range(len(suite.checks))]
        failing = [
            [] if error else self._failing(suite, i, by_position[i].result)
            for i, error in enumerate(errors)
        ]
        evaluated = self._evaluated(suite, errors)
        _write(file, result.to_json_dict(), failing)
        return [
            Outcome(tuple(rows), evaluated, error)
            for rows, error in zip(failing, errors, strict=True)
        ]

    def _failing(
        self, suite: suites.Suite, position: int, found: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Every failing row of one check; GX's own list may be cut off."""
        rows: list[dict[str, Any]] = found["details"]["unexpected_rows"]
        if len(rows) < MAX_RESULT_RECORDS:
            return rows
        return self._rows(suite, queries.failing(suite.checks[position].judged))

    def _evaluated(
        self, suite: suites.Suite, errors: Sequence[str | None]
    ) -> dict[str, int]:
        """Judged rows by rule id over the checks that ran."""
        ran = [
            check.judged
            for check, error in zip(suite.checks, errors, strict=True)
            if error is None
        ]
        rows = self._rows(suite, queries.counting(ran)) if ran else []
        return {row["rule_id"]: int(row["evaluated_count"]) for row in rows}

    def _rows(self, suite: suites.Suite, query: str) -> list[dict[str, Any]]:
        sent = text(query.format(batch=suite.table))
        found = self._source.get_execution_engine().execute_query(sent)
        return [dict(row) for row in found.mappings()]

    def _batch(self, table: str) -> BatchDefinition[Any]:
        schema, _, name = table.partition(".")
        if table not in self._source.get_asset_names():
            asset = self._source.add_table_asset(
                table, table_name=name, schema_name=schema
            )
            asset.add_batch_definition_whole_table("all")
        return self._source.get_asset(table).get_batch_definition("all")


@contextmanager
def opened(database: Path) -> Iterator[Judge]:
    """A judge over `database`, read-only; the file is let go of when the block ends."""
    if not event.contains(Engine, "after_cursor_execute", _buffer):
        event.listen(Engine, "after_cursor_execute", _buffer)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql(
        "warehouse",
        connection_string=_address(database),
        create_temp_table=False,
    )
    try:
        yield Judge(context, source)
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _address(database: Path) -> str:
    query = {
        "access_mode": "read_only",
        "threads": str(warehouse.threads(database)),
        "memory_limit": warehouse.MEMORY_LIMIT,
    }
    address = URL.create("duckdb", database=str(database), query=query)
    return address.render_as_string(hide_password=False)


def _expectation(check: suites.Check, position: int) -> UnexpectedRowsExpectation:
    rules = [
        {
            "rule_id": rule.rule_id,
            "description_vi": rule.description_vi,
            "description_en": rule.description_en,
        }
        for rule in check.rules
    ]
    return EXPECTATIONS[check.kind](
        unexpected_rows_query=queries.failing(check.judged),
        description=" ".join(rule.description_en for rule in check.rules),
        severity=GX_SEVERITY[check.severity],
        meta={"position": position, "severity": check.severity, "rules": rules},
    )


def _error(result: Any) -> str | None:
    """What the expectation raised, or null where it ran.

    GX nests `exception_info` by metric where a metric failed, and leaves it flat where
    the expectation itself did.
    """
    info = result.exception_info or {}
    found = [info] if "raised_exception" in info else list(info.values())
    raised = sorted(
        {str(e["exception_message"]) for e in found if e["raised_exception"]}
    )
    if raised:
        return "; ".join(raised)
    if result.success is None or "observed_value" not in (result.result or {}):
        return "no result"
    return None


def _write(
    file: Path, result: Any, failing: Sequence[Sequence[dict[str, Any]]]
) -> None:
    """GX's own JSON, in the form's order; its list of 200 rows is made whole."""
    result["results"].sort(key=lambda r: r["expectation_config"]["meta"]["position"])
    for one, rows in zip(result["results"], failing, strict=True):
        if rows:
            one["result"]["observed_value"] = len(rows)
            one["result"]["details"]["unexpected_rows"] = rows
    written = json.dumps(result, ensure_ascii=False, indent=1)
    file.write_text(written + "\n", encoding="utf-8")

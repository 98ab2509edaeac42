"""The second road: Great Expectations judges the current cells, and what it found.

`validate` runs every suite through GX's own SQL engine on the closed DuckDB file and
keeps GX's result JSON; `write` makes two tables of what it returned. Nothing here
reads a verdict of the SQL models. An expectation that raised is an error, never a pass.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from dagster_project import warehouse
from expectations import queries, suites
from expectations.form import form

if TYPE_CHECKING:
    from expectations import engine


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """One row a rule that GX judged over all territories and report years.

    `evaluated_count`: rows that could have failed, so that a pass that judged nothing
    is seen. `success` is false where a row failed and where the expectation raised.
    """

    suite: str
    section: str
    rule_id: str
    severity: str
    success: bool
    evaluated_count: int
    unexpected_count: int
    raised: bool
    exception_message: str | None
    description_vi: str
    description_en: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One row a rule that a territory failed in a report year; never truncated.

    Numbers in the line's base unit (counts, đồng). `summed_*`: customary ends of the
    sum (`SUM`), of the parent (`OFW`) or of the other total (`PAIR`).
    """

    rule_id: str
    severity: str
    report_year: int
    unit_set: str
    locality_code: str
    section: str
    reported_value: Decimal | None
    summed_low: Decimal | None
    summed_high: Decimal | None
    gap: Decimal | None


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What one validation found, in the order of the form."""

    results: tuple[ExpectationResult, ...]
    failures: tuple[Failure, ...]

    @property
    def raised(self) -> tuple[ExpectationResult, ...]:
        """The rules that could not be judged: errors of ours."""
        return tuple(result for result in self.results if result.raised)


def validate(database: Path, out: Path) -> ValidationReport:
    """Judge the DuckDB file `database`; GX's result JSON lands in `out/<suite>.json`.

    The file must be open nowhere in this process; it is read only. Raises nothing for
    a failing or raising expectation: both are in the report.
    """
    from expectations import engine  # imports GX, which costs seconds

    out.mkdir(parents=True, exist_ok=True)
    for stale in out.glob("*.json"):
        stale.unlink()
    planned = suites.build(form(), _report_years(database))
    results: list[ExpectationResult] = []
    failures: list[Failure] = []
    with engine.opened(database) as judge:
        for suite in planned:
            outcomes = judge.run(suite, out / f"{suite.name}.json")
            for check, outcome in zip(suite.checks, outcomes, strict=True):
                results.extend(_results(suite.name, check, outcome))
                failures.extend(_failures(suite.name, check, outcome))
    return ValidationReport(tuple(results), tuple(failures))


def complaint(raised: Iterable[tuple[str, str]]) -> str:
    """What stopped which rules, from pairs of a rule id and what it raised.

    Each error once, without the query that SQLAlchemy adds: GX's JSON has that.
    """
    stopped: dict[str, list[str]] = {}
    for rule_id, message in raised:
        stopped.setdefault(message.partition("\n[SQL:")[0], []).append(rule_id)
    errors = (f"{', '.join(rules)}: {message}" for message, rules in stopped.items())
    return "Great Expectations could not judge " + "; ".join(errors)


def write(connection: duckdb.DuckDBPyConnection, report: ValidationReport) -> None:
    """Replace the two tables of schema `validation` by what `report` says."""
    for table, record, rows in (
        ("expectation_results", ExpectationResult, report.results),
        ("failures", Failure, report.failures),
    ):
        name = f"validation.{table}"
        warehouse.replace_table(connection, name, record, rows)
        about, columns = COMMENTS[table]
        connection.execute(f"comment on table {name} is {warehouse.literal(about)}")
        for column, text in columns.items():
            connection.execute(
                f"comment on column {name}.{column} is {warehouse.literal(text)}"
            )


def _report_years(database: Path) -> list[int]:
    with warehouse.connect(database, read_only=True) as connection:
        years = connection.execute(
            f"select distinct report_year from {suites.CELLS} order by all"
        ).fetchall()
    return [int(year) for (year,) in years]


def _results(
    suite: str, check: suites.Check, outcome: "engine.Outcome"
) -> Iterable[ExpectationResult]:
    for rule in check.rules:
        unexpected = sum(row["rule_id"] == rule.rule_id for row in outcome.failing)
        yield ExpectationResult(
            suite=suite,
            section=suite,
            rule_id=rule.rule_id,
            severity=check.severity,
            success=not unexpected and outcome.exception_message is None,
            evaluated_count=outcome.evaluated.get(rule.rule_id, 0),
            unexpected_count=unexpected,
            raised=outcome.exception_message is not None,
            exception_message=outcome.exception_message,
            description_vi=rule.description_vi,
            description_en=rule.description_en,
        )


def _failures(
    suite: str, check: suites.Check, outcome: "engine.Outcome"
) -> Iterable[Failure]:
    for row in outcome.failing:
        numbers = {
            name: None if row[name] is None else Decimal(row[name])
            for name in queries.NUMBERS
        }
        yield Failure(severity=check.severity, section=suite, **{**row, **numbers})


_RULE_ID = "Stable id of the rule, as in reference.rules."
_SEVERITY = "hard (a failure holds its block) or soft (a steward looks)."
_SECTION = "Section of the form, or submissions for the rule on covers."
COMMENTS = {
    "expectation_results": (
        "One row per rule that Great Expectations judged over all territories and"
        " report years, by its own queries.",
        {
            "suite": "Suite of Great Expectations: a section, or submissions.",
            "section": _SECTION,
            "rule_id": _RULE_ID,
            "severity": _SEVERITY,
            "success": "True where no row failed and nothing raised.",
            "evaluated_count": "Rows that the rule could judge: territories times"
            " report years; 0 means that the pass says nothing.",
            "unexpected_count": "Rows that failed: territories times report years.",
            "raised": "True where the expectation itself could not run: an error of"
            " ours, never a pass.",
            "exception_message": "What the expectation raised; null where it ran.",
            "description_vi": "What the rule says, in Vietnamese.",
            "description_en": "What the rule says, in English.",
        },
    ),
    "failures": (
        "One row per rule, territory and report year that failed by the queries of"
        " Great Expectations; never truncated.",
        {
            "rule_id": _RULE_ID,
            "severity": _SEVERITY,
            "report_year": "Report year (year).",
            "unit_set": "Map of the locality code: 63 until 2024, 34 from 2025.",
            "locality_code": "Code of the locality on that map, text of two digits.",
            "section": _SECTION,
            "reported_value": "Number of the cell judged (total, of-which, cell), in"
            " the line's base unit: a count or đồng; null where it has none.",
            "summed_low": "Lower customary end of the sum, the parent or the other"
            " total, in the line's base unit; null where the rule adds nothing.",
            "summed_high": "Upper customary end of the same, in the line's base unit;"
            " null where it is unbounded or the rule adds nothing.",
            "gap": "Reported number, or its reading where the number lies beyond it"
            " already, minus the nearest end of the sum, in the line's base unit; null"
            " where the rule adds nothing.",
        },
    ),
}

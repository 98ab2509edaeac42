"""Great Expectations' judgement as Dagster assets with a check for each section."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from dagster_project import importing, meanwhile, paths, progress, warehouse
from dagster_project.counted import counted
from dagster_project.publishing import in_step
from expectations import results, suites
from expectations.form import form

# The kinds of rule that are judged of each section, and of a submission as a whole.
KINDS: dict[tuple[str, str], list[str]] = {}
for suite in suites.build(form(), [each.report_year for each in form().report_years]):
    for check in suite.checks:
        KINDS.setdefault((suite.name, check.severity), []).append(check.kind)


def prepare() -> None:
    """Have Great Expectations imported on the side."""
    # It imports this, too; Dagster's event log must not see half of it.
    importing.load("sqlalchemy.orm")
    meanwhile.begin(importing.load, "expectations.engine")


def begin() -> None:
    """Have the current cells judged on the side; `expectation_results` waits for it."""
    meanwhile.begin(results.validate, *_judging())


def _judging() -> tuple[Path, Path]:
    return paths.judged(), paths.validation()


def _check_name(section: str, severity: str) -> str:
    return f"{section}_{'totals_reconcile' if severity == 'hard' else 'is_plausible'}"


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            ["validation", table],
            deps=[["intermediate", "int_cells__current"]],
            group_name="validation",
            kinds={"python", "great_expectations"},
        )
        for table in ("expectation_results", "failures")
    ],
    check_specs=[
        dg.AssetCheckSpec(
            _check_name(section, severity),
            asset=["validation", "failures"],
            description=f"{severity} rules of section {section} hold everywhere:"
            f" {', '.join(kinds)}",
        )
        for (section, severity), kinds in KINDS.items()
    ],
    required_resource_keys={"refresh_lock"},
)
def expectation_results() -> Iterator[Any]:
    """Great Expectations judges the current cells by its own road."""
    in_step.require_built()  # else there is nothing to judge
    report = meanwhile.finish(results.validate, *_judging())
    with warehouse.connect() as connection:
        results.write(connection, report)
    judged = counted(len(report.results), "expectation")
    failed = counted(len(report.failures), "failure")
    progress.step(f"Great Expectations: {judged}, {failed}")
    raised = [r for r in report.results if r.raised]
    yield dg.MaterializeResult(
        ["validation", "expectation_results"], metadata={"raised": len(raised)}
    )
    yield dg.MaterializeResult(
        ["validation", "failures"], metadata={"failures": failed}
    )
    for section, severity in KINDS:
        yield _section_check(report, section, severity)
    if raised:
        said = ((r.rule_id, str(r.exception_message)) for r in raised)
        raise dg.Failure(results.complaint(said))


def _section_check(report: Any, section: str, severity: str) -> dg.AssetCheckResult:
    judged = [
        r for r in report.results if (r.section, r.severity) == (section, severity)
    ]
    failing = [
        f for f in report.failures if (f.section, f.severity) == (section, severity)
    ]
    raised = any(r.raised for r in judged)
    page = paths.published() / "report" / "index.html"
    return dg.AssetCheckResult(
        asset_key=["validation", "failures"],
        check_name=_check_name(section, severity),
        passed=not failing and not raised,
        severity=dg.AssetCheckSeverity.ERROR if raised else dg.AssetCheckSeverity.WARN,
        metadata={
            "evaluated": sum(r.evaluated_count for r in judged),
            "failures": len(failing),
            "localities": len({(f.report_year, f.locality_code) for f in failing}),
            "report": dg.MetadataValue.path(str(page)),
        },
    )

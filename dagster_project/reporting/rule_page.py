"""One page a rule: what it asks and why, its verdicts by year, where it fails."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import duckdb

from dagster_project.reporting.evidence import Evidence
from dagster_project.reporting.findings import Finding, Findings, rule_page

KINDS = (
    "SUM",
    "OFW",
    "CELL",
    "PAIR",
    "PERIOD",
    "REQ",
    "UNIT",
    "YOY",
    "COPY",
    "EMPTY",
)
_RULES = """
    select
        rule_id, severity, kind, section, measure, cells, text_vi, text_en, reason_vi,
        reason_en, report_year,
    from reference.rules
    order by rule_id, report_year
"""
_COUNTS = """
    select rule_id, report_year, verdict, count(*)
    from marts.reconciliations
    group by all
    order by all
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over all report years; texts are those of its latest year.

    `counts` is report year → verdict → localities; `failing` and `untold` are its
    findings, the latest year first.
    """

    rule_id: str
    severity: str
    kind: str
    section: str | None
    measure: str | None
    cells: tuple[str, ...]
    text_vi: str
    text_en: str
    reason_vi: str
    reason_en: str
    counts: dict[int, dict[str, int]]
    failing: tuple[Finding, ...]
    untold: tuple[Finding, ...]

    @property
    def page(self) -> str:
        """Its page below the language."""
        return rule_page(self.rule_id)

    @property
    def open(self) -> int:
        """How many of its failures nobody has decided on."""
        return sum(finding.is_open for finding in self.failing)


def content(rule: Rule, evidence: Evidence, language: str) -> dict[str, Any]:
    """What the template shows of a rule; `names`: of the territories it fails in."""
    names = {
        finding.territory: evidence.name(finding.territory, language)
        for finding in (*rule.failing, *rule.untold)
    }
    return {"rule": rule, "names": names}


def by_kind(rules: list[Rule]) -> list[tuple[str, list[Rule]]]:
    """The rules by their kind, sums first, otherwise as they are numbered."""
    kinds = sorted({rule.kind for rule in rules}, key=KINDS.index)
    return [(kind, [r for r in rules if r.kind == kind]) for kind in kinds]


def _rule(row: tuple[Any, ...], counts: dict[int, Any], found: list[Finding]) -> Rule:
    rule_id, severity, kind, section, measure, cells, *texts = row[:10]
    text_vi, text_en, reason_vi, reason_en = texts
    return Rule(
        rule_id=rule_id,
        severity=severity,
        kind=kind,
        section=section,
        measure=measure,
        cells=tuple(cells.split(",")) if measure and cells else (),
        text_vi=text_vi,
        text_en=text_en,
        reason_vi=reason_vi,
        reason_en=reason_en,
        counts=dict(sorted(counts.items(), reverse=True)),
        failing=tuple(f for f in found if f.is_failing),
        untold=tuple(f for f in found if not f.is_failing),
    )


def rules(connection: duckdb.DuckDBPyConnection, findings: Findings) -> list[Rule]:
    """Every rule in the order of `reference.rules`, with what it found."""
    counts: dict[str, dict[int, dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for rule_id, year, verdict, count in connection.execute(_COUNTS).fetchall():
        counts[rule_id][year][verdict] = count
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(findings.found, key=lambda each: -each.report_year):
        found[finding.rule_id].append(finding)
    latest: dict[str, tuple[Any, ...]] = {
        row[0]: row for row in connection.execute(_RULES).fetchall()
    }
    return [
        _rule(row, counts[rule_id], found[rule_id]) for rule_id, row in latest.items()
    ]

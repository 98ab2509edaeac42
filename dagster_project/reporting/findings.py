"""What the rules found, as the pages show it: a row of verdicts with all it rests on.

Read in a few queries over all territories. Knows tables, not pages.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import duckdb

from dagster_project import warehouse
from expectations.form import form

Territory = tuple[int, str, str]
"""Report year, `unit_set` and `locality_code`."""

# `breakdowns_disagree` holds a block though nothing fails: it is work as a failure is.
_FINDINGS = """
    select
        found.report_year, found.unit_set, found.locality_code, found.rule_id,
        found.kind, found.severity, found.verdict, found.status, found.section,
        found.measure, found.outcome, found.reported_value, found.summed_low,
        found.summed_high, found.gap, found.remainder, found.compared_value,
        found.cause, found.cause_cell, found.cause_value, found.cells,
        found.message_vi, found.message_en,
        coalesce(found.explanation, violations.explanation) as explanation,
        coalesce(found.decided_by, violations.decided_by) as decided_by,
        coalesce(found.decided_at, violations.decided_at) as decided_at,
        coalesce(found.valid_until, violations.valid_until) as valid_until,
        coalesce(found.decision_lapse, violations.decision_lapse) as decision_lapse,
        found.last_year_explanation, found.submission_id, violations.state,
        violations.first_seen, violations.times_opened,
        blocks.status as block_status,
    from marts.reconciliations as found
    left join marts.violations as violations
        using (report_year, unit_set, locality_code, rule_id)
    left join intermediate.int_blocks as blocks
        using (report_year, unit_set, locality_code, measure)
    where found.verdict in ('fail', 'soft_gap', 'cannot_tell')
    order by found.report_year, found.unit_set, found.locality_code, found.rule_id
"""
_CURRENT = """
    select
        report_year, unit_set, locality_code, line_code, state, value, low,
        low_is_open, high, high_is_open, raw_text, submission_id, sheet, address,
    from intermediate.int_cells__current
    semi join (
        select * from marts.reconciliations
        where verdict in ('fail', 'soft_gap', 'cannot_tell')
    ) using (report_year, unit_set, locality_code)
"""


@dataclass(frozen=True, slots=True)
class Current:
    """The cell that counts for a line of a territory and year; see `stg_cells`."""

    line_code: str
    state: str
    value: Decimal | None
    low: Decimal | None
    low_is_open: bool | None
    high: Decimal | None
    high_is_open: bool | None
    raw_text: str | None
    submission_id: str | None
    sheet: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fails, holds only in the widest reading or cannot be told.

    Columns as in `marts.reconciliations` and `marts.violations`; `cells` are line
    codes, `block_status` that of the measure (null for rules on the whole form).
    Numbers are in the unit of the first cell (đồng for money).
    """

    report_year: int
    unit_set: str
    locality_code: str
    rule_id: str
    kind: str
    severity: str
    verdict: str
    status: str | None
    section: str | None
    measure: str | None
    outcome: str | None
    reported_value: Decimal | None
    summed_low: Decimal | None
    summed_high: Decimal | None
    gap: Decimal | None
    remainder: Decimal | None
    compared_value: Decimal | None
    cause: str | None
    cause_cell: str | None
    cause_value: Decimal | None
    cells: tuple[str, ...]
    message_vi: str
    message_en: str
    explanation: str | None
    decided_by: str | None
    decided_at: datetime | None
    valid_until: date | None
    decision_lapse: str | None
    last_year_explanation: str | None
    submission_id: str | None
    state: str | None
    first_seen: datetime | None
    times_opened: int | None
    block_status: str | None

    @property
    def territory(self) -> Territory:
        """Report year, map and code of the locality."""
        return (self.report_year, self.unit_set, self.locality_code)

    @property
    def is_failing(self) -> bool:
        """Whether a steward has to look: a failure, a gap, breakdowns that disagree."""
        return self.verdict != "cannot_tell" or (
            self.outcome == "breakdowns_disagree"
            and self.block_status in ("held", "accepted", "excluded")
        )

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        if self.verdict == "cannot_tell":
            return self.is_failing and self.block_status == "held"
        return self.status == "open"

    @property
    def holds(self) -> bool:
        """Whether it keeps its block, or the submission, out of the figures."""
        return self.verdict == "cannot_tell" or (
            self.severity == "hard" and self.verdict == "fail"
        )

    @property
    def unit(self) -> str | None:
        """The unit of its numbers; None for rules on the whole form."""
        return form().line(self.cells[0]).unit if self.measure and self.cells else None

    @property
    def page(self) -> str:
        """The rule's page below the language."""
        return rule_page(self.rule_id)

    @property
    def anchor(self) -> str:
        """Where it stands on a submission's page."""
        return "f-" + self.rule_id.replace(":", "-")


@dataclass(frozen=True, slots=True)
class Findings:
    """Every finding in order of year, map, locality and rule, and the cells below."""

    found: tuple[Finding, ...]
    current: Mapping[Territory, Mapping[str, Current]]
    of_submission: Mapping[str, list[Finding]] = field(init=False)

    def __post_init__(self) -> None:
        """Group by every submission that a finding rests on."""
        grouped: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.found:
            for submission_id in self.sources(finding):
                grouped[submission_id].append(finding)
        object.__setattr__(self, "of_submission", grouped)

    def sources(self, finding: Finding) -> list[str]:
        """The submissions that its cells come from; first the one to decide on."""
        cells = self.current.get(finding.territory, {})
        given = [cells[line].submission_id for line in finding.cells if line in cells]
        every = [finding.submission_id, *(given if finding.measure else ())]
        return list(dict.fromkeys(name for name in every if name))

    def failing(self) -> list[Finding]:
        """Those that a steward has to look at, decided or not."""
        return [finding for finding in self.found if finding.is_failing]


def rule_page(rule_id: str) -> str:
    """The page of a rule below the language."""
    return f"rule/{rule_id.replace(':', '-')}.html"


def read(connection: duckdb.DuckDBPyConnection) -> Findings:
    """All findings of the working warehouse."""
    found = tuple(
        Finding(**row | {"cells": line_codes(row["cells"])})
        for row in warehouse.named_rows(connection, _FINDINGS)
    )
    current: dict[Territory, dict[str, Current]] = defaultdict(dict)
    for year, unit_set, code, *cell in connection.execute(_CURRENT).fetchall():
        current[year, unit_set, code][cell[0]] = Current(*cell)
    return Findings(found, current)


def line_codes(cells: str | None) -> tuple[str, ...]:
    """The codes in a column `cells`, joined by commas there."""
    return tuple(line.strip() for line in (cells or "").split(",") if line.strip())

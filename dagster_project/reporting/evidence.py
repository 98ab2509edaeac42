"""Everything that the steward's pages say, read from the warehouse once.

One query a topic over all submissions, never one a page: a thousand submissions must
take seconds. Knows tables, not pages.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb

from dagster_project import warehouse
from dagster_project.decisions import decision_files
from dagster_project.decisions.decision_files import DecisionProblem
from dagster_project.reporting import acknowledgement_facts, findings
from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.findings import Findings, Territory

_COVERS = """
    select
        submission_id, sequence, file_format, form_version, report_year_text,
        locality_code_text, locality_name_text, period_start_text, period_end_text,
        prepared_by, contact, signed_on_text, replaces_all, assigned_by,
        assigned_reason, admitted.hold_code,
    from raw.submissions
    left join (select submission_id, hold_code from
        intermediate.int_submissions__admitted) as admitted using (submission_id)
    order by sequence
"""
# A submission without a year has no form to be read by: its cells as they came.
_CELLS = """
    select
        cells.submission_id, cells.line_code, cells.state, cells.value, cells.low,
        cells.low_is_open, cells.high, cells.high_is_open, cells.is_hedged,
        cells.raw_text, cells.value_kind, cells.sheet, cells.address, cells.note,
        cells.problem_vi, cells.problem_en, current_cells.submission_id as counts_from,
    from staging.stg_cells as cells
    left join intermediate.int_cells__current as current_cells
        using (report_year, unit_set, locality_code, line_code)
    union all by name
    select
        submission_id, line_code, 'as_given' as state, raw_text, value_kind, sheet,
        address, note,
    from raw.cells
    anti join staging.stg_cells using (submission_id)
"""
_DECISIONS = """
    select
        decisions.decision_id, decisions.submission_id, decisions.rule_id,
        decisions.decision, decisions.reason, decisions.decided_by,
        decisions.decided_at, decisions.valid_until, decisions.report_year,
        decisions.locality_code, decisions.report_year_of, decisions.unit_set_of,
        decisions.locality_code_of,
        in_force.is_in_force, in_force.lapse, standing.is_expired,
        standing.decision_id is not null as is_latest,
    from staging.stg_decisions as decisions
    left join intermediate.int_decisions__in_force as in_force using (decision_id)
    left join intermediate.int_decisions__standing as standing using (decision_id)
    order by decisions.sequence
"""
_PLACE = ("report_year", "unit_set", "locality_code")
_NATIONAL = """
    select report_year, indicator, value
    from marts.annual_indicators
    where breakdown = 'total' and member = 'total' and value is not null
"""
_NAMES = """
    select report_year, unit_set, locality_code, locality_name_vi, locality_name_en
    from intermediate.int_territories__expected
    order by all
"""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a submission's cover said, as text, and how its identity was settled."""

    submission_id: str
    sequence: int
    file_format: str | None
    form_version: str | None
    report_year_text: str | None
    locality_code_text: str | None
    locality_name_text: str | None
    period_start_text: str | None
    period_end_text: str | None
    prepared_by: str | None
    contact: str | None
    signed_on_text: str | None
    replaces_all: bool
    assigned_by: str | None
    assigned_reason: str | None
    hold_code: str | None


class Cell(NamedTuple):
    """A line as one submission gave it; `counts_from` is whose cell counts now.

    `state` is `as_given` where the report year is not known and nothing was read.
    """

    line_code: str
    state: str
    value: Decimal | None
    low: Decimal | None
    low_is_open: bool | None
    high: Decimal | None
    high_is_open: bool | None
    is_hedged: bool | None
    raw_text: str | None
    value_kind: str | None
    sheet: str | None
    address: str | None
    note: str | None
    problem_vi: str | None
    problem_en: str | None
    counts_from: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision file and what became of it.

    `effect`: `in_force`, `changed`, `expired`, `revoked`, `replaced` (a later one on
    the same rule stands) or `applied` (whose report it is, or the whole of it).
    """

    decision_id: str
    submission_id: str
    rule_id: str
    decision: str
    reason: str
    decided_by: str
    decided_at: datetime
    valid_until: date | None
    report_year: int | None
    locality_code: str | None
    territory: Territory | None
    effect: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it. Submissions are in order of receipt, refused ones included."""

    refreshed_at: datetime
    refreshed_on: date
    version: str
    submissions: tuple[Acknowledgement, ...]
    covers: Mapping[str, Cover]
    cells: Mapping[str, Mapping[str, Cell]]
    decisions: tuple[Decision, ...]
    broken_decisions: tuple[DecisionProblem, ...]
    findings: Findings
    national: Mapping[tuple[int, str], Decimal]
    names: Mapping[Territory, tuple[str, str]]

    @property
    def is_synthetic(self) -> bool:
        """Whether any submission is made up."""
        return any(each.is_synthetic for each in self.submissions)

    def name(self, territory: Territory, language: str) -> str:
        """What an expected territory is called; its code if it is not expected."""
        known = self.names.get(territory)
        return territory[2] if known is None else known[language == "en"]


def read(connection: duckdb.DuckDBPyConnection) -> Evidence:
    """Read the working warehouse after its models, and the decision files."""
    at, on, version = connection.execute(
        "select refreshed_at, refreshed_on, project_version from raw.refreshes"
    ).fetchall()[0]
    sources = acknowledgement_facts.of_submissions(connection)
    covers = {row[0]: Cover(*row) for row in connection.execute(_COVERS).fetchall()}
    submissions = sorted(
        (source.acknowledgement for source in sources),
        key=lambda each: covers[each.submission_id].sequence,
    )
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    for submission_id, *cell in connection.execute(_CELLS).fetchall():
        cells[submission_id][cell[0]] = Cell(*cell)
    folders = {each.submission_id.partition(".")[0] for each in submissions}
    return Evidence(
        refreshed_at=at,
        refreshed_on=on,
        version=version,
        submissions=tuple(submissions),
        covers=covers,
        cells=cells,
        decisions=_decisions(connection),
        broken_decisions=tuple(decision_files.read_decisions(folders)[2]),
        findings=findings.read(connection),
        national={
            (year, measure): value
            for year, measure, value in connection.execute(_NATIONAL).fetchall()
        },
        names={
            (year, unit_set, code): (vi, en)
            for year, unit_set, code, vi, en in connection.execute(_NAMES).fetchall()
        },
    )


def _decisions(connection: duckdb.DuckDBPyConnection) -> tuple[Decision, ...]:
    made = []
    for known in warehouse.named_rows(connection, _DECISIONS):
        place = [known.pop(f"{name}_of") for name in _PLACE]
        effect = _effect(
            known["decision"],
            known.pop("is_in_force"),
            known.pop("lapse"),
            known.pop("is_expired"),
            known.pop("is_latest"),
        )
        territory = None if None in place else (place[0], place[1], place[2])
        made.append(Decision(**known, territory=territory, effect=effect))
    return tuple(made)


def _effect(
    decision: str, is_in_force: Any, lapse: Any, is_expired: Any, is_latest: bool
) -> str:
    if decision == "assign":
        return "applied"
    if not is_latest:
        return "replaced"
    if decision == "revoke":
        return "revoked"
    if is_in_force is None:
        return "expired" if is_expired else "applied"
    return "in_force" if is_in_force else str(lapse)

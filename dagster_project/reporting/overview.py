"""What the overview counts: who reported, what the rules said, what changed.

*Since the last report* needs no memory: it is the last day (in Viet Nam) on which
anything came in or took effect, a submission, a decision or the end of one. Before that
day began, the pages said what they say without it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from dagster_project import viet_nam, warehouse
from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.evidence import Evidence
from dagster_project.reporting.findings import Territory
from dagster_project.reporting.text import severity_told
from expectations.form import form

STATUSES = ("received", "late", "held", "empty", "missing")
VERDICTS = ("exact", "consistent", "soft_gap", "fail", "cannot_tell", "not_asked")
STATES = ("new", "reopened", "lapsed", "persisting", "explained", "fixed")

_COVERAGE = """
    select report_year, unit_set, locality_code, section, status
    from marts.reporting_coverage
    order by all
"""
_VERDICTS = """
    select report_year, kind, verdict, count(*)
    from marts.reconciliations
    group by all
    order by all
"""
_RULES = "select report_year, count(*) from reference.rules group by all"
_VIOLATIONS = """
    select
        report_year, unit_set, locality_code, rule_id, state, first_seen, last_seen,
        fixed_at, decided_at, valid_until, decision_lapse, last_submission_id, severity,
        verdict,
    from marts.violations
    order by all
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Localities that are late, held, … in the same sections; all of them by name."""

    status: str
    sections: tuple[str, ...]
    is_everywhere: bool
    territories: tuple[Territory, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A report year: coverage by section, verdicts by kind of rule.

    `coverage` is section → status → localities; `verdicts` kind → verdict → rows.
    `reported` localities sent something for at least one section. `rules` ×
    `expected` is the number of rows.
    """

    report_year: int
    deadline: date | None
    expected: int
    reported: int
    coverage: dict[str, dict[str, int]]
    groups: tuple[Group, ...]
    verdicts: dict[str, dict[str, int]]
    rules: int

    def total(self, verdict: str | None = None) -> int:
        """Rows with a verdict, or all of them."""
        return sum(
            count
            for counts in self.verdicts.values()
            for each, count in counts.items()
            if verdict in (None, each)
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A violation whose state changed on the last day of change."""

    territory: Territory
    rule_id: str
    state: str
    severity: str
    submission_id: str


@dataclass(frozen=True, slots=True)
class Changes:
    """`day` is null while nothing came in; `states` counts all violations."""

    day: date | None
    submissions: tuple[Acknowledgement, ...]
    violations: tuple[Change, ...]
    states: dict[str, int]
    changed: dict[str, int]


def years(connection: duckdb.DuckDBPyConnection) -> list[Year]:
    """Every report year with a submission, the latest first."""
    coverage: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(_COVERAGE).fetchall():
        coverage[row[0]].append(row)
    verdicts: dict[int, dict[str, dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for year, kind, verdict, count in connection.execute(_VERDICTS).fetchall():
        verdicts[year][kind][verdict] = count
    rules = dict(connection.execute(_RULES).fetchall())
    return [
        _year(year, coverage[year], verdicts[year], rules.get(year, 0))
        for year in sorted(coverage, reverse=True)
    ]


def _year(
    year: int, rows: list[Any], verdicts: dict[str, dict[str, int]], rules: int
) -> Year:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    where: dict[tuple[str, Territory], list[str]] = defaultdict(list)
    order = [section.section for section in form().sections]
    for _, unit_set, code, section, status in rows:
        counts[section][status] += 1
        if status != "received":
            where[status, (year, unit_set, code)].append(section)
    groups: dict[tuple[str, tuple[str, ...]], list[Territory]] = defaultdict(list)
    for (status, territory), sections in where.items():
        groups[status, tuple(sorted(sections, key=order.index))].append(territory)
    window = form().report_year(year)
    return Year(
        report_year=year,
        deadline=window.deadline if window else None,
        expected=len({(row[1], row[2]) for row in rows}),
        reported=len({(row[1], row[2]) for row in rows if row[4] != "missing"}),
        coverage={s: {x: counts[s][x] for x in STATUSES} for s in order if s in counts},
        groups=tuple(
            Group(status, sections, len(sections) == len(counts), tuple(territories))
            for (status, sections), territories in sorted(
                groups.items(),
                key=lambda each: (STATUSES.index(each[0][0]), -len(each[0][1]), each),
            )
        ),
        verdicts={kind: dict(found) for kind, found in verdicts.items()},
        rules=rules,
    )


def changes(connection: duckdb.DuckDBPyConnection, evidence: Evidence) -> Changes:
    """What the last day of change brought."""
    rows = list(warehouse.named_rows(connection, _VIOLATIONS))
    changed_on = {id(row): _changed_on(row) for row in rows}
    days = [
        *(viet_nam.day(each.received_at) for each in evidence.submissions),
        *(viet_nam.day(each.decided_at) for each in evidence.decisions),
        *(day for day in changed_on.values() if day is not None),
    ]
    last = max((d for d in days if d <= evidence.refreshed_on), default=None)
    if last is None:
        last = max(days, default=None)
    found = [row for row in rows if last is not None and changed_on[id(row)] == last]
    return Changes(
        day=last,
        submissions=tuple(
            each
            for each in evidence.submissions
            if viet_nam.day(each.received_at) == last
        ),
        violations=tuple(
            Change(
                (row["report_year"], row["unit_set"], row["locality_code"]),
                row["rule_id"],
                row["state"],
                severity_told(row["severity"], row["verdict"]),
                row["last_submission_id"],
            )
            for row in sorted(found, key=lambda row: STATES.index(row["state"]))
        ),
        states=dict(Counter(row["state"] for row in rows)),
        changed=dict(Counter(row["state"] for row in found)),
    )


def _changed_on(row: dict[str, Any]) -> date | None:
    """The day on which a violation came into the state that it is in."""
    if row["state"] == "lapsed" and row["decision_lapse"] == "expired":
        return row["valid_until"] + timedelta(days=1)
    moment = {
        "new": row["first_seen"],
        "fixed": row["fixed_at"],
        "explained": row["decided_at"],
        "reopened": row["last_seen"],
        "lapsed": row["last_seen"],
    }.get(row["state"])
    return None if moment is None else viet_nam.day(moment)

"""The work queue: every open block, the one that moves a national figure most first.

The effect of a block is |what it reports| as a share of the national figure of its
indicator that counts without it. Where its total has no number its largest breakdown
stands in (a lower bound), else last year's figure. What nothing is known of comes
first: unknown is not small.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import duckdb

from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.evidence import Evidence
from dagster_project.reporting.findings import Finding, Territory
from expectations.form import Line, form

Basis = Literal["total", "parts", "last_year"]
Block = tuple[int, str, str, str | None]

# What each block reports, whether it counts or not; sums of null alone stay null.
_SIZES = """
    with figures as (
        select *, coalesce(held_value, value) as reported
        from intermediate.int_figures
        semi join (
            select * from marts.reconciliations
            where verdict in ('fail', 'soft_gap', 'cannot_tell')
        ) using (report_year, unit_set, locality_code)
    ),
    breakdowns as (
        select
            report_year, unit_set, locality_code, measure, breakdown,
            sum(abs(reported)) as reported,
        from figures
        where kind = 'part'
        group by all
    ),
    largest as (
        select
            report_year, unit_set, locality_code, measure, max(reported) as reported,
        from breakdowns
        group by all
    )
    select
        totals.report_year, totals.unit_set, totals.locality_code, totals.measure,
        abs(totals.reported) as total, largest.reported as parts,
        abs(previous.previous_value) as last_year,
    from figures as totals
    left join largest using (report_year, unit_set, locality_code, measure)
    left join intermediate.int_totals__previous as previous
        using (report_year, unit_set, locality_code, line_code)
    where totals.kind = 'total'
"""
# Of a submission that is held whole: its largest total against the nation.
_HELD = """
    select cells.submission_id, lines.measure, abs(cells.value)
    from staging.stg_cells as cells
    inner join reference.form_lines as lines using (line_code)
    inner join reference.dim_submissions as submissions using (submission_id)
    where
        submissions.status = 'held' and lines.kind = 'total'
        and cells.value is not null
"""
# Figures in a file that were not read, while no later file of its sender counts.
_UNREAD = """
    select
        sent.report_year, sent.unit_set, sent.locality_code, sent.submission_id,
        sent.original_name, remarks.text_vi, remarks.text_en,
    from raw.remarks as remarks
    inner join reference.dim_submissions as sent using (submission_id)
    anti join (
        select * from reference.dim_submissions where status = 'counted'
    ) as later
        on later.report_year = sent.report_year
        and later.unit_set = sent.unit_set
        and later.locality_code = sent.locality_code
        and later.sequence > sent.sequence
    where
        sent.status = 'counted'
        and remarks.code in ('no_value_column', 'figures_elsewhere')
    order by
        sent.report_year desc, sent.locality_code, sent.submission_id, remarks.text_vi
"""
# Held by a steward's own decision: done, not work.
_DECIDED_HOLDS = ("taken_out", "period_excluded")


@dataclass(frozen=True, slots=True)
class Item:
    """One block, or one submission that is held whole (`submission`).

    `value` and `national` are in the unit of the indicator; `effect` is a share
    (1 = as much as the whole country), null where it is not known. `measure` is null
    for rules on the whole form.
    """

    territory: Territory | None
    measure: str | None
    findings: tuple[Finding, ...]
    submission_id: str
    effect: Decimal | None
    basis: Basis | None = None
    value: Decimal | None = None
    national: Decimal | None = None
    submission: Acknowledgement | None = None

    @property
    def line(self) -> Line | None:
        """The total line of its indicator."""
        lines = (line for line in form().totals() if line.measure == self.measure)
        return next(lines, None)

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its submission."""
        return self.findings[0].anchor if self.findings else "top"


@dataclass(frozen=True, slots=True)
class Unread:
    """Figures that stand in a file where they are not read, and what was said of it."""

    territory: Territory
    submission_id: str
    original_name: str
    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What keeps figures out first, what was not read, what only wants a look."""

    hard: tuple[Item, ...]
    unread: tuple[Unread, ...]
    soft: tuple[Item, ...]


def queue(connection: duckdb.DuckDBPyConnection, evidence: Evidence) -> Queue:
    """Every open finding in exactly one item, and every submission held whole."""
    sizes: dict[Block, tuple[Decimal | None, ...]] = {
        (row[0], row[1], row[2], row[3]): row[4:]
        for row in connection.execute(_SIZES).fetchall()
    }
    blocks: dict[Block, list[Finding]] = defaultdict(list)
    of_submission: dict[str, list[Finding]] = defaultdict(list)
    for finding in evidence.findings.found:
        if not finding.is_open:
            continue
        if finding.holds and finding.measure is None and finding.submission_id:
            of_submission[finding.submission_id].append(finding)
        else:
            blocks[(*finding.territory, finding.measure)].append(finding)
    items = [
        _block(block, found, sizes, evidence.national)
        for block, found in blocks.items()
    ]
    held = _held(connection, evidence, of_submission)
    hard = [item for item in items if any(each.holds for each in item.findings)]
    soft = [item for item in items if not any(each.holds for each in item.findings)]
    unread = [Unread(x[:3], *x[3:]) for x in connection.execute(_UNREAD).fetchall()]
    return Queue(_ordered([*held, *hard]), tuple(unread), _ordered(soft))


def _block(
    block: Block,
    found: list[Finding],
    sizes: dict[Block, tuple[Decimal | None, ...]],
    nations: Mapping[tuple[int, str], Decimal],
) -> Item:
    year, unit_set, code, measure = block
    ordered = sorted(found, key=lambda each: (not each.holds, each.rule_id))
    known = sizes.get(block, (None, None, None))
    names: tuple[Basis, ...] = ("total", "parts", "last_year")
    value, basis = next(
        ((v, n) for v, n in zip(known, names, strict=True) if v is not None),
        (None, None),
    )
    national = nations.get((year, measure)) if measure else None
    return Item(
        territory=(year, unit_set, code),
        measure=measure,
        findings=tuple(ordered),
        submission_id=next((f.submission_id for f in ordered if f.submission_id), ""),
        effect=_share(value, national),
        basis=basis,
        value=value,
        national=national,
    )


def _held(
    connection: duckdb.DuckDBPyConnection,
    evidence: Evidence,
    of_submission: dict[str, list[Finding]],
) -> list[Item]:
    totals: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for submission_id, measure, value in connection.execute(_HELD).fetchall():
        totals[submission_id].append((measure, value))
    items = []
    for each in evidence.submissions:
        code = evidence.covers[each.submission_id].hold_code
        if each.status != "held" or code in _DECIDED_HOLDS:
            continue
        effects = [
            (effect, measure, value)
            for measure, value in totals.get(each.submission_id, ())
            if (effect := _share(value, evidence.national.get(
                (each.report_year or 0, measure)))) is not None
        ]  # fmt: skip
        effect, measure, value = max(effects, default=(None, None, None))
        items.append(
            Item(
                territory=each.territory,
                measure=measure,
                findings=tuple(of_submission.get(each.submission_id, ())),
                submission_id=each.submission_id,
                effect=effect,
                basis="total" if effect is not None else None,
                value=value,
                national=evidence.national.get((each.report_year or 0, measure or "")),
                submission=each,
            )
        )
    return items


def _share(value: Decimal | None, national: Decimal | None) -> Decimal | None:
    """Null where one is not known; the whole nation where nothing else counts."""
    if value is None:
        return None
    if not value:
        return Decimal(0)
    return value / national if national else Decimal(1)


def _ordered(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(
        sorted(
            items,
            key=lambda item: (
                item.effect is not None,
                -(item.effect or 0),
                item.territory or (0, "", ""),
                item.submission_id,
                item.measure or "",
            ),
        )
    )

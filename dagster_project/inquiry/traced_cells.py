"""The cells behind a figure, each with its verdicts and decisions, from the marts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import duckdb


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a cell's block; `status` is null unless it fails."""

    rule_id: str
    severity: str
    verdict: str
    status: str | None
    message_en: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A steward's decision in force on a cell's block or its submission."""

    decision_id: str
    decision: str
    rule_id: str
    decided_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell behind a figure; `value` where it counts, `held_value` where it does not.

    `term` is `sum`, or `numerator` and `denominator` of a ratio.
    """

    term: str
    unit_set: str
    locality_code: str
    locality_name_vi: str
    locality_name_en: str
    line_code: str
    value: Decimal | None
    held_value: Decimal | None
    state: str
    is_implied: bool
    raw_text: str | None
    sheet: str | None
    address: str | None
    submission_id: str
    original_name: str
    sha256: str
    received_at: datetime
    block_status: str
    verdicts: tuple[Verdict, ...]
    decisions: tuple[Decision, ...]


_LINEAGE = """
select
    lineage.term, lineage.unit_set, lineage.locality_code, lineage.locality_name_vi,
    lineage.locality_name_en, lineage.line_code, lineage.value, lineage.held_value,
    lineage.state, lineage.is_implied, lineage.raw_text, lineage.sheet,
    lineage.address, lineage.submission_id, lineage.original_name, lineage.sha256,
    lineage.received_at, lineage.block_status,
    coalesce(lineage.decision_ids, '') as decision_ids,
from marts.figure_lineage as lineage
where
    report_year = $year and indicator = $indicator and breakdown = $breakdown
    and member = $member and (locality_code = $code or $code is null)
order by term desc, locality_code, line_code
"""
# The rules that name the cell, and those of the whole report that fail.
_VERDICTS = """
select locality_code, rule_id, severity, verdict, status, message_en, cells
from marts.reconciliations
where
    report_year = $year and verdict != 'not_asked'
    and (cells is not null or verdict = 'fail')
    and (locality_code = $code or $code is null)
order by locality_code, rule_id
"""


def cells_behind(
    connection: duckdb.DuckDBPyConnection,
    indicator: str,
    year: int,
    breakdown: str,
    member: str,
    code: str | None,
) -> Iterable[Cell]:
    """The cells behind one figure, of all localities or of the one with that code."""
    verdicts: dict[tuple[str, str | None], list[Verdict]] = {}
    found = connection.execute(_VERDICTS, {"year": year, "code": code}).fetchall()
    for locality, *verdict, cells in found:
        for line in cells.split(",") if cells else (None,):
            verdicts.setdefault((locality, line), []).append(Verdict(*verdict))
    decisions = {
        row[0]: Decision(*row)
        for row in connection.execute(
            "select decision_id, decision, rule_id, decided_by, reason"
            " from marts.decisions"
        ).fetchall()
    }
    lineage = connection.execute(
        _LINEAGE,
        {
            "year": year,
            "indicator": indicator,
            "breakdown": breakdown,
            "member": member,
            "code": code,
        },
    ).fetchall()
    for *values, decided in lineage:
        locality, line = values[2], values[5]
        yield Cell(
            *(
                *values,
                tuple(
                    verdicts.get((locality, line), [])
                    + verdicts.get((locality, None), [])
                ),
                tuple(decisions[key] for key in decided.split(",") if key),
            )
        )

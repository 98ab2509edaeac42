"""Who does not count in a figure, and why, from the marts."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

Term = tuple[str, str, str, str]
"""`term` (`sum`, `numerator`, `denominator`), indicator, breakdown and member."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A territory without a number in a figure.

    `reason` is `no_report`, `left_blank`, `not_available`, `not_applicable`,
    `unreadable` (with the text as written) or `submission_held` (with what the
    warehouse says of it).
    """

    term: str
    unit_set: str
    locality_code: str
    locality_name_vi: str
    locality_name_en: str
    reason: str
    raw_text: str | None
    submission_id: str | None
    original_name: str | None
    explanation: str | None


# A block that is held is not absent: its cells are in the lineage.
_ABSENT = """
with sent as (
    select
        unit_set, locality_code,
        bool_or(status = 'counted') as is_counted,
        arg_max(submission_id, sequence) filter (where status = 'held') as held_id,
    from reference.dim_submissions
    where report_year = $year and locality_code is not null
    group by all
),
absent as (
    select
        figures.unit_set, figures.locality_code, figures.locality_name_vi,
        figures.locality_name_en, figures.raw_text,
        case
            when figures.state in ('not_available', 'not_applicable', 'unreadable')
                then figures.state
            when sent.is_counted then 'left_blank'
            when sent.held_id is not null then 'submission_held'
            else 'no_report'
        end as reason,
        case reason
            when 'submission_held' then sent.held_id
            else figures.submission_id
        end as submission_id,
    from marts.locality_indicators as figures
    left join sent using (unit_set, locality_code)
    where
        figures.report_year = $year and figures.indicator = $indicator
        and figures.breakdown = $breakdown and figures.member = $member
        and figures.status = 'missing'
        and (figures.locality_code = $code or $code is null)
)
select
    $term, absent.unit_set, absent.locality_code, absent.locality_name_vi,
    absent.locality_name_en, absent.reason, absent.raw_text, absent.submission_id,
    files.original_name,
    case when absent.reason = 'submission_held' then files.reason_en end,
from absent
left join reference.dim_submissions as files using (submission_id)
order by absent.unit_set, absent.locality_code
"""


def absences(
    connection: duckdb.DuckDBPyConnection,
    terms: Iterable[Term],
    year: int,
    code: str | None,
) -> tuple[Absence, ...]:
    """The territories of that year's map that give the terms no number, by code."""
    found = []
    for term, indicator, breakdown, member in terms:
        given = {
            "term": term,
            "year": year,
            "indicator": indicator,
            "breakdown": breakdown,
            "member": member,
            "code": code,
        }
        rows = connection.execute(_ABSENT, given).fetchall()
        found += [Absence(*row) for row in rows]
    return tuple(found)

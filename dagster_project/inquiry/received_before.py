"""Whether the last publication knows the bytes of a file, and what to say of that."""

from datetime import UTC, datetime

import duckdb

from dagster_project import paths, warehouse
from dagster_project.reporting import duplicates

# Submissions of the same bytes, each with the latest that counts after it; of a measure
# the status is that of its total.
_SAME_BYTES = """
    select
        same.submission_id, arg_max(later.submission_id, later.sequence),
        any_value(same.original_name), any_value(same.locality_code),
        any_value(
            case
                when same.status != 'counted' or measures.left_out is not true
                    then same.status
                when measures.counted then 'partly'
                else 'held'
            end
        ),
        any_value(same.reason_vi) filter (same.status in ('held', 'refused')),
        any_value(same.reason_en) filter (same.status in ('held', 'refused')),
    from reference.dim_submissions as same
    left join reference.dim_submissions as later
        on later.report_year = same.report_year
        and later.unit_set = same.unit_set
        and later.locality_code = same.locality_code
        and later.sequence > same.sequence
        and later.status = 'counted'
    left join (
        select
            submission_id,
            bool_or(status in ('held', 'excluded')) as left_out,
            bool_or(status in ('counted', 'accepted')) as counted,
        from marts.locality_indicators
        where member = 'total'
        group by submission_id
    ) as measures on same.submission_id = measures.submission_id
    where same.sha256 = {} and (same.status != 'refused' or {})
    group by same.submission_id
    order by same.submission_id
"""


def first_came(sha256: str) -> datetime | None:
    """When these bytes were received and read first (aware), as last published."""
    file = paths.published_warehouse()
    if not file.exists():
        return None
    with duckdb.connect(str(file.resolve()), read_only=True) as published:
        (came,) = published.execute(
            "select min(received_at) from reference.dim_submissions where sha256 ="
            f" {warehouse.literal(sha256)} and status != 'refused'"
        ).fetchone() or (None,)
    return came and came.replace(tzinfo=UTC)


def told(sha256: str, name: str, *, is_refused: bool) -> tuple[str | None, str | None]:
    """What the sender of these bytes as `name` is told, in both languages; or nulls.

    What was refused before and now is not (`is_refused`) is a new report.
    """
    file = paths.published_warehouse()
    if not file.exists():
        return None, None
    with duckdb.connect(str(file.resolve()), read_only=True) as published:
        found = published.execute(
            _SAME_BYTES.format(warehouse.literal(sha256), is_refused)
        )
        rows = found.fetchall()
    if not rows:
        return None, None
    earlier = rows[0][2]
    before = duplicates.Before(
        ", ".join(row[0] for row in rows),
        earlier if earlier != name else None,
        tuple(sorted({row[1] for row in rows if row[1]})),
        tuple((row[3] or "?", row[4]) for row in rows),
        rows[0][5:] if len(rows) == 1 else (None, None),
    )
    return duplicates.again(before)

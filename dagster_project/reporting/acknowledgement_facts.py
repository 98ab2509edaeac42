"""Everything that acknowledgements say, asked of the warehouse in a few queries.

One query a topic over all submissions, never one a submission: a thousand of them must
take seconds. Knows tables, not files.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from dagster_project import warehouse
from dagster_project.reporting import measures_counted
from dagster_project.reporting.acknowledgement import (
    Acknowledgement,
    Block,
    Change,
    Remark,
    RuleState,
)
from expectations.form import form

_SUBMISSIONS = """
    select
        dim.submission_id, dim.original_name, dim.sha256, dim.received_at, dim.sender,
        dim.channel, raw.language, dim.is_synthetic, dim.status,
        coalesce(raw.refused_code, admitted.hold_code) as reason_code, dim.reason_vi,
        dim.reason_en, dim.report_year, dim.unit_set, dim.locality_code,
        localities.name_vi as locality_name_vi, localities.name_en as locality_name_en,
        dim.version, dim.versions, latest.submission_id as counts_now,
        dim.current_cells, raw.folder,
    from reference.dim_submissions as dim
    inner join raw.submissions as raw on dim.submission_id = raw.submission_id
    left join intermediate.int_submissions__admitted as admitted
        on dim.submission_id = admitted.submission_id
    left join reference.localities as localities
        on
            dim.unit_set = localities.unit_set
            and dim.locality_code = localities.code
    left join (select * from reference.dim_submissions where is_latest) as latest
        on
            dim.report_year = latest.report_year
            and dim.unit_set = latest.unit_set
            and dim.locality_code = latest.locality_code
    order by dim.submission_id
"""
_READ = """
    select submission_id, state, count(*)
    from staging.stg_cells
    group by all
    order by all
"""
# A year that is not known has no form: its lines are those of any.
_FOUND = """
    select cells.submission_id, count(distinct cells.line_code)
    from raw.cells as cells
    inner join raw.submissions as submissions
        on cells.submission_id = submissions.submission_id
    where submissions.report_year is null
    group by all
"""
# The version before and this one, line by line: a replaced report's lines vanish too.
_CHANGES = """
    with cells as (
        select
            *,
            (
                state, value, low, low_is_open, high, high_is_open, widest_low,
                widest_low_is_open, widest_high, widest_high_is_open,
                case when state = 'unreadable' then raw_text end
            ) as meaning,
        from intermediate.int_cells__versioned
    )
    select
        versions.submission_id, line_code, before.raw_text, after.raw_text,
        before.value_kind, after.value_kind,
    from cells as after
    inner join cells as before
        using (report_year, unit_set, locality_code, line_code)
    inner join intermediate.int_versions__numbered as versions
        on
            after.report_year = versions.report_year
            and after.unit_set = versions.unit_set
            and after.locality_code = versions.locality_code
            and after.version = versions.version
    where
        before.version = after.version - 1
        and before.version > 0
        and before.meaning is distinct from after.meaning
"""
_VERDICTS = """
    select judged_submission_id, verdict, count(*)
    from intermediate.int_verdicts__united
    where judged_submission_id is not null
    group by all
    order by all
"""
_RULES = """
    with followed as (
        select
            *,
            verdict in ('fail', 'soft_gap') as is_failing,
            coalesce(lag(verdict) over versions in ('fail', 'soft_gap'), false)
                as was_failing,
        from intermediate.int_verdicts__united
        where judged_submission_id is not null
        window versions as (
            partition by report_year, unit_set, locality_code, rule_id
            order by version
        )
    )
    select
        followed.judged_submission_id,
        case
            when not was_failing then 'broken'
            when is_failing then 'unchanged'
            else 'fixed'
        end as became,
        followed.rule_id,
        followed.severity,
        followed.verdict,
        rules.text_vi,
        rules.text_en,
        case when followed.is_current then found.message_vi end as message_vi,
        case when followed.is_current then found.message_en end as message_en,
        case when followed.is_current then found.status end as status,
        case when followed.is_current then found.explanation end as explanation,
    from followed
    inner join reference.rules as rules using (report_year, rule_id)
    left join marts.reconciliations as found
        using (report_year, unit_set, locality_code, rule_id)
    where is_failing or was_failing
    order by followed.severity, followed.rule_id
"""
_REMARKS = """
    select submission_id, code, line_code, sheet, address, text_vi, text_en
    from raw.remarks
    order by all
"""
# A pair fails by a later report of the one measure and holds the other's.
_BLOCKS = """
    with concerned as (
        select submission_id, report_year, unit_set, locality_code, measure
        from intermediate.int_blocks
        where submission_id is not null
        union
        select
            failures.judged_submission_id as submission_id, failures.report_year,
            failures.unit_set, failures.locality_code, rules.measure
        from intermediate.int_verdicts__united as failures
        inner join reference.rules as rules using (report_year, rule_id)
        where
            failures.is_current
            and failures.severity = 'hard'
            and failures.verdict = 'fail'
    )
    select
        concerned.submission_id, blocks.section, blocks.measure, lines.label_vi,
        lines.label_en, blocks.status, blocks.explanation
    from concerned
    inner join intermediate.int_blocks as blocks
        using (report_year, unit_set, locality_code, measure)
    inner join reference.form_lines as lines
        on blocks.measure = lines.measure and lines.kind = 'total'
    where blocks.status in ('held', 'accepted', 'excluded')
    order by all
"""


@dataclass(frozen=True, slots=True)
class Source:
    """An acknowledgement and the folder of the received file that it is about."""

    acknowledgement: Acknowledgement
    folder: str | None


def of_submissions(connection: duckdb.DuckDBPyConnection) -> list[Source]:
    """What to say of every submission, refused ones included, in order of receipt."""
    read, verdicts = _counted(connection, _READ), _counted(connection, _VERDICTS)
    found = dict(connection.execute(_FOUND).fetchall())
    changes = _grouped(connection, _CHANGES)
    rules = _grouped(connection, _RULES)
    remarks = _grouped(connection, _REMARKS)
    blocks = _grouped(connection, _BLOCKS)
    counted = measures_counted.of_submissions(connection)
    lines = {line.code: position for position, line in enumerate(form().lines())}
    sources = []
    for known in warehouse.named_rows(connection, _SUBMISSIONS):
        folder, identity = known.pop("folder"), known["submission_id"]
        changed = sorted(changes.get(identity, ()), key=lambda each: lines[each[0]])
        year = known["report_year"]
        became = _by_first(rules.get(identity, ()))
        said = Acknowledgement(
            **known,
            lines_of_the_form=0 if year is None else len(form().lines(year)),
            lines_read=found.get(identity, sum(read.get(identity, {}).values())),
            read=read.get(identity, {}),
            verdicts=verdicts.get(identity, {}),
            changes=tuple(_change(*each) for each in changed),
            fixed=_states(became.get("fixed", ())),
            broken=_states(became.get("broken", ())),
            unchanged=_states(became.get("unchanged", ())),
            remarks=tuple(Remark(*each) for each in remarks.get(identity, ())),
            blocks=tuple(Block(*each) for each in blocks.get(identity, ())),
            measures=counted.get(identity, measures_counted.MeasuresCounted()),
        )
        sources.append(Source(said, folder))
    return sources


def _states(rows: Iterable[tuple[Any, ...]]) -> tuple[RuleState, ...]:
    return tuple(RuleState(*row) for row in rows)


def _change(line: str, *texts_and_kinds: str | None) -> Change:
    known = form().line(line)
    return Change(line, known.label_vi, known.label_en, *texts_and_kinds)


def _grouped(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> Mapping[str, list[tuple[Any, ...]]]:
    return _by_first(connection.execute(sql).fetchall())


def _by_first(
    rows: Iterable[tuple[Any, ...]],
) -> Mapping[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row[1:])
    return found


def _counted(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> Mapping[str, dict[str, int]]:
    return {
        identity: dict(rows) for identity, rows in _grouped(connection, sql).items()
    }

-- A block with a hard failure that nobody decided on is held, and only such blocks are
-- (or those whose breakdowns disagree about a blank total).
with

failures as (
    select
        report_year,
        unit_set,
        locality_code,
        measure,
        bool_or(verdict = 'fail' and severity = 'hard' and status = 'open')
            as has_open_failure,
        bool_or(outcome = 'breakdowns_disagree') as has_disagreement
    from {{ ref('reconciliations') }}
    where measure is not null
    group by all
),

blocks as (
    select * from {{ ref('int_blocks') }}
),

wrong as (
    select
        blocks.report_year,
        blocks.locality_code,
        blocks.measure,
        blocks.status
    from blocks
    inner join failures using (report_year, unit_set, locality_code, measure)
    where
        (failures.has_open_failure and blocks.status not in ('held', 'excluded'))
        or (
            blocks.status = 'held'
            and not failures.has_open_failure
            and not failures.has_disagreement
        )
)

select * from wrong

-- PERIOD of each expected territory: that of its latest submission whose identity is
-- known, also while it is held for its period, but not when a steward took it out.
with

expected as (
    select * from {{ ref('int_territories__expected') }}
),

periods as (
    select * from {{ ref('int_periods__judged') }}
),

admitted as (
    select * from {{ ref('int_submissions__admitted') }}
    where hold_code is distinct from 'taken_out'
),

numbered as (
    select
        expected.report_year,
        expected.unit_set,
        expected.locality_code,
        periods.submission_id,
        periods.received_at,
        row_number() over receipts
        * (periods.submission_id is not null)::integer as version,
        lead(expected.locality_code) over receipts is null as is_current,
        'PERIOD' as rule_id,
        coalesce(periods.severity, 'hard') as severity,
        coalesce(periods.verdict, 'not_asked') as verdict,
        case
            when periods.verdict = 'fail' and periods.severity = 'soft' then 'shifted'
            when periods.verdict = 'cannot_tell' and periods.has_start and periods.has_end
                then 'unreadable'
            else coalesce(periods.verdict, 'not_asked')
        end as outcome,
        periods.period_start_text,
        periods.period_end_text,
        periods.period_start,
        periods.period_end
    from expected
    left join (periods semi join admitted using (submission_id))
        using (report_year, unit_set, locality_code)
    window receipts as (
        partition by expected.report_year, expected.unit_set, expected.locality_code
        order by periods.sequence
    )
)

select * from numbered

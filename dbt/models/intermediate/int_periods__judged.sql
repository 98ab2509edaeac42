-- Whose and which year a submission is must be known before its period can be judged. One
-- that is held for its period alone is judged, too: its first doubt is the period then.
with

submissions as (
    select * from {{ ref('stg_submissions') }}
),

dated as (
    select
        submission_id,
        sequence,
        received_at,
        report_year,
        unit_set,
        locality_code,
        period_start,
        period_end,
        period_start_text,
        period_end_text,
        coalesce(
            nullif(trim(period_start_text), ''), cast(period_start as varchar)
        ) is not null as has_start,
        coalesce(
            nullif(trim(period_end_text), ''), cast(period_end as varchar)
        ) is not null as has_end,
        abs(period_start - make_date(report_year, 1, 1)) as start_shift_days,
        abs(period_end - make_date(report_year, 12, 31)) as end_shift_days
    from submissions
    where
        refused_code is null
        and (hold_code is null or starts_with(hold_code, 'period_'))
        and report_year is not null
        and locality_code is not null
),

judged as (
    select
        *,
        case
            when not has_start and not has_end then 'not_asked'
            when period_start is null or period_end is null then 'cannot_tell'
            when start_shift_days = 0 and end_shift_days = 0 then 'consistent'
            else 'fail'
        end as verdict,
        case
            when period_start is null or period_end is null then 'hard'
            when start_shift_days = 0 and end_shift_days = 0 then 'hard'
            when start_shift_days <= 31 and end_shift_days <= 31 then 'soft'
            else 'hard'
        end as severity
    from dated
)

select * from judged

-- Why a figure moved from one vintage to the next, and from the last one to the present.
-- Ratios have no rows: they move with their terms.
with

vintages as (
    select * from {{ ref('int_vintages__ordered') }}
),

caused as (
    select * from {{ ref('int_revisions__caused') }}
),

published as (
    select * from {{ ref('vintages') }}
),

present as (
    select * from {{ ref('annual_indicators') }}
),

figures as (
    select
        vintage_id,
        report_year,
        indicator,
        breakdown,
        member,
        value,
    from published
    union all
    select
        'now' as vintage_id,
        report_year,
        indicator,
        breakdown,
        member,
        value,
    from present
),

causes as (
    select
        vintage_id,
        report_year,
        indicator,
        breakdown,
        member,
        unit,
        min(line_code) as line_code,
        cause,
        sum(change) as change,
        count(*) as localities,
        string_agg(locality_name_vi, ', ' order by unit_set, locality_code)
            as localities_vi,
        string_agg(locality_name_en, ', ' order by unit_set, locality_code)
            as localities_en,
    from caused
    group by vintage_id, report_year, indicator, breakdown, member, unit, cause
),

revisions as (
    select
        cast(causes.report_year as integer) as report_year,
        causes.indicator,
        causes.breakdown,
        causes.member,
        cast(vintages.step as integer) as step,
        causes.vintage_id as from_vintage_id,
        nullif(vintages.next_vintage_id, 'now') as to_vintage_id,
        vintages.as_of as from_as_of,
        vintages.next_as_of as to_as_of,
        causes.cause,
        causes.unit,
        cast(causes.change as decimal(38, 6)) as change,
        cast(causes.localities as integer) as localities,
        causes.localities_vi,
        causes.localities_en,
        previous.value as previous_value,
        next.value,
    from causes
    inner join vintages on causes.vintage_id = vintages.vintage_id
    left join figures as previous
        on
            vintages.vintage_id = previous.vintage_id
            and causes.report_year = previous.report_year
            and causes.indicator = previous.indicator
            and causes.breakdown = previous.breakdown
            and causes.member = previous.member
    left join figures as next
        on
            vintages.next_vintage_id = next.vintage_id
            and causes.report_year = next.report_year
            and causes.indicator = next.indicator
            and causes.breakdown = next.breakdown
            and causes.member = next.member
    order by
        causes.report_year,
        vintages.step,
        causes.line_code,
        causes.breakdown,
        causes.member,
        causes.cause
)

select * from revisions

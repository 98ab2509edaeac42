-- A section is received when its first number came. Where every submission is held
-- whole, the held ones speak: the locality did send something.
with

territories as (
    select * from {{ ref('int_territories__expected') }}
),

sections as (
    select * from {{ ref('form_sections') }}
),

report_years as (
    select * from {{ ref('report_years') }}
),

submissions as (
    select * from {{ ref('int_submissions__admitted') }}
    where report_year is not null and locality_code is not null
),

lines as (
    select * from {{ ref('form_lines') }}
),

cells as (
    select * from {{ ref('stg_cells') }}
    where value is not null
),

blocks as (
    select * from {{ ref('int_blocks') }}
),

figures as (
    select * from {{ ref('int_figures') }}
),

numbered_sections as (
    select distinct
        cells.submission_id,
        lines.section,
    from cells
    inner join lines using (line_code)
),

-- Held submissions only where nothing was admitted.
speaking as (
    select *
    from submissions
    qualify
        is_admitted
        or not bool_or(is_admitted) over (
            partition by report_year, unit_set, locality_code
        )
),

receipts as (
    select
        speaking.report_year,
        speaking.unit_set,
        speaking.locality_code,
        sections.section,
        bool_or(speaking.is_admitted) as is_admitted,
        min(speaking.received_at) as first_received_at,
        min(speaking.received_at) filter (where numbered_sections.section is not null)
            as first_number_at,
        count(numbered_sections.section) as versions,
    from speaking
    cross join sections
    left join numbered_sections using (submission_id, section)
    group by
        speaking.report_year,
        speaking.unit_set,
        speaking.locality_code,
        sections.section
),

held_sections as (
    select distinct
        report_year,
        unit_set,
        locality_code,
        section,
    from blocks
    where status in ('held', 'excluded')
),

told_sections as (
    select distinct
        report_year,
        unit_set,
        locality_code,
        section,
    from figures
    where status != 'missing'
),

judged as (
    select
        territories.report_year,
        territories.unit_set,
        territories.locality_code,
        sections.section,
        coalesce(receipts.first_number_at, receipts.first_received_at) as received_at,
        report_years.deadline,
        coalesce(receipts.versions, 0) as versions,
        {{ local_day('coalesce(receipts.first_number_at, receipts.first_received_at)') }}
        - report_years.deadline as days_after_deadline,
        case
            when receipts.section is null then 'missing'
            when not receipts.is_admitted then 'held'
            when told_sections.section is null then 'empty'
            when held_sections.section is not null then 'held'
        end as barrier,
    from territories
    cross join sections
    left join report_years using (report_year)
    left join receipts using (report_year, unit_set, locality_code, section)
    left join held_sections using (report_year, unit_set, locality_code, section)
    left join told_sections using (report_year, unit_set, locality_code, section)
),

coverage as (
    select
        cast(report_year as integer) as report_year,
        unit_set,
        locality_code,
        section,
        case
            when barrier is not null then barrier
            when days_after_deadline > 0 then 'late'
            else 'received'
        end as status,
        received_at,
        deadline,
        -- greatest() passes over nulls, and a report that never came is not 0 days late.
        case
            when days_after_deadline is not null
                then cast(greatest(days_after_deadline, 0) as integer)
        end as days_late,
        cast(versions as integer) as versions,
    from judged
    order by all
)

select * from coverage

-- EMPTY: a report of nothing but zeros and blanks.
with

versions as (
    select * from {{ ref('int_versions__numbered') }}
),

cells as (
    select * from {{ ref('int_cells__versioned') }}
),

counted as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        count(*) filter (
            where value > 0 or low > 0 or (low = 0 and low_is_open)
        ) as positive_cells,
        string_agg(line_code, ',' order by line_code) filter (where state = 'unreadable')
            as unreadable_cells
    from cells
    group by all
),

judged as (
    select
        versions.report_year,
        versions.unit_set,
        versions.locality_code,
        versions.version,
        versions.is_current,
        'EMPTY' as rule_id,
        'soft' as severity,
        case
            when versions.version = 0 then 'not_asked'
            when counted.positive_cells > 0 then 'consistent'
            when counted.unreadable_cells is not null then 'cannot_tell'
            else 'fail'
        end as verdict,
        verdict as outcome,
        counted.positive_cells as reported_value,
        counted.unreadable_cells as missing_cells
    from versions
    left join counted using (report_year, unit_set, locality_code, version)
)

select * from judged

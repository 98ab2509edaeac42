-- COPY: nearly every figure equals last year's on the same territory.
with

previous as (
    select * from {{ ref('int_cells__previous') }}
),

versions as (
    select * from {{ ref('int_versions__numbered') }}
),

cells as (
    select * from {{ ref('int_cells__versioned') }}
),

counted as (
    select
        cells.report_year,
        cells.unit_set,
        cells.locality_code,
        cells.version,
        count(*) filter (where previous.previous_value != 0) as compared_cells,
        compared_cells >= 8 as is_enough,
        count(*) filter (
            where previous.previous_value != 0 and cells.value = previous.previous_value
        ) as same_cells,
        string_agg(cells.line_code, ',' order by cells.line_code) filter (
            where previous.previous_value != 0 and cells.value = previous.previous_value
        ) as cells
    from cells
    inner join previous using (report_year, unit_set, locality_code, line_code)
    group by all
),

judged as (
    select
        versions.report_year,
        versions.unit_set,
        versions.locality_code,
        versions.version,
        versions.is_current,
        'COPY' as rule_id,
        'soft' as severity,
        case
            when versions.version = 0 or counted.compared_cells is null then 'not_asked'
            when
                counted.is_enough
                and counted.same_cells * 10 >= counted.compared_cells * 9
                then 'fail'
            else 'consistent'
        end as verdict,
        case
            when verdict = 'consistent' and not counted.is_enough then 'too_few'
            else verdict
        end as outcome,
        case when verdict != 'not_asked' then counted.same_cells end as reported_value,
        case when verdict != 'not_asked' then counted.compared_cells end
            as compared_value,
        case when verdict = 'fail' then counted.cells end as cells
    from versions
    left join counted using (report_year, unit_set, locality_code, version)
)

select * from judged

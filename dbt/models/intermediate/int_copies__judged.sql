-- COPY: nearly every figure equals last year's on the same territory.
with

preceded as (
    select * from {{ ref('int_territories__preceded') }}
),

current_cells as (
    select * from {{ ref('int_cells__current') }}
),

versions as (
    select * from {{ ref('int_versions__numbered') }}
),

cells as (
    select * from {{ ref('int_cells__versioned') }}
),

earlier as (
    select
        preceded.*,
        current_cells.line_code,
        current_cells.value,
        bool_or(current_cells.has_number) over (
            partition by
                preceded.report_year,
                preceded.unit_set,
                preceded.locality_code,
                preceded.previous_unit_set,
                preceded.previous_locality_code
        ) is true as has_report,
    from preceded
    left join current_cells
        on
            preceded.report_year - 1 = current_cells.report_year
            and preceded.previous_unit_set = current_cells.unit_set
            and preceded.previous_locality_code = current_cells.locality_code
),

comparable as (
    select
        report_year,
        unit_set,
        locality_code,
    from earlier
    group by all
    having bool_and(has_report)
),

last_year as (
    select
        report_year,
        unit_set,
        locality_code,
        line_code,
        sum(value) as previous_value,
    from earlier
    group by all
    having bool_and(value is not null) and sum(value) != 0
),

counted as (
    select
        cells.report_year,
        cells.unit_set,
        cells.locality_code,
        cells.version,
        count(*) as compared_cells,
        count(*) filter (where cells.value = last_year.previous_value) as same_cells,
        string_agg(cells.line_code, ',' order by cells.line_code)
            filter (where cells.value = last_year.previous_value) as cells,
    from cells
    inner join last_year using (report_year, unit_set, locality_code, line_code)
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
            when versions.version = 0 or comparable.report_year is null
                then 'not_asked'
            when counted.compared_cells >= 8
                and counted.same_cells * 10 >= counted.compared_cells * 9
                then 'fail'
            else 'consistent'
        end as verdict,
        verdict as outcome,
        case when verdict != 'not_asked' then coalesce(counted.same_cells, 0) end
            as reported_value,
        case when verdict != 'not_asked' then coalesce(counted.compared_cells, 0) end
            as compared_value,
        case when verdict = 'fail' then counted.cells end as cells,
    from versions
    left join comparable using (report_year, unit_set, locality_code)
    left join counted using (report_year, unit_set, locality_code, version)
)

select * from judged

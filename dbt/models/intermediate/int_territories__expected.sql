-- A report is expected from whoever exists on the last day of the report year.
with

submissions as (
    select * from {{ ref('stg_submissions') }}
),

localities as (
    select * from {{ ref('localities') }}
),

years as (
    select distinct report_year
    from submissions
    where report_year is not null and refused_code is null
),

expected as (
    select
        years.report_year,
        localities.unit_set,
        localities.code as locality_code,
        localities.name_vi as locality_name_vi,
        localities.name_en as locality_name_en
    from years
    inner join localities
        on {{ is_there_on('make_date(years.report_year, 12, 31)', 'localities') }}
)

select * from expected

with

figures as (
    select * from {{ ref('int_figures__marked') }}
    order by report_year, unit_set, locality_code, line_code
)

select * from figures

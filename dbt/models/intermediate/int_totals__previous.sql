-- Last year's figure of each total on the same territory: the sum over all predecessors,
-- known only where each of them counts.
with

preceded as (
    select * from {{ ref('int_territories__preceded') }}
),

figures as (
    select * from {{ ref('int_figures') }}
    where kind = 'total'
),

lines as (
    select distinct line_code
    from figures
),

matched as (
    select
        preceded.report_year,
        preceded.unit_set,
        preceded.locality_code,
        lines.line_code,
        figures.value
    from preceded
    cross join lines
    left join figures
        on
            preceded.report_year - 1 = figures.report_year
            and preceded.previous_unit_set = figures.unit_set
            and preceded.previous_locality_code = figures.locality_code
            and lines.line_code = figures.line_code
),

added as (
    select
        report_year,
        unit_set,
        locality_code,
        line_code,
        sum(value) as previous_value
    from matched
    group by all
    having bool_and(value is not null)
)

select * from added

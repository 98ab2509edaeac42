-- Last year's number of each line on the same territory: the sum over all predecessors,
-- known only where each of them gave one.
with

preceded as (
    select * from {{ ref('int_territories__preceded') }}
),

cells as (
    select * from {{ ref('int_cells__current') }}
),

matched as (
    select
        preceded.report_year,
        preceded.unit_set,
        preceded.locality_code,
        preceded.previous_unit_set,
        preceded.previous_locality_code,
        cells.line_code,
        cells.value,
        bool_or(cells.has_number) over (
            partition by
                preceded.report_year,
                preceded.unit_set,
                preceded.locality_code,
                preceded.previous_unit_set,
                preceded.previous_locality_code
        ) is true as has_report
    from preceded
    left join cells
        on
            preceded.report_year - 1 = cells.report_year
            and preceded.previous_unit_set = cells.unit_set
            and preceded.previous_locality_code = cells.locality_code
),

comparable as (
    select
        report_year,
        unit_set,
        locality_code
    from matched
    group by all
    having bool_and(has_report)
),

added as (
    select
        matched.report_year,
        matched.unit_set,
        matched.locality_code,
        matched.line_code,
        case when bool_and(matched.value is not null) then sum(matched.value) end
            as previous_value
    from matched
    semi join comparable using (report_year, unit_set, locality_code)
    group by all
)

select * from added

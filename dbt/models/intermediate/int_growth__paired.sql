-- Each figure on a territory of a year beside the same figure of the year before on the
-- same ground: of every territory of that year which became this one.
with

figures as (
    select * from {{ ref('int_figures') }}
),

succeeded as (
    select * from {{ ref('int_territories__succeeded') }}
),

territories as (
    select * from {{ ref('int_territories__expected') }}
),

previous_grounds as (
    select
        earlier.report_year + 1 as report_year,
        succeeded.unit_set,
        succeeded.locality_code,
        earlier.unit_set as previous_unit_set,
        earlier.locality_code as previous_locality_code,
    from territories as earlier
    inner join succeeded
        on
            earlier.unit_set = succeeded.former_unit_set
            and earlier.locality_code = succeeded.former_locality_code
            and {{ is_there_on('make_date(earlier.report_year + 1, 12, 31)', 'succeeded') }}
),

previous_figures as (
    select
        previous_grounds.report_year,
        previous_grounds.unit_set,
        previous_grounds.locality_code,
        figures.measure,
        figures.breakdown,
        figures.member,
        sum(figures.value) as previous_value,
        bool_and(figures.value is not null) as has_all_predecessors,
    from previous_grounds
    inner join figures
        on
            previous_grounds.report_year = figures.report_year + 1
            and previous_grounds.previous_unit_set = figures.unit_set
            and previous_grounds.previous_locality_code = figures.locality_code
    group by all
),

paired as (
    select
        figures.report_year,
        figures.unit_set,
        figures.locality_code,
        figures.line_code,
        figures.measure,
        figures.breakdown,
        figures.member,
        figures.unit,
        figures.nature,
        figures.value,
        previous_figures.previous_value,
        coalesce(
            figures.value is not null and previous_figures.has_all_predecessors, false
        ) as is_in_panel,
    from figures
    left join previous_figures
        using (report_year, unit_set, locality_code, measure, breakdown, member)
)

select * from paired

-- Every year on the map of 1 July 2025: a former territory's figure belongs to whatever
-- it became, found by dates and successors and never by code or name.
with

figures as (
    select * from {{ ref('int_figures') }}
),

succeeded as (
    select * from {{ ref('int_territories__succeeded') }}
),

located as (
    select
        figures.*,
        succeeded.locality_code as restated_locality_code,
        figures.unit_set || ':' || figures.locality_code as territory,
    from figures
    inner join succeeded
        on
            figures.unit_set = succeeded.former_unit_set
            and figures.locality_code = succeeded.former_locality_code
            and {{ is_there_on("date '2025-07-01'", 'succeeded') }}
),

restated as (
    select
        report_year,
        restated_locality_code as locality_code,
        measure as indicator,
        breakdown,
        member,
        cast(sum(value) as decimal(38, 6)) as value,
        case
            when bool_and(value is not null) then 'exact' else 'partial'
        end as completeness,
        string_agg(territory, '|' order by territory) filter (where value is null)
            as missing_territories,
        unit,
    from located
    group by report_year, restated_locality_code, measure, breakdown, member, unit
    having bool_or(value is not null)
    order by report_year, locality_code, min(line_code)
)

select * from restated

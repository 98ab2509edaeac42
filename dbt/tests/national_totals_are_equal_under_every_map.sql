-- Restating moves figures between localities and never changes the country's.
with

restated as (
    select
        report_year,
        indicator,
        breakdown,
        member,
        sum(value) as value,
    from {{ ref('restated_indicators') }}
    group by all
),

national as (
    select * from {{ ref('annual_indicators') }}
    where is_lower_bound is not null
)

select *
from national
left join restated using (report_year, indicator, breakdown, member)
where national.value is distinct from restated.value

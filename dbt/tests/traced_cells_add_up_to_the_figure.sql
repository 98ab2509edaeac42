-- The cells behind a figure are the figure.
with

traced as (
    select
        report_year,
        indicator,
        breakdown,
        member,
        sum(value) as value,
        sum(held_value) as held_value,
    from {{ ref('figure_lineage') }}
    where term = 'sum'
    group by all
),

national as (
    select * from {{ ref('annual_indicators') }}
    where is_lower_bound is not null
)

select *
from national
left join traced using (report_year, indicator, breakdown, member)
where
    national.value is distinct from traced.value
    or national.held_value is distinct from traced.held_value

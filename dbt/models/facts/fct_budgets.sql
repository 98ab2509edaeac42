with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'funding_source', ['budget_vnd']) }}
)

select * from leaves

with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'agency', ['cases_count', 'fines_vnd']) }}
)

select * from leaves

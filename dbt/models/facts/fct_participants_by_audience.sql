with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'audience', ['participants_count']) }}
)

select * from leaves

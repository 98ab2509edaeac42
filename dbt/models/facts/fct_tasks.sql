with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'field', ['tasks_count']) }}
)

select * from leaves

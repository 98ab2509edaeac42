with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'event_type', ['courses_count', 'participants_count']) }}
)

select * from leaves

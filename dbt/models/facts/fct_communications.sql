with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'medium', ['media_items_count']) }}
)

select * from leaves

with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'ip_right', ['applications_count', 'titles_count']) }}
)

select * from leaves

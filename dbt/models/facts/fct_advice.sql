with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'ip_right', ['advised_count']) }}
)

select * from leaves

with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'client_type', ['advised_count']) }}
)

select * from leaves

with

figures as (
    select * from {{ ref('int_figures') }}
),

leaves as (
    {{ leaves('figures', 'document_type', ['documents_count']) }}
)

select * from leaves

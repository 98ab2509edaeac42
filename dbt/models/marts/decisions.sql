with

decisions as (
    select * from {{ ref('int_decisions__listed') }}
)

select * from decisions

with

decisions as (
    select * from {{ ref('int_decisions__listed') }}
    order by decision_id
)

select * from decisions

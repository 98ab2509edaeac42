{{ config(materialized="view") }}
-- CELL: a cell is readable, a count is whole, nothing is negative.
with

cells as (
    select * from {{ ref('int_cells__versioned') }}
),

judged as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        'CELL:' || line_code as rule_id,
        measure,
        'hard' as severity,
        case
            when not is_given then 'not_asked'
            when state = 'unreadable' then 'unreadable'
            when value < 0 then 'negative'
            when unit != 'VND' and value != trunc(value) then 'not_whole'
            else 'consistent'
        end as outcome,
        case
            when outcome in ('not_asked', 'consistent') then outcome
            else 'fail'
        end as verdict,
        value as reported_value,
        problem_vi,
        problem_en
    from cells
)

select * from judged

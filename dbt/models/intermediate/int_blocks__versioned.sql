-- A block is asked about when anything of it was filled in, and it is known when any
-- of its cells holds a number.
with

cells as (
    select * from {{ ref('int_cells__versioned') }}
),

blocks as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        section,
        measure,
        bool_or(is_given and state != 'not_applicable') as is_asked,
        bool_or(has_number) as has_number,
        arg_max(submission_id, sequence) as submission_id
    from cells
    group by all
)

select * from blocks

-- The parts of one total along one dimension, added up as intervals in both readings.
with

cells as (
    select
        *,
        not has_number and state != 'not_applicable' as is_missing,
        {{ is_point() }} as is_point
    from {{ ref('int_cells__versioned') }}
),

summed as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        measure,
        total_code,
        breakdown,
        min(line_code) as first_line_code,
        bool_or(is_given) as has_given_part,
        bool_or(is_given and state != 'not_applicable') as has_asked_part,
        bool_or(has_number) as has_number,
        bool_or(is_missing) as is_incomplete,
        bool_and(is_point or state = 'not_applicable') as is_point,
        bool_and(is_point or not has_number) as is_known_point,
        sum(value) as known_value,
        string_agg(line_code, ', ' order by line_code) filter (where is_missing)
            as missing_cells,
        string_agg(line_code, ', ' order by line_code) filter (where value < 0)
            as negative_cells,
        {{ summed_interval('summed', 'is_missing') }}
    from cells
    where kind = 'part'
    group by all
)

select * from summed

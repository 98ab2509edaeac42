with

cells as (
    select * from {{ ref('int_cells__current') }}
),

judged as (
    select
        report_year,
        unit_set,
        locality_code,
        section,
        measure,
        line_code,
        breakdown,
        member,
        total_code,
        kind,
        unit,
        state,
        value,
        low,
        low_is_open,
        high,
        high_is_open,
        raw_text,
        value_kind,
        submission_id,
        sheet,
        address,
        note,
        problem_vi,
        problem_en,
    from cells
)

select * from judged

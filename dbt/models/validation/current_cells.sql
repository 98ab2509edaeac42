{{ config(materialized="view") }}

with

cells as (
    select * from {{ ref('int_cells__current') }}
),

submissions as (
    select
        submission_id,
        language,
    from {{ ref('stg_submissions') }}
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
        cells.submission_id,
        submissions.language,
        sheet,
        address,
        note,
        problem_vi,
        problem_en,
    from cells
    left join submissions on cells.submission_id = submissions.submission_id
)

select * from judged

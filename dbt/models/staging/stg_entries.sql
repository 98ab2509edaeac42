with

submissions as (
    select * from {{ ref('stg_submissions') }}
),

cells as (
    select * from {{ source('raw', 'cells') }}
),

lines as (
    select * from {{ ref('form_lines') }}
),

entries as (
    select
        cells.submission_id,
        submissions.sequence,
        submissions.report_year,
        submissions.unit_set,
        submissions.locality_code,
        cells.line_code,
        cells.occurrence,
        coalesce(cells.raw_text, '') as raw_text,
        coalesce(cells.value_kind, 'text') as value_kind,
        coalesce(submissions.language, 'vi') as language,
        lines.unit,
        lines.scale,
        lines.dash_is_zero,
        cells.sheet,
        cells.address,
        cells.note
    from cells
    inner join submissions on cells.submission_id = submissions.submission_id
    inner join lines on cells.line_code = lines.line_code
    where {{ is_valid_in('submissions.report_year', 'lines') }}
)

select * from entries

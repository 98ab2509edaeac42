-- A decision file holds the text alone: whether it was typed as a number, and in which
-- language, is known from the cell of that territory and year that it was copied from: one
-- of its submission or an earlier one rather than what came later.
with

decisions as (
    select * from {{ ref('stg_decisions') }}
),

decision_cells as (
    select * from {{ source('raw', 'decision_cells') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

entries as (
    select * from {{ ref('stg_entries') }}
),

lines as (
    select * from {{ ref('form_lines') }}
),

located as (
    select
        decision_cells.decision_id,
        decision_cells.line_code,
        coalesce(decision_cells.raw_text, '') as raw_text,
        decisions.submission_id,
        decisions.report_year_of,
        decisions.unit_set_of,
        decisions.locality_code_of,
        submissions.sequence as decided_sequence
    from decision_cells
    inner join decisions on decision_cells.decision_id = decisions.decision_id
    left join submissions on decisions.submission_id = submissions.submission_id
),

originals as (
    select
        located.decision_id,
        located.line_code,
        max_by(
            struct_pack(value_kind := entries.value_kind, language := entries.language),
            row(
                entries.submission_id = located.submission_id,
                entries.sequence <= located.decided_sequence,
                entries.sequence,
                entries.occurrence
            )
        ) as original
    from located
    inner join entries
        on
            located.line_code = entries.line_code
            and located.raw_text = entries.raw_text
            and located.report_year_of = entries.report_year
            and located.unit_set_of = entries.unit_set
            and located.locality_code_of = entries.locality_code
    group by located.decision_id, located.line_code
),

decided as (
    select
        located.decision_id,
        located.line_code,
        located.raw_text,
        coalesce(originals.original.value_kind, 'text') as value_kind,
        coalesce(originals.original.language, submissions.language, 'vi') as language,
        lines.unit,
        lines.scale,
        lines.dash_is_zero
    from located
    left join originals using (decision_id, line_code)
    left join submissions on located.submission_id = submissions.submission_id
    inner join lines on located.line_code = lines.line_code
)

select * from decided

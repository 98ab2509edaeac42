with

decisions as (
    select * from {{ source('raw', 'decisions') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

located as (
    select
        decisions.decision_id,
        decisions.sequence,
        decisions.submission_id,
        decisions.rule_id,
        decisions.decision,
        decisions.reason,
        decisions.decided_by,
        decisions.decided_at,
        decisions.valid_until,
        decisions.has_cells,
        decisions.locality_code,
        decisions.report_year,
        submissions.report_year as report_year_of,
        submissions.unit_set as unit_set_of,
        submissions.locality_code as locality_code_of
    from decisions
    left join submissions on decisions.submission_id = submissions.submission_id
)

select * from located

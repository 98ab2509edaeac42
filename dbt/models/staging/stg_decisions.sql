with

decisions as (
    select * from {{ source('raw', 'decisions') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

located as (
    select
        decisions.*,
        submissions.report_year as report_year_of,
        submissions.unit_set as unit_set_of,
        submissions.locality_code as locality_code_of
    from decisions
    left join submissions on decisions.submission_id = submissions.submission_id
)

select * from located

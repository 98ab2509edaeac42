-- The latest decision on a rule of a territory and year stands; a decision on a whole
-- submission or its period stands for that submission.
with

decisions as (
    select * from {{ ref('stg_decisions') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

refreshes as (
    select * from {{ ref('stg_refreshes') }}
),

located as (
    select
        decisions.*,
        submissions.report_year as judged_year,
        submissions.unit_set as judged_unit_set,
        submissions.locality_code as judged_locality_code,
        decisions.rule_id in ('SUBMISSION', 'PERIOD') as is_of_submission
    from decisions
    inner join submissions on decisions.submission_id = submissions.submission_id
    where decisions.decision in ('accept', 'exclude', 'revoke')
),

latest as (
    select *
    from located
    qualify row_number() over (
        partition by
            rule_id,
            judged_year,
            judged_unit_set,
            judged_locality_code,
            case when is_of_submission then submission_id end
        order by sequence desc
    ) = 1
),

standing as (
    select
        latest.decision_id,
        latest.judged_year as report_year,
        latest.judged_unit_set as unit_set,
        latest.judged_locality_code as locality_code,
        latest.rule_id,
        latest.submission_id,
        latest.is_of_submission,
        latest.decision,
        latest.reason,
        latest.decided_by,
        latest.decided_at,
        latest.valid_until,
        latest.has_cells,
        coalesce(latest.valid_until < refreshes.refreshed_on, false) as is_expired,
        case
            when latest.decision = 'revoke' then 'revoked'
            when is_expired then 'expired'
        end as ended_by
    from latest
    cross join refreshes
)

select * from standing

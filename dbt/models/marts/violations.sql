-- What became of each failure over the submissions and decisions of its territory and
-- year. Every version is judged anew, so nothing is remembered but what was received.
with

verdicts as (
    select
        *,
        verdict in ('fail', 'soft_gap') as is_failing,
        judged_submission_id is not null as is_received
    from {{ ref('int_verdicts__united') }}
),

in_force as (
    select * from {{ ref('int_decisions__in_force') }}
),

standing as (
    select * from {{ ref('int_decisions__standing') }}
    where rule_id = 'PERIOD'
),

-- A rule that never failed there has no history: nearly all of them.
failing as (
    select distinct
        report_year,
        unit_set,
        locality_code,
        rule_id
    from verdicts
    where is_received and is_failing
),

followed as (
    select
        *,
        lag(is_failing, 1, false) over versions as was_failing
    from verdicts
    semi join failing using (report_year, unit_set, locality_code, rule_id)
    where is_received
    window versions as (
        partition by report_year, unit_set, locality_code, rule_id
        order by version
    )
),

histories as (
    select
        report_year,
        unit_set,
        locality_code,
        rule_id,
        min(received_at) filter (where is_failing) as first_seen,
        max(received_at) filter (where is_failing) as last_failed_at,
        max(received_at) filter (where was_failing and not is_failing) as fixed_at,
        count(*) filter (where is_failing and not was_failing) as times_opened,
        count(*) filter (where is_failing) as versions_failed,
        bool_or(is_failing and is_current) as is_open,
        bool_or(is_failing and is_current and not was_failing) as is_opened_by_latest,
        arg_min(judged_submission_id, version) filter (where is_failing)
            as first_submission_id,
        arg_max(judged_submission_id, version) filter (where is_failing)
            as last_submission_id,
        arg_max(severity, version) filter (where is_failing) as severity,
        arg_max(verdict, version) filter (where is_failing) as verdict
    from followed
    group by report_year, unit_set, locality_code, rule_id
),

decided as (
    select
        histories.*,
        coalesce(in_force.decision, standing.decision) as decision,
        coalesce(in_force.lapse, standing.ended_by) as lapse,
        coalesce(in_force.reason, standing.reason) as reason,
        coalesce(in_force.decided_by, standing.decided_by) as decided_by,
        coalesce(in_force.decided_at, standing.decided_at) as decided_at,
        coalesce(in_force.valid_until, standing.valid_until) as valid_until
    from histories
    left join in_force using (report_year, unit_set, locality_code, rule_id)
    left join standing
        on
            histories.rule_id = standing.rule_id
            and histories.last_submission_id = standing.submission_id
),

violations as (
    select
        report_year,
        unit_set,
        locality_code,
        rule_id,
        case
            when not is_open then 'fixed'
            when decision = 'accept' and lapse is null then 'explained'
            when decision = 'accept' then 'lapsed'
            when decision = 'revoke' or times_opened > 1 then 'reopened'
            when is_opened_by_latest then 'new'
            else 'persisting'
        end as state,
        first_seen,
        greatest(last_failed_at, case when is_open then decided_at end) as last_seen,
        severity,
        verdict,
        case when not is_open then fixed_at end as fixed_at,
        times_opened,
        versions_failed,
        first_submission_id,
        last_submission_id,
        case when lapse is null then decision end as decision,
        lapse as decision_lapse,
        reason as explanation,
        decided_by,
        decided_at,
        valid_until
    from decided
    order by report_year, unit_set, locality_code, rule_id
)

select * from violations

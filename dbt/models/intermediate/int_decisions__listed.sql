-- Every decision with whether it is in force: the latest on a rule of a territory and year
-- stands, as long as the cells that it was made on do.
with

decisions as (
    select * from {{ ref('stg_decisions') }}
),

standing as (
    select * from {{ ref('int_decisions__standing') }}
),

rule_decisions as (
    select * from {{ ref('int_decisions__in_force') }}
),

rules as (
    select * from {{ ref('int_rules') }}
),

-- Whose a submission is was decided last: by an assignment or by taking it back.
last_identified as (
    select
        submission_id,
        max(sequence) as sequence,
    from decisions
    where rule_id = 'IDENTITY'
    group by submission_id
),

weighed as (
    select
        decisions.*,
        rules.measure,
        case
            when decisions.report_year_of is null then 'unbound'
            when decisions.decision = 'assign' and last_identified.sequence is null
                then 'replaced'
            when decisions.decision = 'assign' then null
            when standing.decision_id is null then 'replaced'
            when decisions.decision = 'revoke' then 'revoked'
            when standing.is_of_submission and standing.is_expired then 'expired'
            when standing.is_of_submission then null
            when rule_decisions.decision_id is null then 'unbound'
            else rule_decisions.lapse
        end as lapse,
    from decisions
    left join standing on decisions.decision_id = standing.decision_id
    left join rule_decisions on decisions.decision_id = rule_decisions.decision_id
    left join rules
        on
            decisions.report_year_of = rules.report_year
            and decisions.rule_id = rules.rule_id
    left join last_identified
        on
            decisions.submission_id = last_identified.submission_id
            and decisions.sequence = last_identified.sequence
),

described as (
    select
        decision_id,
        decided_at,
        decided_by,
        decision,
        rule_id,
        submission_id,
        cast(report_year_of as integer) as report_year,
        unit_set_of as unit_set,
        locality_code_of as locality_code,
        measure as indicator,
        reason,
        valid_until,
        lapse is null as is_in_force,
        lapse,
    from weighed
    order by sequence
)

select * from described

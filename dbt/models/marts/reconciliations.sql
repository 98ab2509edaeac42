-- Each rule of the year asked of each expected territory, missing ones included.
with

verdicts as (
    select * exclude (cells)
    from {{ ref('int_verdicts__united') }}
    where is_current
),

sentences as (
    select * from {{ ref('int_verdicts__worded') }}
),

rules as (
    select * from {{ ref('int_rules') }}
),

blocks as (
    select * from {{ ref('int_blocks') }}
),

latest as (
    select * from {{ ref('int_decisions__in_force') }}
),

in_force as (
    select * from latest
    where is_in_force
),

lapsed as (
    select * from latest
    where not is_in_force
),

periods_decided as (
    select * from {{ ref('int_decisions__standing') }}
    where rule_id = 'PERIOD'
),

standing as (
    select * from periods_decided
    where ended_by is null
),

accepted as (
    select * from in_force
    where decision = 'accept'
    union all by name
    select * from standing
    where decision = 'accept'
),

preceded as (
    select * from {{ ref('int_territories__preceded') }}
),

explained_last_year as (
    select
        preceded.report_year,
        preceded.unit_set,
        preceded.locality_code,
        accepted.rule_id,
        string_agg(accepted.reason, '; ' order by accepted.decided_at) as explanation
    from preceded
    inner join accepted
        on
            preceded.report_year - 1 = accepted.report_year
            and preceded.previous_unit_set = accepted.unit_set
            and preceded.previous_locality_code = accepted.locality_code
    group by all
),

decided as (
    select
        verdicts.*,
        sentences.* exclude (report_year, unit_set, locality_code, rule_id),
        rules.kind,
        rules.section,
        rules.measure,
        rules.equation,
        case
            when rules.kind = 'PERIOD' then verdicts.judged_submission_id
            when rules.measure is null then verdicts.judged_submission_id
            else blocks.submission_id
        end as submission_id,
        coalesce(in_force.decision, standing.decision) as decision,
        coalesce(in_force.reason, standing.reason) as reason,
        coalesce(in_force.decided_by, standing.decided_by) as decided_by,
        coalesce(in_force.decided_at, standing.decided_at) as decided_at,
        coalesce(in_force.valid_until, standing.valid_until) as valid_until,
        coalesce(lapsed.lapse, periods_decided.ended_by) as decision_lapse,
        explained_last_year.explanation as last_year_explanation
    from verdicts
    inner join rules using (report_year, rule_id)
    inner join sentences
        using (report_year, unit_set, locality_code, rule_id)
    left join in_force
        using (report_year, unit_set, locality_code, rule_id)
    left join lapsed
        using (report_year, unit_set, locality_code, rule_id)
    left join standing
        on
            verdicts.rule_id = standing.rule_id
            and verdicts.judged_submission_id = standing.submission_id
    left join periods_decided
        on
            verdicts.rule_id = periods_decided.rule_id
            and verdicts.judged_submission_id = periods_decided.submission_id
    left join explained_last_year
        using (report_year, unit_set, locality_code, rule_id)
    left join blocks
        on
            verdicts.report_year = blocks.report_year
            and verdicts.unit_set = blocks.unit_set
            and verdicts.locality_code = blocks.locality_code
            and rules.measure = blocks.measure
),

reconciled as (
    select
        report_year,
        unit_set,
        locality_code,
        rule_id,
        severity,
        verdict,
        reported_value,
        summed_low,
        summed_high,
        gap,
        remainder,
        cause,
        cells,
        message_vi,
        message_en,
        case
            when verdict not in ('fail', 'soft_gap') then null
            when decision = 'accept' then 'accepted'
            when decision = 'exclude' then 'excluded'
            else 'open'
        end as status,
        reason as explanation,
        submission_id,
        kind,
        section,
        measure,
        outcome,
        equation,
        compared_value,
        missing_cells,
        decided_by,
        decided_at,
        valid_until,
        decision_lapse,
        last_year_explanation,
        cause_cell,
        cause_value,
        cause_other_cell
    from decided
    order by report_year, unit_set, locality_code, rule_id
)

select * from reconciled

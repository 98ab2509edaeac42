-- From a figure to the cells behind it. An implied total stands on the parts of the
-- breakdown that implies it; a ratio on the cells of its two terms.
with

figures as (
    select * from {{ ref('int_figures') }}
    where status != 'missing'
),

ratios as (
    select * from {{ ref('int_ratios') }}
    where status = 'counted'
),

territories as (
    select * from {{ ref('int_territories__expected') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

rules as (
    select * from {{ ref('int_rules') }}
),

verdicts as (
    select * from {{ ref('int_verdicts__united') }}
    where is_current and verdict = 'fail'
),

blocks as (
    select * from {{ ref('int_blocks') }}
    where decision_ids is not null
),

decisions as (
    select * from {{ ref('int_decisions__listed') }}
    where is_in_force
),

rule_decisions as (
    select * from {{ ref('int_decisions__in_force') }}
),

-- What a steward decided about the whole submission: whose it is, its period.
assigned as (
    select
        decisions.submission_id,
        string_agg(decisions.decision_id, ',' order by decisions.decision_id)
            as decision_ids,
    from decisions
    anti join rule_decisions on decisions.decision_id = rule_decisions.decision_id
    group by decisions.submission_id
),

written as (
    select
        report_year,
        unit_set,
        locality_code,
        line_code as figure_line_code,
        measure as indicator,
        measure,
        breakdown,
        member,
        unit,
        status as block_status,
        false as is_implied,
        line_code,
        state,
        value,
        held_value,
        raw_text,
        sheet,
        address,
        submission_id,
        'sum' as term,
    from figures
    where state != 'implied'
),

implied as (
    select
        totals.report_year,
        totals.unit_set,
        totals.locality_code,
        totals.line_code as figure_line_code,
        totals.measure as indicator,
        totals.measure,
        totals.breakdown,
        totals.member,
        totals.unit,
        totals.status as block_status,
        true as is_implied,
        parts.line_code,
        parts.state,
        parts.value,
        parts.held_value,
        parts.raw_text,
        parts.sheet,
        parts.address,
        parts.submission_id,
        'sum' as term,
    from figures as totals
    inner join figures as parts
        on
            totals.report_year = parts.report_year
            and totals.unit_set = parts.unit_set
            and totals.locality_code = parts.locality_code
            and totals.line_code = parts.total_code
            and totals.implied_breakdown = parts.breakdown
    where totals.state = 'implied' and parts.kind = 'part'
),

summed as (
    select * from written
    union all by name
    select * from implied
),

ratio_terms as (
    select
        report_year,
        unit_set,
        locality_code,
        indicator,
        'numerator' as term,
        numerator_line_code as figure_line_code,
    from ratios
    union all
    select
        report_year,
        unit_set,
        locality_code,
        indicator,
        'denominator' as term,
        denominator_line_code as figure_line_code,
    from ratios
),

divided as (
    select
        summed.* replace (
            ratio_terms.indicator as indicator,
            'total' as breakdown,
            'total' as member,
            ratio_terms.term as term
        ),
    from ratio_terms
    inner join summed using (report_year, unit_set, locality_code, figure_line_code)
),

united as (
    select * from summed
    union all by name
    select * from divided
),

failing as (
    select
        verdicts.report_year,
        verdicts.unit_set,
        verdicts.locality_code,
        rules.measure,
        string_agg(verdicts.rule_id, ',' order by verdicts.rule_id) as failing_rules,
    from verdicts
    inner join rules using (report_year, rule_id)
    where rules.measure is not null
    group by all
),

lineage as (
    select
        united.report_year,
        united.indicator,
        united.breakdown,
        united.member,
        united.term,
        united.unit_set,
        united.locality_code,
        territories.locality_name_vi,
        territories.locality_name_en,
        united.line_code,
        united.unit,
        united.value,
        united.held_value,
        united.state,
        united.is_implied,
        united.raw_text,
        united.sheet,
        united.address,
        united.submission_id,
        submissions.original_name,
        submissions.sha256,
        submissions.received_at,
        united.block_status,
        failing.failing_rules,
        nullif(
            concat_ws(',', blocks.decision_ids, assigned.decision_ids), ''
        ) as decision_ids,
    from united
    inner join territories using (report_year, unit_set, locality_code)
    inner join submissions on united.submission_id = submissions.submission_id
    left join failing using (report_year, unit_set, locality_code, measure)
    left join blocks using (report_year, unit_set, locality_code, measure)
    left join assigned on united.submission_id = assigned.submission_id
    order by
        united.report_year,
        united.figure_line_code,
        united.indicator,
        united.term,
        united.locality_code,
        united.line_code
)

select * from lineage

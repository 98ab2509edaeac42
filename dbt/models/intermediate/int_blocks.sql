-- What becomes of each block: a hard failure holds it until each is accepted, and one
-- exclusion outweighs everything.
with

blocks as (
    select * from {{ ref('int_blocks__versioned') }}
    where is_current
),

sums as (
    select * from {{ ref('int_sums__judged') }}
    where is_current
),

of_which as (
    select * from {{ ref('int_of_which__judged') }}
    where is_current
),

single_cells as (
    select * from {{ ref('int_cells__judged') }}
    where is_current
),

pairs as (
    select * from {{ ref('int_pairs__judged') }}
    where is_current
),

decisions as (
    select * from {{ ref('int_decisions__in_force') }}
    where is_in_force
),

judged as (
    select *
    from sums
    union all by name
    select *
    from of_which
    union all by name
    select *
    from single_cells
    union all by name
    select *
    from pairs
),

failures as (
    select
        judged.*,
        coalesce(decisions.decision = 'accept', false) as is_accepted
    from judged
    left join decisions using (report_year, unit_set, locality_code, rule_id)
    where judged.severity = 'hard' and judged.verdict = 'fail'
),

failing as (
    select
        report_year,
        unit_set,
        locality_code,
        measure,
        bool_and(is_accepted) as is_accepted
    from failures
    group by all
),

breakdowns as (
    select
        sums.*,
        coalesce(decisions.decision = 'accept', false) as is_accepted
    from sums
    left join decisions using (report_year, unit_set, locality_code, rule_id)
    where sums.outcome in ('total_missing', 'breakdowns_disagree')
),

disagreements as (
    select
        report_year,
        unit_set,
        locality_code,
        measure,
        bool_or(is_disagreeing) as is_disagreeing,
        bool_or(is_disagreeing and is_accepted) as is_accepted
    from breakdowns
    group by all
    having bool_or(is_disagreeing)
),

implied as (
    select
        breakdowns.report_year,
        breakdowns.unit_set,
        breakdowns.locality_code,
        breakdowns.measure,
        arg_min(breakdowns.breakdown, breakdowns.first_line_code) as implied_breakdown
    from breakdowns
    left join disagreements using (report_year, unit_set, locality_code, measure)
    where
        not breakdowns.total_is_given
        and breakdowns.is_complete
        and (disagreements.measure is null or breakdowns.is_accepted)
    group by all
),

explained as (
    select
        blocks.report_year,
        blocks.unit_set,
        blocks.locality_code,
        blocks.measure,
        bool_or(decisions.decision = 'exclude') as is_excluded,
        string_agg(distinct decisions.reason, '; ' order by decisions.reason)
            as explanation,
        string_agg(decisions.decision_id, ',' order by decisions.decision_id)
            as decision_ids
    from blocks
    inner join decisions
        on
            blocks.report_year = decisions.report_year
            and blocks.unit_set = decisions.unit_set
            and blocks.locality_code = decisions.locality_code
            and (decisions.measure is null or blocks.measure = decisions.measure)
    group by all
),

settled as (
    select
        blocks.report_year,
        blocks.unit_set,
        blocks.locality_code,
        blocks.measure,
        blocks.section,
        case
            when not blocks.has_number and failing.measure is null then 'missing'
            when explained.is_excluded then 'excluded'
            when not failing.is_accepted then 'held'
            when not disagreements.is_accepted then 'held'
            when failing.is_accepted or disagreements.is_accepted then 'accepted'
            else 'counted'
        end as status,
        case
            when status in ('counted', 'accepted') then implied.implied_breakdown
        end as implied_breakdown,
        explained.explanation,
        explained.decision_ids,
        blocks.submission_id
    from blocks
    left join failing using (report_year, unit_set, locality_code, measure)
    left join disagreements using (report_year, unit_set, locality_code, measure)
    left join implied using (report_year, unit_set, locality_code, measure)
    left join explained using (report_year, unit_set, locality_code, measure)
)

select * from settled

-- SUM: a total and the sum of its parts are two intervals; they hold when they meet. A gap
-- is counted from the written total, from its reading where the written number lies
-- beyond the sum already ("more than 5" is 6, and 5 of its parts are one too few).
with

sums as (
    select * from {{ ref('int_breakdowns__summed') }}
),

cells as (
    select * from {{ ref('int_cells__versioned') }}
),

blocks as (
    select * from {{ ref('int_blocks__versioned') }}
),

totals as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        line_code as total_code,
        unit,
        has_number as total_has_number,
        is_given as total_is_given,
        value as total_value,
        low as total_low,
        low_is_open as total_low_is_open,
        high as total_high,
        high_is_open as total_high_is_open,
        widest_low as total_widest_low,
        widest_low_is_open as total_widest_low_is_open,
        widest_high as total_widest_high,
        widest_high_is_open as total_widest_high_is_open,
        {{ is_point() }} as total_is_point
    from cells
    where kind = 'total'
),

paired as (
    select
        sums.*,
        totals.* exclude (report_year, unit_set, locality_code, version, total_code),
        blocks.is_asked,
        'SUM:' || sums.total_code || ':' || sums.breakdown as rule_id
    from sums
    inner join totals
        using (report_year, unit_set, locality_code, version, total_code)
    inner join blocks using (report_year, unit_set, locality_code, version, measure)
),

disagreeing as (
    select
        one.report_year,
        one.unit_set,
        one.locality_code,
        one.version,
        one.rule_id
    from paired as one
    inner join paired as other
        using (report_year, unit_set, locality_code, version, total_code)
    where
        not one.total_is_given
        and one.breakdown != other.breakdown
        and one.has_given_part
        and other.has_given_part
        and not {{ meets('one.summed', 'other.summed', 'widest_') }}
    group by all
),

compared as (
    select
        paired.*,
        disagreeing.rule_id is not null as is_disagreeing,
        {{ meets('total', 'summed') }} as meets_customarily,
        {{ meets('total', 'summed', 'widest_') }} as meets_widely,
        {{ lies_above('summed', 'total') }} as is_sum_above,
        total_value < 0 or (unit != 'VND' and total_value != trunc(total_value))
            as is_total_impossible,
        summed_high < 0
        or (
            unit != 'VND' and summed_low = summed_high and summed_low != trunc(summed_low)
        ) as is_sum_impossible
    from paired
    left join disagreeing
        using (report_year, unit_set, locality_code, version, rule_id)
),

judged as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        rule_id,
        measure,
        total_code,
        breakdown,
        first_line_code,
        'hard' as severity,
        case
            when not is_asked then 'not_asked'
            when not total_has_number then 'cannot_tell'
            when not has_given_part then 'cannot_tell'
            when not meets_widely then 'fail'
            when not meets_customarily then 'soft_gap'
            when is_incomplete then 'cannot_tell'
            when is_point and total_is_point then 'exact'
            else 'consistent'
        end as verdict,
        case
            when not is_asked then 'not_asked'
            when is_disagreeing then 'breakdowns_disagree'
            when not total_has_number then 'total_missing'
            when not has_given_part then 'parts_missing'
            when meets_customarily and is_incomplete and negative_cells is not null
                then 'part_negative'
            when meets_customarily and is_incomplete
                then if(is_known_point and total_is_point, 'remainder', 'rest')
            when meets_customarily and is_point and total_is_point then 'exact'
            when meets_customarily then 'consistent'
            when not meets_widely and is_total_impossible then 'total_impossible'
            when not meets_widely and is_sum_impossible then 'sum_impossible'
            when is_incomplete then 'known_parts_above'
            when meets_widely then 'soft_gap'
            else 'fail'
        end as outcome,
        total_value as reported_value,
        case when has_given_part then summed_low end as summed_low,
        case when has_given_part then summed_high end as summed_high,
        summed_low_is_open,
        summed_high_is_open,
        case
            when total_value is null or not is_asked then null
            when meets_customarily then 0
            when is_sum_above
                then
                    if(total_value < summed_low, total_value, total_high) - summed_low
            else if(total_value > summed_high, total_value, total_low) - summed_high
        end as gap,
        case
            when total_has_number and meets_customarily and is_incomplete
                then greatest(total_value - coalesce(known_value, 0), 0)
        end as remainder,
        known_value as compared_value,
        if(outcome = 'part_negative', negative_cells, missing_cells) as missing_cells,
        total_is_given,
        is_disagreeing,
        has_number and not is_incomplete as is_complete
    from compared
)

select * from judged

-- OFW: an of-which is at most its parent; it is never added.
with

cells as (
    select * from {{ ref('int_cells__versioned') }}
),

lines as (
    select
        *,
        low as line_low,
        low_is_open as line_low_is_open,
        widest_low as line_widest_low,
        widest_low_is_open as line_widest_low_is_open
    from cells
    where kind = 'of_which'
),

parents as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        line_code as total_code,
        has_number as parent_has_number,
        low as parent_low,
        high as parent_high,
        high_is_open as parent_high_is_open,
        widest_high as parent_widest_high,
        widest_high_is_open as parent_widest_high_is_open
    from cells
),

compared as (
    select
        *,
        {{ lies_above('line', 'parent') }} as is_above,
        {{ lies_above('line', 'parent', 'widest_') }} as is_above_widely
    from lines
    inner join parents
        using (report_year, unit_set, locality_code, version, total_code)
),

judged as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        'OFW:' || line_code as rule_id,
        measure,
        'hard' as severity,
        case
            when not is_given or state = 'not_applicable' then 'not_asked'
            when not has_number or not parent_has_number then 'cannot_tell'
            when is_above_widely then 'fail'
            when is_above then 'soft_gap'
            else 'consistent'
        end as verdict,
        case
            when state = 'not_applicable' then state
            when verdict = 'fail' and parent_high < 0 then 'parent_negative'
            else verdict
        end as outcome,
        value as reported_value,
        case when verdict != 'not_asked' then parent_low end as summed_low,
        case when verdict != 'not_asked' then parent_high end as summed_high,
        case
            when verdict in ('fail', 'soft_gap')
                then if(value > parent_high, value, line_low) - parent_high
            when verdict != 'not_asked' and value is not null then 0
        end as gap
    from compared
)

select * from judged

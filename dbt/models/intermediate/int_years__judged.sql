-- YOY: against last year on the same territory, weighed by what it does to the country.
with

totals as (
    select * from {{ ref('int_cells__versioned') }}
    where kind = 'total'
),

blocks as (
    select * from {{ ref('int_blocks__versioned') }}
),

previous as (
    select * from {{ ref('int_totals__previous') }}
),

figures as (
    select * from {{ ref('int_figures') }}
    where kind = 'total'
),

national as (
    select
        report_year,
        line_code,
        sum(value) as national_value
    from figures
    group by all
),

compared as (
    select
        totals.*,
        blocks.is_asked,
        previous.previous_value,
        case
            when
                {{ is_too_great('totals.value') }}
                or {{ is_too_great('previous.previous_value') }}
                then totals.value != previous.previous_value
            else
                greatest(totals.value, previous.previous_value)
                > 3 * least(totals.value, previous.previous_value)
                and (
                    national.national_value is null
                    or abs(totals.value - previous.previous_value) * 200
                    > national.national_value
                )
        end as is_beyond
    from totals
    inner join blocks using (report_year, unit_set, locality_code, version, measure)
    left join previous using (report_year, unit_set, locality_code, line_code)
    left join national using (report_year, line_code)
),

judged as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        'YOY:' || line_code as rule_id,
        measure,
        'soft' as severity,
        case
            when not is_asked or previous_value is null then 'not_asked'
            when not has_number then 'cannot_tell'
            when is_beyond then 'fail'
            else 'consistent'
        end as verdict,
        verdict as outcome,
        value as reported_value,
        previous_value as compared_value
    from compared
)

select * from judged

-- REQ: a total is given where its parts are, and parts where the total is. Of what does
-- not apply nothing is required.
with

cells as (
    select * from {{ ref('int_cells__versioned') }}
),

sums as (
    select * from {{ ref('int_breakdowns__summed') }}
),

parts as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        total_code,
        bool_or(has_given_part) as has_given_part,
        bool_or(has_asked_part) as has_asked_part
    from sums
    group by all
),

judged as (
    select
        cells.report_year,
        cells.unit_set,
        cells.locality_code,
        cells.version,
        cells.is_current,
        'REQ:' || cells.line_code as rule_id,
        cells.measure,
        'soft' as severity,
        case
            when
                not parts.has_asked_part
                and not (cells.is_given and cells.state != 'not_applicable')
                then 'not_asked'
            when cells.is_given and parts.has_given_part then 'consistent'
            when cells.is_given then 'parts_missing'
            else 'total_missing'
        end as outcome,
        case
            when outcome in ('consistent', 'not_asked') then outcome
            else 'fail'
        end as verdict,
        cells.value as reported_value
    from cells
    inner join parts
        on
            cells.line_code = parts.total_code
            and cells.report_year = parts.report_year
            and cells.unit_set = parts.unit_set
            and cells.locality_code = parts.locality_code
            and cells.version = parts.version
    where cells.kind = 'total'
)

select * from judged

-- The named cause of a failure, or that it cannot be told.
{%- set names = ['cell', 'other', 'written', 'repaired'] %}
with

repairs as (
    select * from {{ ref('int_repairs__proposed') }}
    where place = 1
),

rules as (
    select * from {{ ref('int_rules') }}
),

causes as (
    select * from {{ ref('rule_causes') }}
),

settled as (
    select
        report_year,
        unit_set,
        locality_code,
        rule_id,
        case
            when not bool_or(is_tied) then any_value(cause)
            when bool_or(cause is not null) then 'undecided'
        end as cause,
        case when not bool_or(is_tied) then any_value(line_code) end as line_code,
        case when not bool_or(is_tied) then any_value(other_code) end as other_code,
        case when not bool_or(is_tied) then any_value(written_value) end as written_value,
        case when not bool_or(is_tied) then any_value(repaired_value) end
            as repaired_value
    from repairs
    group by all
),

named as (
    select
        settled.*,
        case when rules.unit = 'VND' then ' đồng' else '' end as unit_vi,
        case when rules.unit = 'VND' then ' VND' else '' end as unit_en,
        {{ grouped('settled.written_value') }} as written_text,
        {{ grouped('settled.repaired_value') }} as repaired_text,
        {{ numbered('causes.text_vi', names) }} as text_vi,
        {{ numbered('causes.text_en', names) }} as text_en
    from settled
    inner join causes on settled.cause = causes.cause
    inner join rules using (report_year, rule_id)
),

worded as (
    select
        *,
        {%- for language in ['vi', 'en'] %}
        {{ filled('text_' ~ language, names, {
            'cell': 'line_code',
            'other': 'other_code',
            'written': spoken('written_text', language) ~ ' || unit_' ~ language,
            'repaired': spoken('repaired_text', language) ~ ' || unit_' ~ language,
        }) }} as cause_{{ language }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from named
),

told as (
    select
        report_year,
        unit_set,
        locality_code,
        rule_id,
        cause,
        line_code,
        other_code,
        repaired_value,
        cause_vi,
        cause_en
    from worded
)

select * from told

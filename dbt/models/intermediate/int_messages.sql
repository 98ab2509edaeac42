-- The sentence for each outcome of each rule, with what the rule itself knows filled in; a
-- verdict's own values come later.
{%- set names = [
    'code', 'other', 'equation', 'parts', 'year', 'previous_year', 'label', 'other_label',
] %}
with

rules as (
    select
        * replace (
            {%- for label in ['label_vi', 'label_en', 'other_label_vi', 'other_label_en'] %}
                {{ braced(label) }} as {{ label }}{% if not loop.last %},{% endif %}
            {%- endfor %}
        ),
    from {{ ref('int_rules') }}
),

messages as (
    select
        kind,
        outcome,
        {%- for language in ['vi', 'en'] %}
            {{ numbered('message_' ~ language, verdict_values(), filling=2) }}
                as message_{{ language }},
        {%- endfor %}
        regexp_matches(message_vi, '\{({{ verdict_numbers() | join('|') }})\}')
            as has_numbers,
        contains(message_vi, '{other_raw}') as tells_other,
    from {{ ref('rule_messages') }}
),

numbered_messages as (
    select
        kind,
        outcome,
        has_numbers,
        tells_other,
        {%- for language in ['vi', 'en'] %}
            {{ numbered('message_' ~ language, names) }} as message_{{ language }},
        {%- endfor %}
    from messages
),

joined as (
    select
        rules.*,
        replace(rules.cells, ',', ', ') as listed_cells,
        messages.outcome,
        messages.message_vi,
        messages.message_en,
        messages.has_numbers,
        messages.tells_other,
    from rules
    inner join numbered_messages as messages on rules.kind = messages.kind
),

filled_in as (
    select
        *,
        {%- for language in ['vi', 'en'] %}
            {{ filled('message_' ~ language, names, {
                'code': 'line_code',
                'other': 'other_code',
                'equation': 'equation',
                'parts': "regexp_replace(listed_cells, '^[^,]*, ', '')",
                'year': 'cast(report_year as varchar)',
                'previous_year': 'cast(report_year - 1 as varchar)',
                'label': 'label_' ~ language,
                'other_label': 'other_label_' ~ language,
            }) }} as template_{{ language }},
        {%- endfor %}
    from joined
),

prepared as (
    select
        report_year,
        rule_id,
        outcome,
        kind,
        line_code,
        case when tells_other then other_code end as other_code,
        cells,
        unit,
        template_vi,
        template_en,
        has_numbers,
    from filled_in
)

select * from prepared

-- The rules as they are asked, in words.
{%- set names = ['code', 'other', 'equation', 'label', 'other_label', 'range'] %}
{%- set lowest = grouped('registry.lowest_share') %}
{%- set highest = grouped('registry.highest_share') %}
{%- set ranges = {
    'vi': "' và mỗi vụ (' || registry.other_code || ') từ ' || " ~ spoken(lowest, 'vi')
        ~ " || ' đến ' || " ~ spoken(highest, 'vi') ~ " || ' đồng'",
    'en': "' and comes to ' || " ~ lowest ~ " || ' to ' || " ~ highest
        ~ " || ' VND for each of ' || registry.other_code",
} %}
with

registry as (
    select * from {{ ref('int_rules') }}
),

kinds as (
    select
        kind,
        reason_vi,
        reason_en,
        {%- for language in ['vi', 'en'] %}
            {{ numbered('text_' ~ language, names) }} as text_{{ language }},
        {%- endfor %}
    from {{ ref('rule_kinds') }}
),

filled_in as (
    select
        registry.report_year,
        registry.rule_id,
        registry.severity,
        {%- for language in ['vi', 'en'] %}
        {{ filled('kinds.text_' ~ language, names, {
            'code': 'registry.line_code',
            'other': 'registry.other_code',
            'equation': 'registry.equation',
            'label': 'registry.label_' ~ language,
            'other_label': 'registry.other_label_' ~ language,
            'range': 'coalesce(' ~ ranges[language] ~ ", '')",
        }) }} as text_{{ language }},
        {%- endfor %}
        registry.kind,
        registry.section,
        registry.measure,
        registry.breakdown,
        registry.line_code,
        registry.other_code,
        registry.cells,
        kinds.reason_vi,
        kinds.reason_en
    from registry
    inner join kinds on registry.kind = kinds.kind
),

rules as (
    select
        report_year,
        rule_id,
        severity,
        text_vi,
        text_en,
        kind,
        section,
        measure,
        breakdown,
        line_code,
        other_code,
        cells,
        reason_vi,
        reason_en
    from filled_in
    order by report_year, rule_id
)

select * from rules

-- The sentence for each outcome of each rule, with what the rule itself knows filled in:
-- most verdicts need no more.
with

rules as (
    select * from {{ ref('int_rules') }}
),

messages as (
    select * from {{ ref('rule_messages') }}
),

joined as (
    select
        rules.*,
        replace(rules.cells, ',', ', ') as listed_cells,
        messages.outcome,
        messages.message_vi,
        messages.message_en,
    from rules
    inner join messages on rules.kind = messages.kind
),

filled_in as (
    select
        *,
        {%- for language in ['vi', 'en'] %}
            {{ filled('template_' ~ language, 'message_' ~ language, [
                ('code', 'line_code'),
                ('other', 'other_code'),
                ('equation', 'equation'),
                ('parts', "regexp_replace(listed_cells, '^[^,]*, ', '')"),
                ('year', 'cast(report_year as varchar)'),
                ('previous_year', 'cast(report_year - 1 as varchar)'),
                ('label', 'label_' ~ language),
                ('other_label', 'other_label_' ~ language),
            ]) }},
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
        cells,
        unit,
        template_vi,
        template_en,
        contains(replace(template_vi, '{raw}', ''), '{') as has_numbers,
    from filled_in
)

select * from prepared

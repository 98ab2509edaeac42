-- The sentences of the current verdicts: what was found, with its numbers, and what would
-- satisfy the rule.
with

verdicts as (
    select * from {{ ref('int_verdicts__united') }}
    where is_current
),

-- No more of a cell than is told: all cells at once are in memory here.
cells as (
    select
        report_year,
        unit_set,
        locality_code,
        line_code,
        trim(raw_text) as raw_en,
        case when value_kind = 'number' then {{ spoken('raw_en', 'vi') }} else raw_en end
            as raw_vi,
        {{ is_point() }} as is_point,
    from {{ ref('int_cells__current') }}
),

messages as (
    select * from {{ ref('int_messages') }}
),

causes as (
    select * from {{ ref('int_causes') }}
),

other_cells as (
    select * from cells
    where line_code in (select other_code from messages)
),

joined as (
    select
        verdicts.* exclude (cells),
        coalesce(verdicts.cells, messages.cells) as cells,
        messages.kind,
        messages.template_vi,
        messages.template_en,
        messages.has_numbers,
        causes.cause,
        causes.line_code as cause_cell,
        causes.repaired_value as cause_value,
        case when causes.cause = 'exchange' then causes.other_code end as cause_other_cell,
        causes.cause_vi,
        causes.cause_en,
        {%- for language in ['vi', 'en'] %}
            cells.raw_{{ language }},
            other_cells.raw_{{ language }} as other_raw_{{ language }},
        {%- endfor %}
        cells.is_point,
        coalesce(messages.unit = 'VND', false) as is_money,
        coalesce(messages.unit = 'VND', false)
        and not (
            messages.kind = 'PAIR'
            or (
                messages.kind = 'UNIT'
                and verdicts.outcome not in ('last_year', 'failing_sum')
            )
        ) as is_compared_money,
    from verdicts
    inner join messages using (report_year, rule_id, outcome)
    left join cells using (report_year, unit_set, locality_code, line_code)
    left join other_cells
        on
            verdicts.report_year = other_cells.report_year
            and verdicts.unit_set = other_cells.unit_set
            and verdicts.locality_code = other_cells.locality_code
            and messages.other_code = other_cells.line_code
    left join causes using (report_year, unit_set, locality_code, rule_id)
),

written as (
    select
        *,
        {%- for number, name in [
            ('reported_value', 'reported'), ('summed_low', 'summed_low'),
            ('summed_high', 'summed_high'), ('abs(gap)', 'gap'), ('remainder', 'remainder'),
            ('compared_value', 'compared'), ('factor', 'factor'),
            ('lowest_share', 'lowest'), ('highest_share', 'highest'),
        ] %}
            case when has_numbers then {{ grouped(number) }} end as {{ name }}_text,
        {%- endfor %}
        case when is_money then ' đồng' else '' end as unit_vi,
        case when is_money then ' VND' else '' end as unit_en,
        case when is_compared_money then ' đồng' else '' end as compared_unit_vi,
        case when is_compared_money then ' VND' else '' end as compared_unit_en,
        {%- for language, shown, first, last in [
            ('vi', "strftime({}, '%d/%m/%Y')", 'ngày đầu ', 'ngày cuối '),
            ('en', 'cast({} as varchar)', 'the start, ', 'the end, '),
        ] %}
            {%- for day in ['period_start', 'period_end'] %}
                coalesce({{ shown.format(day) }}, nullif(trim({{ day }}_text), ''))
                    as {{ day }}_{{ language }},
            {%- endfor %}
            case
                when period_end_{{ language }} is null
                    then '{{ first }}' || period_start_{{ language }}
                when period_start_{{ language }} is null
                    then '{{ last }}' || period_end_{{ language }}
                else period_start_{{ language }} || ' – ' || period_end_{{ language }}
            end as period_{{ language }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from joined
),

-- An open end is no number that would satisfy the rule, and what only touches it is less
-- than one apart.
phrased as (
    select
        *,
        {%- for language, more_than, at_least, at_most, below, to, to_below, no_whole in [
            ('vi', 'hơn', 'ít nhất', 'và không quá', 'và dưới', 'đến', 'đến dưới', 'chưa tới 1'),
            (
                'en', 'more than', 'at least', 'and at most', 'and less than', 'to',
                'to less than', 'less than 1'
            ),
        ] %}
            case
                when summed_low_text is null then null
                when summed_high_text is null
                    then
                        if(summed_low_is_open, '{{ more_than }} ', '{{ at_least }} ')
                        || {{ spoken('summed_low_text', language) }}
                when summed_low_text = summed_high_text
                    then {{ spoken('summed_low_text', language) }}
                else
                    if(summed_low_is_open, '{{ more_than }} ', '')
                    || {{ spoken('summed_low_text', language) }}
                    || case
                        when summed_low_is_open and summed_high_is_open
                            then ' {{ below }} '
                        when summed_low_is_open then ' {{ at_most }} '
                        when summed_high_is_open then ' {{ to_below }} '
                        else ' {{ to }} '
                    end
                    || {{ spoken('summed_high_text', language) }}
            end || unit_{{ language }} as summed_{{ language }},
            if(gap_text = '0', '{{ no_whole }}', {{ spoken('gap_text', language) }})
            || unit_{{ language }} as gap_{{ language }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from written
),

-- What would satisfy a hedged number is told in its own words: parts that add up to 5 are
-- what fails beside "more than 5".
filled_in as (
    select
        *,
        {%- for language, quiet in [('vi', 'chưa có số'), ('en', 'no number')] %}
            {{ filled('template_' ~ language, verdict_values(), {
                'reported': 'coalesce(' ~ spoken('reported_text', language) ~ ' || unit_'
                    ~ language ~ ", '" ~ quiet ~ "')",
                'summed': 'coalesce(summed_' ~ language ~ ", '" ~ quiet ~ "')",
                'gap': 'gap_' ~ language,
                'remainder': spoken('remainder_text', language) ~ ' || unit_' ~ language,
                'known': 'coalesce(' ~ spoken('compared_text', language) ~ ' || unit_'
                    ~ language ~ ", '0')",
                'compared': 'coalesce(' ~ spoken('compared_text', language)
                    ~ ' || compared_unit_' ~ language ~ ", '" ~ quiet ~ "')",
                'factor': spoken('factor_text', language),
                'lowest': spoken('lowest_text', language) ~ ' || unit_' ~ language,
                'highest': spoken('highest_text', language) ~ ' || unit_' ~ language,
                'most': spoken('summed_high_text', language) ~ ' || unit_' ~ language,
                'missing': 'missing_cells',
                'period': 'period_' ~ language,
                'problem': 'problem_' ~ language,
                'raw': 'raw_' ~ language,
                'other_raw': 'other_raw_' ~ language,
                'wanted': 'if(is_point, ' ~ spoken('reported_text', language) ~ ' || unit_'
                    ~ language ~ ", '“' || raw_" ~ language ~ " || '”')",
            }) }} as message_{{ language }},
        {%- endfor %}
    from phrased
),

worded as (
    select
        report_year,
        unit_set,
        locality_code,
        rule_id,
        cells,
        cause,
        cause_cell,
        cause_value,
        cause_other_cell,
        {%- for language in ['vi', 'en'] %}
            concat_ws(' ', message_{{ language }}, cause_{{ language }})
                as message_{{ language }},
        {%- endfor %}
    from filled_in
)

select * from worded

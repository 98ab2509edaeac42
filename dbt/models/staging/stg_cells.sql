-- A line that a file gives twice counts once if alike and is unreadable if not; a repeat
-- that is left blank gives nothing.
with

entries as (
    select * from {{ ref('stg_entries') }}
),

readings as (
    select * from {{ ref('stg_readings') }}
),

found as (
    select
        entries.*,
        readings.* exclude (raw_text, value_kind, language, unit, scale, dash_is_zero),
        readings.state not in ('blank', 'dash') as is_given
    from entries
    inner join readings
        on
            entries.raw_text = readings.raw_text
            and entries.value_kind = readings.value_kind
            and entries.language = readings.language
            and entries.unit = readings.unit
            and entries.scale = readings.scale
            and entries.dash_is_zero = readings.dash_is_zero
),

contradictions as (
    select
        submission_id,
        line_code,
        string_agg(raw_text, ' | ' order by occurrence) as raw_texts,
        string_agg(address, ', ' order by occurrence) as addresses,
        string_agg({{ found_at('vi') }}, ', ' order by occurrence) as found_vi,
        string_agg({{ found_at('en') }}, ', ' order by occurrence) as found_en
    from found
    where is_given
    group by submission_id, line_code
    having
        count(*) > 1
        and count(distinct (
            state,
            value,
            low,
            low_is_open,
            high,
            high_is_open,
            widest_low,
            widest_high,
            case when state = 'unreadable' then raw_text end
        )) > 1
),

firsts as (
    select *
    from found
    qualify row_number() over (
        partition by submission_id, line_code order by is_given desc, occurrence
    ) = 1
),

cells as (
    select
        firsts.submission_id,
        firsts.sequence,
        firsts.report_year,
        firsts.unit_set,
        firsts.locality_code,
        firsts.line_code,
        case when contradictions.line_code is null then firsts.state else 'unreadable' end
            as state,
        {%- for column in number_columns() %}
        case when contradictions.line_code is null then firsts.{{ column }} end as {{ column }},
        {%- endfor %}
        coalesce(contradictions.raw_texts, firsts.raw_text) as raw_text,
        firsts.value_kind,
        firsts.sheet,
        coalesce(contradictions.addresses, firsts.address) as address,
        firsts.note,
        coalesce(
            'Dòng được ghi nhiều lần với giá trị khác nhau: ' || contradictions.found_vi || '.',
            firsts.problem_vi
        ) as problem_vi,
        coalesce(
            'The line is given more than once, differently: ' || contradictions.found_en || '.',
            firsts.problem_en
        ) as problem_en
    from firsts
    left join contradictions
        on
            firsts.submission_id = contradictions.submission_id
            and firsts.line_code = contradictions.line_code
)

select * from cells

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
        *,
        state not in ('blank', 'dash') as is_given
    from entries
    inner join readings using ({{ reading_key() }})
),

repeats as (
    select
        submission_id,
        line_code
    from entries
    group by submission_id, line_code
    having count(*) > 1
),

repeated as (
    select found.*
    from found
    inner join repeats using (submission_id, line_code)
),

given_twice as (
    select
        *,
        coalesce(min(sheet) over lines < max(sheet) over lines, false) as is_on_several
    from repeated
    where is_given
    window lines as (partition by submission_id, line_code)
),

contradictions as (
    select
        submission_id,
        line_code,
        bool_or(is_on_several) as is_on_several,
        string_agg(raw_text, ' | ' order by occurrence) as raw_texts,
        string_agg({{ place_of('is_on_several') }}, ', ' order by occurrence) as addresses,
        string_agg({{ found_at('vi', 'is_on_several') }}, ', ' order by occurrence)
            as found_vi,
        string_agg({{ found_at('en', 'is_on_several') }}, ', ' order by occurrence)
            as found_en
    from given_twice
    group by submission_id, line_code
    having
        count(*) > 1
        and count(
            distinct row(
                state,
                value,
                low,
                low_is_open,
                high,
                high_is_open,
                widest_low,
                widest_high,
                case when state = 'unreadable' then raw_text end
            )
        ) > 1
),

ranked as (
    select
        *,
        row_number() over (
            partition by submission_id, line_code order by is_given desc, occurrence asc
        ) as rank
    from repeated
),

firsts as (
    select * exclude (rank)
    from ranked
    where rank = 1
    union all
    select found.*
    from found
    left join repeats using (submission_id, line_code)
    where repeats.line_code is null
),

joined as (
    select
        firsts.*,
        contradictions.raw_texts,
        contradictions.is_on_several,
        contradictions.addresses,
        contradictions.found_vi,
        contradictions.found_en,
        contradictions.line_code is null as is_alike
    from firsts
    left join contradictions using (submission_id, line_code)
),

cells as (
    select
        joined.submission_id,
        joined.sequence,
        joined.report_year,
        joined.unit_set,
        joined.locality_code,
        joined.line_code,
        case when joined.is_alike then joined.state else 'unreadable' end as state,
        case when joined.is_alike then joined.value end as value,
        case when joined.is_alike then joined.low end as low,
        case when joined.is_alike then joined.low_is_open end as low_is_open,
        case when joined.is_alike then joined.high end as high,
        case when joined.is_alike then joined.high_is_open end as high_is_open,
        case when joined.is_alike then joined.widest_low end as widest_low,
        case when joined.is_alike then joined.widest_low_is_open end as widest_low_is_open,
        case when joined.is_alike then joined.widest_high end as widest_high,
        case when joined.is_alike then joined.widest_high_is_open end as widest_high_is_open,
        case when joined.is_alike then joined.is_hedged end as is_hedged,
        coalesce(joined.raw_texts, joined.raw_text) as raw_text,
        joined.value_kind,
        case when joined.is_on_several is not true then joined.sheet end as sheet,
        coalesce(joined.addresses, joined.address) as address,
        joined.note,
        coalesce(
            'Dòng được ghi nhiều lần với giá trị khác nhau: ' || joined.found_vi || '.',
            joined.problem_vi
        ) as problem_vi,
        coalesce(
            'The line is given more than once, differently: ' || joined.found_en || '.',
            joined.problem_en
        ) as problem_en
    from joined
)

select * from cells

-- The meaning of a cell: its state, its number with both intervals, or what is wrong.
with

findings as (
    select * from {{ ref('stg_findings') }}
),

numbers as (
    select *
    from findings
    where finding in ('value', 'zero')
),

spread_out as (
    select
        *,
        {{ spread_low('spread', 'v', 'u') }} as real_low,
        {{ spread_high('spread', 'v', 'u') }} as real_high,
        {{ spread_low('spread', 'v', 'u', widest=true) }} as widest_real_low,
        {{ spread_high('spread', 'v', 'u', widest=true) }} as widest_real_high,
        {{ spread_low_is_open('spread') }} as real_low_is_open,
        {{ spread_high_is_open('spread') }} as real_high_is_open
    from numbers
),

counted as (
    select
        *,
        {{ first_integer('real_low', 'real_low_is_open') }} as first_count,
        {{ last_integer('real_high', 'real_high_is_open') }} as last_count,
        {{ first_integer('widest_real_low', 'real_low_is_open') }} as widest_first_count,
        {{ last_integer('widest_real_high', 'real_high_is_open') }} as widest_last_count
    from spread_out
),

bounded as (
    select
        *,
        {{ bounded_low('') }} as low,
        {{ bounded_low_is_open('') }} as low_is_open,
        {{ bounded_high('') }} as high,
        {{ bounded_high_is_open('') }} as high_is_open,
        {{ bounded_low('widest_') }} as widest_low,
        {{ bounded_low_is_open('widest_') }} as widest_low_is_open,
        {{ bounded_high('widest_') }} as widest_high,
        {{ bounded_high_is_open('widest_') }} as widest_high_is_open
    from counted
),

doubtful as (
    select
        *,
        {{ shown_text('raw_text') }} as shown,
        finding in ('broken_number', 'two_readings')
        or (finding = 'not_whole' and {{ is_double_reading('digits') }}) as has_choice
    from findings
    where not ({{ is_state('finding') }})
),

told as (
    select
        *,
        case when has_choice then {{ loose_number('digits') }} end as own_number,
        case when has_choice then {{ loose_number(swapped_marks('digits')) }} end
            as other_number
    from doubtful
),

worded as (
    select
        *,
        {{ units_in_words('word_units', 'vi') }} as meant_vi,
        {{ units_in_words('word_units', 'en') }} as meant_en,
        {{ units_in_words('unit', 'vi') }} as expected_vi,
        {{ units_in_words('unit', 'en') }} as expected_en,
        {{ both_readings('own_number', 'other_number', 'vi') }} as choice_vi,
        {{ both_readings('own_number', 'other_number', 'en') }} as choice_en
    from told
),

states as (
    select *
    from findings
    where {{ is_state('finding') }} and finding not in ('value', 'zero')
),

readings as (
    select
        {{ reading_key() }},
        finding as state,
        v as value,
        low,
        low_is_open,
        high,
        high_is_open,
        widest_low,
        widest_low_is_open,
        widest_high,
        widest_high_is_open,
        (low = v and high = v and widest_low = v and widest_high = v) is not true as is_hedged,
        null::varchar as problem_vi,
        null::varchar as problem_en
    from bounded
    union all by name
    select
        {{ reading_key() }},
        finding as state
    from states
    union all by name
    select
        {{ reading_key() }},
        'unreadable' as state,
        {{ reading_problem('vi') }} as problem_vi,
        {{ reading_problem('en') }} as problem_en
    from worded
)

select * from readings

-- The meaning of a cell: its state, its number with both intervals, or what is wrong.
with

texts as (
    select * from {{ ref('stg_texts') }}
),

taken_apart as (
    select
        *,
        unit <> 'VND' as is_count,
        {{ whole_digits('digits') }} as whole,
        {{ decimal_digits('digits') }} as decimals,
        length(coalesce(word_scale, scale)::varchar) - 1 as shift,
        case
            when hedge is not null then hedge
            when word_scale >= 1000000 or word_units = 'percent' then 'rounded'
            else 'exact'
        end as spread,
        shift + {{ last_significant_exponent('whole', 'decimals') }} as last_exponent
    from texts
),

numbered as (
    select
        *,
        {{ shifted_number('whole', 'decimals', 'shift') }} as magnitude,
        case
            when spread <> 'exact' and last_exponent >= -5
                then {{ power_of_ten('last_exponent') }}
        end as last_unit
    from taken_apart
),

judged as (
    select
        *,
        case
            when value_kind = 'empty' then 'blank'
            when value_kind in ('date', 'boolean', 'error', 'formula') then value_kind
            when value_kind = 'number' and not {{ is_plain_number('raw_text') }}
                then 'not_a_number'
            when folded = '' then 'blank'
            when word_state = 'dash' and dash_is_zero then 'zero'
            when word_state is not null then word_state
            when has_two_hedges then 'two_hedges'
            when digits = '' or (lead <> '' and hedge is null) then 'not_a_number'
            when is_negative and hedge is not null then 'negative_hedge'
            when rest <> '' and not has_unit_word then 'not_a_number'
            when
                has_unit_word
                and not coalesce(list_contains(string_split(word_units, '|'), unit), false)
                then 'wrong_unit'
            when not {{ is_well_grouped('digits') }} or {{ is_cut_number('raw_text') }}
                then 'broken_number'
            when is_count and value_kind <> 'number' and {{ is_double_reading('digits') }}
                then 'two_readings'
            when magnitude is null or (last_unit is null and spread <> 'exact') then 'too_long'
            when not is_count and magnitude <> trunc(magnitude) then 'not_whole'
            when magnitude = 0 and hedge is null then 'zero'
            else 'value'
        end as finding
    from numbered
),

valued as (
    select
        *,
        case
            when finding in ('value', 'zero')
                then case when is_negative then -magnitude else magnitude end
        end as v,
        case when finding in ('value', 'zero') then last_unit end as u
    from judged
),

spread_out as (
    select
        *,
        {%- for reading, widest in [('', false), ('widest_', true)] %}
        {{ spread_low('spread', 'v', 'u', widest) }} as {{ reading }}real_low,
        {{ spread_high('spread', 'v', 'u', widest) }} as {{ reading }}real_high,
        {%- endfor %}
        {{ spread_low_is_open('spread') }} as low_is_open,
        {{ spread_high_is_open('spread') }} as high_is_open
    from valued
),

counted as (
    select
        *,
        {%- for reading in ['', 'widest_'] %}
        {{ first_integer(reading ~ 'real_low', 'low_is_open') }} as {{ reading }}first,
        {{ last_integer(reading ~ 'real_high', 'high_is_open') }} as {{ reading }}last
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from spread_out
),

bounded as (
    select
        * exclude (low_is_open, high_is_open),
        {%- for reading in ['', 'widest_'] %}
        case
            when spread = 'exact' or v < 0 then {{ reading }}real_low
            when not is_count then greatest({{ reading }}real_low, 0)
            when {{ reading }}last < {{ reading }}first then {{ next_count('spread', 'v') }}
            else {{ reading }}first
        end as {{ reading }}low,
        not is_count and {{ reading }}real_low >= 0 and low_is_open as {{ reading }}low_is_open,
        case
            when spread = 'exact' or not is_count then {{ reading }}real_high
            when {{ reading }}last < {{ reading }}first then {{ next_count('spread', 'v') }}
            else {{ reading }}last
        end as {{ reading }}high,
        not is_count
        and high_is_open
        and ({{ reading }}real_high is null or {{ reading }}real_high > 0)
            as {{ reading }}high_is_open
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from counted
),

doubted as (
    select
        *,
        finding in ('broken_number', 'two_readings')
        or (finding = 'not_whole' and {{ is_double_reading('digits') }}) as has_choice
    from bounded
),

told as (
    select
        *,
        {{ shown_text('raw_text') }} as shown,
        case when has_choice then {{ loose_number('digits') }} end as own_number,
        case when has_choice then {{ loose_number(swapped_marks('digits')) }} end
            as other_number
    from doubted
),

worded as (
    select
        *,
        {%- for language in ['vi', 'en'] %}
        {{ units_in_words('word_units', language) }} as meant_{{ language }},
        {{ units_in_words('unit', language) }} as expected_{{ language }},
        {{ both_readings('own_number', 'other_number', language) }} as choice_{{ language }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from told
),

explained as (
    select
        *,
        {{ reading_problem('vi') }} as problem_vi,
        {{ reading_problem('en') }} as problem_en
    from worded
),

readings as (
    select
        raw_text,
        value_kind,
        language,
        unit,
        scale,
        dash_is_zero,
        case when problem_en is null then finding else 'unreadable' end as state,
        v as value,
        case when v is not null then low end as low,
        case when v is not null then low_is_open end as low_is_open,
        case when v is not null then high end as high,
        case when v is not null then high_is_open end as high_is_open,
        case when v is not null then widest_low end as widest_low,
        case when v is not null then widest_low_is_open end as widest_low_is_open,
        case when v is not null then widest_high end as widest_high,
        case when v is not null then widest_high_is_open end as widest_high_is_open,
        case
            when v is not null
                then (low = v and high = v and widest_low = v and widest_high = v) is not true
        end as is_hedged,
        problem_vi,
        problem_en
    from explained
)

select * from readings

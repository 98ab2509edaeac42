-- What a text comes to: its state, or what is wrong with it; for a number its value v, how it
-- is spread around v and the unit u of its last significant written digit, in the base unit.
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
            when value_kind not in ('number', 'text') then value_kind
            when value_kind = 'number' and not {{ is_plain_number('raw_text') }}
                then 'not_a_number'
            when folded = '' then 'blank'
            when word_state = 'dash' and dash_is_zero then 'zero'
            when word_state is not null then word_state
            when has_two_hedges then 'two_hedges'
            when {{ has_other_digits('raw_text') }} then 'other_digits'
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

findings as (
    select
        {{ reading_key() }},
        finding,
        case when is_negative then -magnitude else magnitude end as v,
        last_unit as u,
        spread,
        is_count,
        digits,
        rest,
        word_units
    from judged
)

select * from findings

{# Intervals: <name>_low, <name>_low_is_open, <name>_high (null: unbounded) and
   <name>_high_is_open are one reading of a number; <name>_widest_… is the other. #}

{# Every number of `above` is more than every number of `below`: they cannot be equal. #}
{% macro lies_above(above, below, reading='') -%}
    (
        {{ below }}_{{ reading }}high is not null
        and (
            {{ above }}_{{ reading }}low > {{ below }}_{{ reading }}high
            or (
                {{ above }}_{{ reading }}low = {{ below }}_{{ reading }}high
                and (
                    {{ above }}_{{ reading }}low_is_open
                    or {{ below }}_{{ reading }}high_is_open
                )
            )
        )
    )
{%- endmacro %}

{# Some number lies in both. #}
{% macro meets(one, other, reading='') -%}
    (
        not {{ lies_above(one, other, reading) }}
        and not {{ lies_above(other, one, reading) }}
    )
{%- endmacro %}

{# Both readings of a number are the one that is written: of counts "nearly 1" is 0 alone. #}
{% macro is_point(name='') -%}
    (
        {{ name }}value = {{ name }}low
        and {{ name }}low = {{ name }}high
        and {{ name }}widest_low = {{ name }}widest_high
        and not ({{ name }}low_is_open or {{ name }}high_is_open)
        and not ({{ name }}widest_low_is_open or {{ name }}widest_high_is_open)
    ) is true
{%- endmacro %}

{# Adds intervals within a group, both readings. A part of which nothing is known adds
   an unknown amount that is not negative, so the sum is unbounded above; a part that
   does not apply adds nothing; the sum of nothing is 0. #}
{% macro summed_interval(name, is_missing) -%}
    {%- for reading in ['', 'widest_'] %}
    coalesce(sum({{ reading }}low), 0) as {{ name }}_{{ reading }}low,
    coalesce(bool_or({{ reading }}low_is_open), false)
        as {{ name }}_{{ reading }}low_is_open,
    case
        when bool_or(
            {{ is_missing }} or ({{ reading }}low is not null and {{ reading }}high is null)
        ) then null
        else coalesce(sum({{ reading }}high), 0)
    end as {{ name }}_{{ reading }}high,
    coalesce(bool_or({{ reading }}high_is_open), false)
        as {{ name }}_{{ reading }}high_is_open{% if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

{# Beyond 10^20 exact decimals of 38 digits leave no room to multiply; no report of a
   locality is anywhere near. #}
{% macro is_too_great(value) -%}
    coalesce(abs({{ value }}) >= 100000000000000000000, false)
{%- endmacro %}

{# One number is `factor` times the other, within 2 %. #}
{% macro is_slip_of(one, other, factor) -%}
    greatest({{ one }}, {{ other }}) * 100
    between least({{ one }}, {{ other }}) * {{ 98 * factor }}
    and least({{ one }}, {{ other }}) * {{ 102 * factor }}
{%- endmacro %}

{# The factor of thousand, million or billion that one number is of the other, else
   null. #}
{% macro slip(one, other) -%}
    case
        when {{ one }} <= 0 or {{ other }} <= 0 then null
        when {{ is_too_great(one) }} or {{ is_too_great(other) }} then null
        when {{ is_slip_of(one, other, 1000) }} then 1000
        when {{ is_slip_of(one, other, 1000000) }} then 1000000
        when {{ is_slip_of(one, other, 1000000000) }} then 1000000000
    end
{%- endmacro %}

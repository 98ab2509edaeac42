{# The ends of an interval that holds a count: whole, closed and not below zero. Cast
   back at once: beside decimal(38,0), which floor and ceil return, DuckDB rounds every
   other branch of a case to whole numbers. #}
{% macro whole_low(low, low_is_open) -%}
    cast(
        greatest(
            case when {{ low_is_open }} then floor({{ low }}) + 1 else ceil({{ low }}) end,
            0
        ) as decimal(38, 6)
    )
{%- endmacro %}

{% macro whole_high(high, high_is_open) -%}
    cast(
        case when {{ high_is_open }} then ceil({{ high }}) - 1 else floor({{ high }}) end
        as decimal(38, 6)
    )
{%- endmacro %}

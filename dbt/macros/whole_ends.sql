{# The ends of an interval that holds a count: whole, closed and not below zero. #}
{% macro whole_low(low, low_is_open) -%}
    greatest(case when {{ low_is_open }} then floor({{ low }}) + 1 else ceil({{ low }}) end, 0)
{%- endmacro %}

{% macro whole_high(high, high_is_open) -%}
    case when {{ high_is_open }} then ceil({{ high }}) - 1 else floor({{ high }}) end
{%- endmacro %}

{# The digits of an exact number to six decimals, without sign and leading zeros. #}
{% macro digits(number) -%}
    ltrim(replace(cast(abs({{ number }}) as varchar), '.', ''), '0')
{%- endmacro %}

{% macro trailing_zeros(text) -%}
    (length({{ text }}) - length(rtrim({{ text }}, '0')))
{%- endmacro %}

{% macro without_last(text, count) -%}
    left({{ text }}, length({{ text }}) - {{ count }})
{%- endmacro %}

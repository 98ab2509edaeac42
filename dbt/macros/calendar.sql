{# The day in Viet Nam of a moment in UTC: UTC+7 without summer time since 1975. #}
{% macro local_day(moment) -%}
    cast({{ moment }} + interval 7 hours as date)
{%- endmacro %}

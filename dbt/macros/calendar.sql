{# The day in Viet Nam of a moment in UTC: UTC+7 without summer time since 1975. #}
{% macro local_day(moment) -%}
    cast({{ moment }} + interval 7 hours as date)
{%- endmacro %}

{# A territory is on the map on a day; without a last day it is to this day. #}
{% macro is_there_on(day, territory) -%}
    {{ territory }}.valid_from <= {{ day }}
    and ({{ territory }}.valid_to is null or {{ territory }}.valid_to >= {{ day }})
{%- endmacro %}

{# A line or a scope is valid in a year; an end that is not given is open. #}
{% macro is_valid_in(year, row) -%}
    {{ year }}
    between coalesce({{ row }}.valid_from_year, {{ year }})
    and coalesce({{ row }}.valid_to_year, {{ year }})
{%- endmacro %}

{# The day in Viet Nam of a moment in UTC: UTC+7 without summer time since 1975. #}
{% macro local_day(moment) -%}
    cast({{ moment }} + interval 7 hours as date)
{%- endmacro %}

{# Whether a territory is on the map on the last day of a year. #}
{% macro is_there_at_the_end_of(year, territory) -%}
    (
        {{ territory }}.valid_from <= make_date({{ year }}, 12, 31)
        and (
            {{ territory }}.valid_to is null
            or {{ territory }}.valid_to >= make_date({{ year }}, 12, 31)
        )
    )
{%- endmacro %}

{# The interval of a written number v with unit u of its last significant digit.

   spread: exact, rounded, more_than, less_than, nearly, about, at_least, up_to.
   Two readings: the customary one and the widest one. A null high end is unbounded. #}
{% macro spread_low(spread, v, u, widest=false) -%}
    case {{ spread }}
        when 'rounded' then {{ v }} - {{ half(u) }}
        when 'about' then {{ v }} - {{ u if widest else half(u) }}
        when 'nearly' then {{ '0' if widest else v ~ ' - ' ~ u }}
        when 'up_to' then 0
        when 'less_than' then 0
        else {{ v }}
    end
{%- endmacro %}

{% macro spread_high(spread, v, u, widest=false) -%}
    case {{ spread }}
        when 'rounded' then {{ v }} + {{ half(u) }}
        when 'about' then {{ v }} + {{ u if widest else half(u) }}
        when 'more_than' then {{ 'null' if widest else v ~ ' + ' ~ u }}
        when 'at_least' then null
        else {{ v }}
    end
{%- endmacro %}

{% macro spread_low_is_open(spread) -%}
    ({{ spread }} = 'more_than')
{%- endmacro %}

{% macro spread_high_is_open(spread) -%}
    ({{ spread }} in ('more_than', 'less_than', 'nearly'))
{%- endmacro %}

{% macro half(u) -%}
    ({{ u }} * 0.5)::decimal(38, 6)
{%- endmacro %}

{# Ends of the integers >= 0 inside an interval. #}
{% macro first_integer(low, low_is_open) -%}
    greatest(
        0,
        ceil({{ low }}) + case when {{ low_is_open }} and ceil({{ low }}) = {{ low }} then 1 else 0 end
    )::decimal(38, 6)
{%- endmacro %}

{% macro last_integer(high, high_is_open) -%}
    (
        floor({{ high }})
        - case when {{ high_is_open }} and floor({{ high }}) = {{ high }} then 1 else 0 end
    )::decimal(38, 6)
{%- endmacro %}

{# What a count reads where no integer is left between its ends. #}
{% macro next_count(spread, v) -%}
    case {{ spread }} when 'more_than' then {{ v }} + 1 when 'nearly' then {{ v }} - 1 else {{ v }} end
{%- endmacro %}

{# What of an interval is possible: money is never below 0, a count is an integer >= 0. A
   number written as a point or below 0 stays as it is. `reading` is '' or 'widest_'. #}
{% macro bounded_low(reading) -%}
    case
        when spread = 'exact' or v < 0 then {{ reading }}real_low
        when not is_count then greatest({{ reading }}real_low, 0)
        when {{ reading }}last_count < {{ reading }}first_count then {{ next_count('spread', 'v') }}
        else {{ reading }}first_count
    end
{%- endmacro %}

{% macro bounded_high(reading) -%}
    case
        when spread = 'exact' or v < 0 or not is_count then {{ reading }}real_high
        when {{ reading }}last_count < {{ reading }}first_count then {{ next_count('spread', 'v') }}
        else {{ reading }}last_count
    end
{%- endmacro %}

{% macro bounded_low_is_open(reading) -%}
    (not is_count and real_low_is_open)
{%- endmacro %}

{# Nothing of money is nearly 0 from below: 0 itself is left. #}
{% macro bounded_high_is_open(reading) -%}
    (not is_count and real_high_is_open and ({{ reading }}real_high > 0) is not false)
{%- endmacro %}

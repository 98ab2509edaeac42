{# Digits as a Vietnamese writer groups them: `.` thousands, `,` decimals. #}
{% macro is_well_grouped(digits) -%}
    regexp_full_match(
        {{ digits }},
        '([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+|[1-9][0-9]{0,2}( [0-9]{3})+)(,[0-9]+)?'
    )
{%- endmacro %}

{# `1,250`: a decimal here, a thousand in the other language. #}
{% macro is_double_reading(digits) -%}
    regexp_full_match({{ digits }}, '[1-9][0-9]{0,2},[0-9]{3}')
{%- endmacro %}

{# The same digits with the marks of the other language. #}
{% macro swapped_marks(digits) -%}
    translate({{ digits }}, '.,', ',.')
{%- endmacro %}

{# Whole digits without grouping and leading zeros; '' for 0. #}
{% macro whole_digits(digits) -%}
    ltrim(translate(split_part({{ digits }}, ',', 1), '. ', ''), '0')
{%- endmacro %}

{% macro decimal_digits(digits) -%}
    split_part({{ digits }}, ',', 2)
{%- endmacro %}

{# A number as plain text with `,`, whatever its grouping; null with two decimal marks. #}
{% macro loose_number(digits) -%}
    {%- set whole = whole_digits(digits) -%}
    {%- set ungrouped = "translate(" ~ decimal_digits(digits) ~ ", '. ', '')" -%}
    {%- set decimals = "rtrim(" ~ ungrouped ~ ", '0')" -%}
    case
        when len(string_split({{ digits }}, ',')) <= 2
            then
                case when {{ whole }} = '' then '0' else {{ whole }} end
                || case when {{ decimals }} = '' then '' else ',' || {{ decimals }} end
    end
{%- endmacro %}

{# Millionths in digits as an exact decimal(38,6). DuckDB reads text into a wide decimal a
   hundred times slower than into a hugeint. #}
{% macro from_millionths(digits) -%}
    try_cast({{ digits }} as hugeint)::decimal(38, 0) * 0.000001::decimal(7, 6)
{%- endmacro %}

{# 10 to the power of a whole exponent from -6 to 31, exactly; else null. #}
{% macro power_of_ten(exponent) -%}
    case
        when {{ exponent }} between -6 and 31
            then {{ from_millionths("('1' || repeat('0', " ~ exponent ~ " + 6))") }}
    end
{%- endmacro %}

{# Exponent of the last significant written digit: zeros at the end of an integer are not
   significant, zeros after the mark are; that of 0 is 0. #}
{% macro last_significant_exponent(whole, decimals) -%}
    case
        when {{ decimals }} <> '' then -length({{ decimals }})
        else length({{ whole }}) - length(rtrim({{ whole }}, '0'))
    end
{%- endmacro %}

{# whole,decimals times 10^shift as exact decimal(38,6); null with more than 24 digits before
   the mark or 6 after it. #}
{% macro shifted_number(whole, decimals, shift) -%}
    {%- set significant = "rtrim(" ~ decimals ~ ", '0')" -%}
    case
        when
            length({{ whole }}) + {{ shift }} <= 24
            and length({{ significant }}) - {{ shift }} <= 6
            then {{ from_millionths(
                "(" ~ whole ~ " || rpad(" ~ significant ~ ", (" ~ shift ~ " + 6)::integer, '0'))"
            ) }}
    end
{%- endmacro %}

{# How a typed number arrives: plain digits, at most a sign and a point. #}
{% macro is_plain_number(text) -%}
    regexp_full_match({{ text }}, '-?[0-9]+(\.[0-9]+)?')
{%- endmacro %}

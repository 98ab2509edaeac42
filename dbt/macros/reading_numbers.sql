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
    ltrim(regexp_replace(split_part({{ digits }}, ',', 1), '[. ]', '', 'g'), '0')
{%- endmacro %}

{% macro decimal_digits(digits) -%}
    split_part({{ digits }}, ',', 2)
{%- endmacro %}

{# A number as plain text with `,`, whatever its grouping; null with two decimal marks. #}
{% macro loose_number(digits) -%}
    {%- set whole = whole_digits(digits) -%}
    {%- set decimals = "rtrim(regexp_replace(" ~ decimal_digits(digits) ~ ", '[. ]', '', 'g'), '0')" -%}
    case
        when len(string_split({{ digits }}, ',')) <= 2
            then
                case when {{ whole }} = '' then '0' else {{ whole }} end
                || case when {{ decimals }} = '' then '' else ',' || {{ decimals }} end
    end
{%- endmacro %}

{# 10 to the power of a whole exponent, exactly; null where decimal(38,6) cannot hold it. #}
{% macro power_of_ten(exponent) -%}
    try_cast(
        case
            when {{ exponent }} not between -6 and 31 then null
            when {{ exponent }} >= 0 then '1' || repeat('0', {{ exponent }})
            else '0.' || repeat('0', -1 - {{ exponent }}) || '1'
        end as decimal(38, 6)
    )
{%- endmacro %}

{# Exponent of the last significant written digit: zeros at the end of an integer are not
   significant, zeros after the mark are; that of 0 is 0. #}
{% macro last_significant_exponent(whole, decimals) -%}
    case
        when {{ decimals }} <> '' then -length({{ decimals }})
        else length({{ whole }}) - length(rtrim({{ whole }}, '0'))
    end
{%- endmacro %}

{# whole,decimals times 10^shift as exact decimal(38,6); null where it does not fit. #}
{% macro shifted_number(whole, decimals, shift) -%}
    try_cast(
        case
            when length({{ whole }}) + {{ shift }} > 24 then null
            when length(rtrim({{ decimals }}, '0')) - {{ shift }} > 6 then null
            when {{ whole }} = '' and rtrim({{ decimals }}, '0') = '' then '0'
            else
                '0' || {{ whole }} || left(rpad(rtrim({{ decimals }}, '0'), 40, '0'), {{ shift }})
                || '.' || substr(rtrim({{ decimals }}, '0'), {{ shift }} + 1) || '0'
        end as decimal(38, 6)
    )
{%- endmacro %}

{# How a typed number arrives: plain digits, at most a sign and a point. #}
{% macro is_plain_number(text) -%}
    regexp_full_match({{ text }}, '-?[0-9]+(\.[0-9]+)?')
{%- endmacro %}

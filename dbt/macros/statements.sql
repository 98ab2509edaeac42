{# An end of a statement's interval: whole where the statement is the level of a count. #}
{% macro statement_end(reading, end) -%}
    {%- set name = reading ~ end -%}
    cast(
        case
            when is_whole
                then {{ whole_low(name, name ~ '_is_open') if end == 'low'
                    else whole_high(name, name ~ '_is_open') }}
            else {{ name }}
        end as decimal(38, 6)
    )
{%- endmacro %}

{# numerator / denominator lies within the reading, compared without dividing. #}
{% macro lies_within(numerator, denominator, reading='') -%}
    (
        (
            {{ numerator }} > {{ reading }}low * {{ denominator }}
            or (
                {{ numerator }} = {{ reading }}low * {{ denominator }}
                and not {{ reading }}low_is_open
            )
        )
        and (
            {{ reading }}high is null
            or {{ numerator }} < {{ reading }}high * {{ denominator }}
            or (
                {{ numerator }} = {{ reading }}high * {{ denominator }}
                and not {{ reading }}high_is_open
            )
        )
    )
{%- endmacro %}

{# A number of the marts in a sentence, to one decimal. #}
{% macro in_words(amount) -%}
    replace(cast(cast({{ amount }} as decimal(28, 1)) as varchar), '-', '−')
{%- endmacro %}

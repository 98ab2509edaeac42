{# An exact number as English text: grouped by thousands, no trailing zeros. #}
{% macro grouped(number) -%}
    case
        when {{ number }} is not null
            then
                case when {{ number }} < 0 then '-' else '' end
                || format('{:,}', cast(trunc(abs({{ number }})) as hugeint))
                || case
                    when {{ number }} = trunc({{ number }}) then ''
                    else '.' || rtrim(split_part(cast({{ number }} as varchar), '.', 2), '0')
                end
    end
{%- endmacro %}

{# An English number as it is written in the language: 1,250.5 is 1.250,5 in Vietnamese. #}
{% macro spoken(text, language) -%}
    {% if language == 'vi' %}translate({{ text }}, ',.', '.,'){% else %}{{ text }}{% endif %}
{%- endmacro %}

{# A template with each {name} replaced; the last ones may hold braces of their own. #}
{% macro filled(template, values) -%}
    {%- set ns = namespace(expression=template) -%}
    {%- for name, value in values -%}
        {%- set ns.expression = 'replace(' ~ ns.expression ~ ", '{" ~ name ~ "}', coalesce("
            ~ value ~ ", '…'))" -%}
    {%- endfor -%}
    {{ ns.expression }}
{%- endmacro %}

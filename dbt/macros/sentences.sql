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

{# The column `name`: a template with each {value} replaced, one after the other. Last
   come the values that others wrote: they may hold braces of their own. #}
{% macro filled(name, template, values) %}
    {% set filling = namespace(text=template) %}
    {% for value, expression in values %}
        {% set filling.text = "replace(%s, '{%s}', coalesce(%s, '…'))" | format(
            filling.text, value, expression
        ) %}
    {% endfor %}
    {{ filling.text }} as {{ name }}
{% endmacro %}

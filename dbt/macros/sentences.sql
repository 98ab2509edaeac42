{# An exact number as English text: grouped by thousands, no trailing zeros. DuckDB writes
   a bigint six times as quickly as a hugeint, which few numbers need. #}
{% macro grouped(number) -%}
    case
        when {{ number }} is not null
            then
                case when {{ number }} < 0 then '-' else '' end
                || coalesce(
                    format('{:,}', try_cast(trunc(abs({{ number }})) as bigint)),
                    format('{:,}', cast(trunc(abs({{ number }})) as hugeint))
                )
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

{# The names of what a verdict fills into the message of its outcome: numbers, then texts. #}
{% macro verdict_numbers() %}
    {{ return([
        'reported', 'summed', 'gap', 'remainder', 'known', 'compared', 'factor', 'lowest',
        'highest', 'most',
    ]) }}
{% endmacro %}

{% macro verdict_values() %}
    {{ return(verdict_numbers() + ['missing', 'period', 'problem', 'raw', 'other_raw', 'wanted']) }}
{% endmacro %}

{# A template for DuckDB's `format`, which knows values by their number: each {name} becomes
   its place among `names`. What is for the second `filling` survives the first. #}
{% macro numbered(template, names, filling=1) -%}
    {%- set text = namespace(sql=template) -%}
    {%- for name in names -%}
        {%- set number = "{" * filling ~ loop.index0 ~ "}" * filling -%}
        {%- set text.sql = "replace(%s, '{%s}', '%s')" | format(text.sql, name, number) -%}
    {%- endfor -%}
    {{ text.sql }}
{%- endmacro %}

{# A text that goes into a template which is filled again: its braces are its own. #}
{% macro braced(text) -%}
    replace(replace({{ text }}, '{', '{{ "{{" }}'), '}', '{{ "}}" }}')
{%- endmacro %}

{# A template that was `numbered` by these names, with the value of each, all texts; an
   unknown one is shown as such. What others wrote may hold braces: nothing that was filled
   in is read as a template. #}
{% macro filled(template, names, values) -%}
    {%- if names | sort != values | sort -%}
        {% do exceptions.raise_compiler_error(
            "a template of " ~ names | join(", ") ~ " is filled with " ~ values | join(", ")
        ) %}
    {%- endif -%}
    {%- set known = namespace(sql="") -%}
    {%- for name in names -%}
        {%- set known.sql = known.sql ~ ", coalesce(" ~ values[name] ~ ", '…')" -%}
    {%- endfor -%}
    format({{ template ~ known.sql }})
{%- endmacro %}

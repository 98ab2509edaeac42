{# What the reading of a cell depends on: cells alike in these are read once. #}
{% macro reading_key() -%}
    raw_text, value_kind, language, unit, scale, dash_is_zero
{%- endmacro %}

{# How text is compared: NFC, every space alike, trimmed, lower case, Đ in both codes. #}
{% macro folded_text(text) -%}
    {%- set spaced -%}
        regexp_replace({{ text }}, '{{ any_spaces() }}', ' ', 'g')
    {%- endset -%}
    trim(translate(lower({{ composed_text(spaced) }}), 'ð', 'đ'))
{%- endmacro %}

{# NFC. DuckDB's nfc_normalize ends a text that is not ASCII at its first NUL, so NUL
   becomes U+FFFD. #}
{% macro composed_text(text) -%}
    nfc_normalize(replace({{ text }}, chr(0), chr(65533)))
{%- endmacro %}

{# Spaces of every kind: Unicode's separators, the ASCII control spaces and those of no
   width, which come with a text that was pasted from a page. #}
{% macro any_spaces() -%}
    [\t\n\x0b\f\r\x1c-\x1f\x{85}\p{Z}{{ no_width() }}]+
{%- endmacro %}

{% macro no_width() -%}
    \x{AD}\x{200B}-\x{200D}\x{2060}\x{FEFF}
{%- endmacro %}

{# A number that a line break or a tab cuts in two: those group no thousands. #}
{% macro is_cut_number(text) -%}
    regexp_matches(
        {{ text }},
        '[0-9][\p{Z}{{ no_width() }}]*[\t\n\x0b\f\r\x1c-\x1f\x{85}\x{2028}\x{2029}]{{ any_spaces()[:-1] }}*[0-9]'
    )
{%- endmacro %}

{# Digits of another script or width, as full-width ones: they look like a number. #}
{% macro has_other_digits(text) -%}
    regexp_matches({{ text }}, '[^\P{Nd}0-9]')
{%- endmacro %}

{# A text as a message shows it: on one line, without control characters, not endless. #}
{% macro shown_text(text) -%}
    left(trim(regexp_replace({{ text }}, '[\p{C}\p{Z}]+', ' ', 'g')), 60)
    || case when length({{ text }}) > 60 then '…' else '' end
{%- endmacro %}

{# Text before the first digit, the digits with their marks, and what follows them. #}
{% macro text_around_number(folded) -%}
    regexp_extract(
        {{ folded }},
        '(?s)^([^0-9]*)([0-9](?:[0-9 .,]*[0-9])?)(.*)$',
        ['lead', 'digits', 'rest']
    )
{%- endmacro %}

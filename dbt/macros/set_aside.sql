{# A table as it stands now, in the file that Great Expectations judges. It is let go of at
   once: another process reads it while dbt goes on. #}
{% macro set_aside(relation) %}
    attach '{{ env_var("IPW_JUDGED", "judged.duckdb") | replace("'", "''") }}' as aside;
    create schema if not exists aside.{{ relation.schema }};
    create or replace table aside.{{ relation.schema }}.{{ relation.identifier }}
    as from {{ relation }};
    detach aside;
{% endmacro %}

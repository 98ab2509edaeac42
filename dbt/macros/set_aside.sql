{# Columns of a table as they stand now, in the file that Great Expectations judges. It is
   let go of at once: another process reads it while dbt goes on. That file is made anew in
   each refresh, as the working file is. #}
{% macro set_aside(relation, columns) %}
    attach '{{ env_var("IPW_JUDGED", "judged.duckdb") | replace("'", "''") }}' as aside
    (recovery_mode no_wal_writes);
    create schema if not exists aside.{{ relation.schema }};
    create or replace table aside.{{ relation.schema }}.{{ relation.identifier }}
    as select {{ columns | join(', ') }} from {{ relation }};
    checkpoint aside;  -- detach would say nothing where the disk is full
    detach aside;
{% endmacro %}

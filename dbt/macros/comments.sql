{# What is known of a table and its columns, sent at once: dbt's own macro first asks the
   database for the columns. A described column that the table lacks is an error. #}
{% macro comments(relation, model) %}
    comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(model.description) }};
    {% for column in model.columns.values() if column.description %}
    comment on column {{ relation }}.{{ column.name }}
    is {{ duckdb_escape_comment(column.description) }};
    {% endfor %}
{% endmacro %}

{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
    {% do run_query(comments(relation, model)) %}
{% endmacro %}

{# Each refresh begins with an empty file that nobody reads meanwhile, so a table is made
   under its own name, in one message and one transaction: its rows, the proof that it is
   what its YAML promises, and its comments. dbt-duckdb's materialization makes it beside
   the old one, renames twice and drops: a third of dbt's time. #}
{% materialization table, adapter="duckdb", supported_languages=["sql"] %}
    {{ return(modelled("table", compiled_code)) }}
{% endmaterialization %}

{# A view is for a model whose rows are kept elsewhere: it looks at one table row by row, at
   most with a name joined, and what is published of it is a table in the release. It names
   its tables without the file's name, under which nobody need open the file. #}
{% materialization view, adapter="duckdb" %}
    {{ return(modelled("view", compiled_code | replace('"' ~ database ~ '".', ""))) }}
{% endmaterialization %}

{% macro modelled(type, rows) %}
    {% set target = this.incorporate(type=type) %}
    {{ made(target, rows, proof(target, model)) }}
    {% for hook in post_hooks %}
        {% do adapter.add_query(render(hook.sql), auto_begin=false) %}
    {% endfor %}
    {{ return({"relations": [target]}) }}
{% endmacro %}

{# A seed is read by DuckDB with the types that its YAML declares; dbt's own reads it
   twice, the first time row by row to guess them. #}
{% materialization seed, adapter="duckdb" %}
    {% set target = this.incorporate(type="table") %}
    {% set rows %}
        from read_csv(
            '{{ adapter.get_seed_file_path(model) | replace("'", "''") }}',
            header = true, auto_detect = false, columns = {{ model.config.column_types }}
        )
    {% endset %}
    {{ made(target, rows, constraints_hold(target, model)) }}
    {% do store_result("agate_table", response="OK", agate_table=nothing_fetched()) %}
    {{ return({"relations": [target]}) }}
{% endmaterialization %}

{# What dbt reads of a result without rows. For `none` it makes an empty table of agate's
   instead, which takes a millisecond. #}
{% macro nothing_fetched() %}
    {{ return(namespace(rows={})) }}
{% endmacro %}

{# dbt's own `statement` also writes what it sends to a file, and says so; an adapter's
   `execute` makes an empty table of agate's of what is not fetched, 2 ms each time. #}
{% macro made(relation, rows, proof) %}
    {% set sent -%}
        begin transaction;
        drop {{ relation.type }} if exists {{ relation }};
        create {{ relation.type }} {{ relation }} as
        {{ rows }}
        ;
        {{ proof ~ comments(relation, model) }}
        commit;
    {% endset %}
    {% do adapter.add_query(sent, auto_begin=false) %}
    {% do store_result("main", response="OK", agate_table=nothing_fetched()) %}
{% endmacro %}

{# Each refresh begins with an empty file that nobody reads meanwhile, so a table is made
   under its own name, in one message and one transaction: its rows, the proof that it is
   what its YAML promises, and its comments. dbt-duckdb's materialization makes it beside
   the old one, renames twice and drops: a third of dbt's time. #}
{% materialization table, adapter="duckdb", supported_languages=["sql"] %}
    {% set target = this.incorporate(type="table") %}
    {{ made(target, compiled_code, proof(target, model)) }}
    {% for hook in post_hooks %}
        {% call statement("hook", auto_begin=false) %}{{ render(hook.sql) }}{% endcall %}
    {% endfor %}
    {{ return({"relations": [target]}) }}
{% endmaterialization %}

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
    {% do store_result("agate_table", response="OK", agate_table=none) %}
    {{ return({"relations": [target]}) }}
{% endmaterialization %}

{# dbt's own `statement` also writes what it sends to a file, and says so; an adapter's
   `execute` makes an empty table of agate's of what is not fetched, 2 ms each time. #}
{% macro made(relation, rows, proof) %}
    {% set sent -%}
        begin transaction;
        drop table if exists {{ relation }};
        create table {{ relation }} as
        {{ rows }}
        ;
        {{ proof ~ comments(relation, model) }}
        commit;
    {% endset %}
    {% do adapter.add_query(sent, auto_begin=false) %}
    {% do store_result("main", response="OK", agate_table=none) %}
{% endmacro %}

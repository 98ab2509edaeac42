{# The leaves of one breakdown as a fact: one row a territory, year and member with a
   column a measure, each only from a block that counts; the latest submission of them. #}
{% macro leaves(figures, breakdown, measures) %}
    select
        report_year,
        unit_set,
        locality_code,
        member as {{ breakdown }},
        {% for measure in measures %}
        cast(max(value) filter (where measure = '{{ measure }}') as decimal(38, 0))
            as {{ measure }},
        {% endfor %}
        arg_max(submission_id, sequence) as submission_id,
    from {{ figures }}
    where
        kind = 'part'
        and breakdown = '{{ breakdown }}'
        and measure in ('{{ measures | join("', '") }}')
        and value is not null
    group by report_year, unit_set, locality_code, member
    order by report_year, locality_code, min(line_code)
{% endmacro %}

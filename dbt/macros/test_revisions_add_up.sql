{# The causes of a step make the whole revision of a figure, to the last unit. #}
{% test revisions_add_up(model) %}
    select
        from_vintage_id,
        indicator,
        breakdown,
        member,
    from {{ model }}
    group by all
    having
        (
            sum(change) = case
                when max(value) is null then -max(previous_value)
                when max(previous_value) is null then max(value)
                else max(value) - max(previous_value)
            end
        ) is not true
{% endtest %}

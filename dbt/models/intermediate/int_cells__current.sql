{# What Great Expectations reads of a cell, and no more: what depends on this waits. #}
{%- set judged = [
    'report_year', 'unit_set', 'locality_code', 'line_code', 'state', 'value',
    'low', 'low_is_open', 'high', 'high_is_open',
    'widest_low', 'widest_low_is_open', 'widest_high', 'widest_high_is_open',
] %}
{{ config(materialized="view", post_hook="{{ set_aside(this, " ~ judged ~ ") }}") }}

with

versioned as (
    select * from {{ ref('int_cells__versioned') }}
),

current_cells as (
    select
        report_year,
        unit_set,
        locality_code,
        line_code,
        section,
        measure,
        breakdown,
        member,
        total_code,
        kind,
        unit,
        nature,
        state,
        value,
        low,
        low_is_open,
        high,
        high_is_open,
        widest_low,
        widest_low_is_open,
        widest_high,
        widest_high_is_open,
        raw_text,
        value_kind,
        submission_id,
        sequence,
        sheet,
        address,
        note,
        problem_vi,
        problem_en,
        has_number,
        is_given
    from versioned
    where is_current
)

select * from current_cells

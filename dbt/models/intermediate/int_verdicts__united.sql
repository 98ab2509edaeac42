-- Every verdict on every version of every expected territory, of whatever rule.
{%- set judged_models = [
    'int_sums__judged',
    'int_of_which__judged',
    'int_cells__judged',
    'int_required__judged',
    'int_pairs__judged',
    'int_units__judged',
    'int_years__judged',
    'int_copies__judged',
    'int_empties__judged',
] %}
with

versions as (
    select * from {{ ref('int_versions__numbered') }}
),

periods as (
    select * from {{ ref('int_periods__versioned') }}
),

judged as (
    {%- for model in judged_models %}
        select * from {{ ref(model) }}
        {%- if not loop.last %}
            union all by name
        {%- endif %}
    {%- endfor %}
),

received as (
    select
        judged.*,
        versions.received_at,
        versions.submission_id as judged_submission_id
    from judged
    inner join versions using (report_year, unit_set, locality_code, version)
),

united as (
    select * from received
    union all by name
    select
        *,
        submission_id as judged_submission_id
    from periods
),

chosen as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        received_at,
        judged_submission_id,
        rule_id,
        severity,
        verdict,
        outcome,
        cast(reported_value as decimal(38, 6)) as reported_value,
        cast(summed_low as decimal(38, 6)) as summed_low,
        cast(summed_high as decimal(38, 6)) as summed_high,
        coalesce(summed_low_is_open, false) as summed_low_is_open,
        coalesce(summed_high_is_open, false) as summed_high_is_open,
        cast(gap as decimal(38, 6)) as gap,
        cast(remainder as decimal(38, 6)) as remainder,
        cast(compared_value as decimal(38, 6)) as compared_value,
        missing_cells,
        cells,
        cast(factor as bigint) as factor,
        lowest_share,
        highest_share,
        problem_vi,
        problem_en,
        period_start_text,
        period_end_text,
        period_start,
        period_end
    from united
)

select * from chosen

{{ config(materialized="view") }}

with

figures as (
    select * from {{ ref('int_figures') }}
),

territories as (
    select * from {{ ref('int_territories__expected') }}
),

indicators as (
    select
        figures.report_year,
        figures.unit_set,
        figures.locality_code,
        territories.locality_name_vi,
        territories.locality_name_en,
        figures.measure as indicator,
        figures.breakdown,
        figures.member,
        figures.unit,
        figures.value,
        figures.value_low,
        figures.value_high,
        figures.held_value,
        figures.state,
        figures.status,
        figures.submission_id,
        figures.line_code,
        figures.raw_text,
    from figures
    inner join territories using (report_year, unit_set, locality_code)
    order by figures.report_year, figures.locality_code, figures.line_code
)

select * from indicators

{{ config(materialized="view") }}

with

figures as (
    select * from {{ ref('int_figures__marked') }}
)

select * from figures

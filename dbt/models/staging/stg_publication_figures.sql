{{ config(materialized="view") }}
select * from {{ source('raw', 'publication_figures') }}

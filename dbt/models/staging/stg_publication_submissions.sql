{{ config(materialized="view") }}
select * from {{ source('raw', 'publication_submissions') }}

{{ config(materialized="view") }}
-- The columns are those of the record that writes the table.
select * from {{ source('raw', 'submissions') }} -- noqa: AM04

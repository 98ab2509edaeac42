select * from {{ source('raw', 'refreshes') }}

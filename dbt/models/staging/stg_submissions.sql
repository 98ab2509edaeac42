select * from {{ source('raw', 'submissions') }}

select * from {{ source('raw', 'publication_inputs') }}

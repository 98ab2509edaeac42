select * from {{ source('raw', 'publication_submissions') }}

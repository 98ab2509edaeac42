select * from {{ source('raw', 'publication_figures') }}

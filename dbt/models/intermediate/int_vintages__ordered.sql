-- Each frozen publication beside the next one of its report year, or the present.
with

publications as (
    select * from {{ ref('stg_publications') }}
),

ordered as (
    select
        report_year,
        publication_id as vintage_id,
        as_of,
        row_number() over following as step,
        lead(publication_id, 1, 'now') over following as next_vintage_id,
        lead(as_of) over following as next_as_of,
    from publications
    window
        following as (
            partition by report_year order by as_of, created_at, publication_id
        )
)

select * from ordered

-- Frozen and present figures of localities alike; the present one is called `now`.
with

frozen as (
    select * from {{ ref('stg_publication_inputs') }}
),

present as (
    select * from {{ ref('int_figures__marked') }}
),

vintages as (
    select * from {{ ref('int_vintages__ordered') }}
),

united as (
    select
        * exclude (publication_id),
        publication_id as vintage_id,
    from frozen
    union all by name
    select
        present.*,
        'now' as vintage_id,
    from present
    semi join vintages on present.report_year = vintages.report_year
)

select * from united

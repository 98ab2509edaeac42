-- The submissions that each vintage knew, and those known now.
with

frozen as (
    select * from {{ ref('stg_publication_submissions') }}
),

present as (
    select * from {{ ref('dim_submissions') }}
),

vintages as (
    select * from {{ ref('int_vintages__ordered') }}
),

sides as (
    select
        publication_id as vintage_id,
        submission_id,
        report_year,
        unit_set,
        locality_code,
        status,
        replaces_all,
    from frozen
    union all
    select
        'now' as vintage_id,
        submission_id,
        report_year,
        unit_set,
        locality_code,
        status,
        replaces_all,
    from present
),

-- What came since the vintage before: of each step, the submissions of its later side.
known as (
    select
        vintages.report_year,
        vintages.vintage_id,
        later.submission_id,
        later.unit_set,
        later.locality_code,
        later.status,
        later.replaces_all,
        earlier.submission_id is null as is_new,
        coalesce(earlier.status = 'held', false) as was_held,
    from vintages
    inner join sides as later on vintages.next_vintage_id = later.vintage_id
    left join sides as earlier
        on
            vintages.vintage_id = earlier.vintage_id
            and later.submission_id = earlier.submission_id
    where later.report_year = vintages.report_year or later.report_year is null
)

select * from known

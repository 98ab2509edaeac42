-- Every figure as it was published when: what a frozen publication says for ever.
with

publications as (
    select * from {{ ref('stg_publications') }}
),

figures as (
    select * from {{ ref('stg_publication_figures') }}
),

vintages as (
    select
        publications.publication_id as vintage_id,
        publications.as_of,
        cast(figures.report_year as integer) as report_year,
        figures.indicator,
        figures.breakdown,
        figures.member,
        figures.unit,
        figures.value,
        cast(figures.localities_reporting as integer) as localities_reporting,
        cast(figures.localities_expected as integer) as localities_expected,
        publications.note,
        figures.value_low,
        figures.value_high,
        figures.held_value,
        cast(figures.localities_held as integer) as localities_held,
        cast(figures.localities_missing as integer) as localities_missing,
        cast(figures.coverage_share as decimal(28, 6)) as coverage_share,
        figures.is_lower_bound,
        publications.published_by,
        publications.created_at as published_at,
        publications.project_version,
        publications.git_commit,
        publications.sources_fingerprint,
        publications.rules_sha256,
    from publications
    inner join figures on publications.publication_id = figures.publication_id
    order by
        figures.report_year,
        publications.as_of,
        publications.created_at,
        figures.indicator,
        figures.breakdown,
        figures.member
)

select * from vintages

-- Version n of a territory and year is what its first n admitted submissions say
-- together. A territory without any has version 0, so that it is judged too.
with

expected as (
    select * from {{ ref('int_territories__expected') }}
),

-- A file may give one report in parts: it replaces what came before it, no part of itself.
admitted as (
    select
        *,
        bool_or(replaces_all) over of_file as file_replaces_all,
        min(sequence) over of_file as first_of_file
    from {{ ref('int_submissions__admitted') }}
    where is_admitted
    window of_file as (
        partition by report_year, unit_set, locality_code, folder
    )
),

numbered as (
    select
        expected.report_year,
        expected.unit_set,
        expected.locality_code,
        admitted.submission_id,
        admitted.sequence,
        admitted.received_at,
        coalesce(row_number() over earlier_ones, 0)
        * (admitted.submission_id is not null)::integer as version,
        count(*) filter (
            where admitted.file_replaces_all
            and admitted.sequence = admitted.first_of_file
        ) over earlier_ones as epoch,
        lead(expected.locality_code) over earlier_ones is null as is_current
    from expected
    left join admitted using (report_year, unit_set, locality_code)
    window earlier_ones as (
        partition by expected.report_year, expected.unit_set, expected.locality_code
        order by admitted.sequence
    )
)

select * from numbered

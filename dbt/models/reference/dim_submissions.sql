with

submissions as (
    select * from {{ ref('stg_submissions') }}
),

admitted as (
    select * from {{ ref('int_submissions__admitted') }}
),

cells as (
    select * from {{ ref('stg_cells') }}
),

current_cells as (
    select * from {{ ref('int_cells__current') }}
),

given_cells as (
    select
        cells.submission_id,
        cells.line_code,
        row(cells.state, cells.value, cells.low, cells.high) as reading,
        lag(reading) over (
            partition by
                cells.report_year,
                cells.unit_set,
                cells.locality_code,
                cells.line_code
            order by admitted.sequence
        ) as previous_reading,
    from cells
    inner join admitted using (submission_id)
    where
        admitted.is_admitted
        and cells.state != 'blank'
        and (cells.state != 'dash' or cells.value is not null)
),

changes as (
    select
        submission_id,
        count(*) as given_cells,
        count(*) filter (where reading is distinct from previous_reading)
            as changed_cells,
    from given_cells
    group by submission_id
),

current_counts as (
    select
        submission_id,
        count(*) as current_cells,
    from current_cells
    where submission_id is not null
    group by submission_id
),

versions as (
    select
        submission_id,
        row_number() over (
            partition by report_year, unit_set, locality_code order by sequence
        ) as version,
        count(*) over (partition by report_year, unit_set, locality_code) as versions,
        last_value(submission_id) over (
            partition by report_year, unit_set, locality_code
            order by sequence
            rows between unbounded preceding and unbounded following
        ) as latest_submission_id,
    from admitted
    where is_admitted
),

judged as (
    select
        submissions.*,
        admitted.hold_vi as held_because_vi,
        admitted.hold_en as held_because_en,
        versions.version,
        versions.versions,
        versions.latest_submission_id,
        versions.latest_submission_id = submissions.submission_id as is_latest,
        changes.given_cells,
        changes.changed_cells,
        current_counts.current_cells,
        case
            when submissions.refused_code is not null then 'refused'
            when not admitted.is_admitted then 'held'
            when
                current_counts.submission_id is null
                and versions.latest_submission_id != submissions.submission_id
                then 'superseded'
            else 'counted'
        end as status,
    from submissions
    left join admitted using (submission_id)
    left join versions using (submission_id)
    left join changes using (submission_id)
    left join current_counts using (submission_id)
),

described as (
    select
        submission_id,
        original_name,
        sha256,
        received_at,
        cast(report_year as integer) as report_year,
        unit_set,
        locality_code,
        status,
        case status
            when 'refused' then refused_vi
            when 'held' then held_because_vi
            when 'superseded'
                then
                    'Mọi số liệu đã được báo cáo nhận sau thay thế ('
                    || latest_submission_id || ').'
        end as reason_vi,
        case status
            when 'refused' then refused_en
            when 'held' then held_because_en
            when 'superseded'
                then
                    'Later submissions replace every figure of it; the latest is '
                    || latest_submission_id || '.'
        end as reason_en,
        sender,
        channel,
        is_synthetic,
        sequence,
        file_format,
        form_version,
        period_start,
        period_end,
        prepared_by,
        replaces_all,
        version,
        versions,
        coalesce(is_latest, false) as is_latest,
        case when version is not null then coalesce(given_cells, 0) end as given_cells,
        case
            when version is not null then coalesce(changed_cells, 0)
        end as changed_cells,
        case
            when version is not null then coalesce(current_cells, 0)
        end as current_cells,
        assigned_by,
        assigned_reason,
    from judged
    order by sequence
)

select * from described

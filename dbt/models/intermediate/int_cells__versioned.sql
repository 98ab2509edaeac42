-- A later blank deletes nothing: in each version the latest cell that is not blank
-- counts, back to the last submission that replaces all earlier ones.
with

versions as (
    select * from {{ ref('int_versions__numbered') }}
),

lines as (
    select * from {{ ref('form_lines') }}
),

cells as (
    select *
    from {{ ref('stg_cells') }}
    where state != 'blank' and (state != 'dash' or value is not null)
),

grid as (
    select
        versions.*,
        lines.line_code,
        lines.section,
        lines.measure,
        lines.breakdown,
        lines.member,
        lines.total_code,
        lines.kind,
        lines.unit,
        lines.nature
    from versions
    inner join lines on {{ is_valid_in('versions.report_year', 'lines') }}
),

sourced as (
    select
        grid.* exclude (submission_id, sequence, received_at),
        max(cells.sequence) over (
            partition by
                grid.report_year,
                grid.unit_set,
                grid.locality_code,
                grid.epoch,
                grid.line_code
            order by grid.version
        ) as source_sequence
    from grid
    left join cells using (submission_id, line_code)
),

filled as (
    select
        sourced.report_year,
        sourced.unit_set,
        sourced.locality_code,
        sourced.version,
        sourced.is_current,
        sourced.line_code,
        sourced.section,
        sourced.measure,
        sourced.breakdown,
        sourced.member,
        sourced.total_code,
        sourced.kind,
        sourced.unit,
        sourced.nature,
        coalesce(cells.state, 'blank') as state,
        cells.value,
        cells.low,
        cells.low_is_open,
        cells.high,
        cells.high_is_open,
        cells.widest_low,
        cells.widest_low_is_open,
        cells.widest_high,
        cells.widest_high_is_open,
        cells.raw_text,
        cells.value_kind,
        cells.submission_id,
        cells.sequence,
        cells.sheet,
        cells.address,
        cells.note,
        cells.problem_vi,
        cells.problem_en,
        cells.value is not null as has_number,
        cells.submission_id is not null as is_given
    from sourced
    left join cells
        on
            sourced.source_sequence = cells.sequence
            and sourced.line_code = cells.line_code
            and sourced.locality_code = cells.locality_code
            and sourced.unit_set = cells.unit_set
            and sourced.report_year = cells.report_year
)

select * from filled

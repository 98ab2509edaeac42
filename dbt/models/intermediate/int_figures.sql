-- What each line of each expected territory contributes. A figure is written or, for a
-- total left blank, implied by the first complete breakdown; where the block is held or
-- excluded the number is kept apart as held_value.
with

cells as (
    select * from {{ ref('int_cells__current') }}
),

blocks as (
    select * from {{ ref('int_blocks') }}
),

complete_breakdowns as (
    select
        report_year,
        unit_set,
        locality_code,
        total_code,
        breakdown,
        min(line_code) as first_line_code,
        sum(value) as value,
        sum(low) as low,
        case when bool_and(value is null or high is not null) then sum(high) end as high,
        bool_and(value is null or {{ is_point() }}) as is_point,
        arg_max(submission_id, sequence) as submission_id,
        max(sequence) as sequence,
    from cells
    where kind = 'part'
    group by report_year, unit_set, locality_code, total_code, breakdown
    having
        bool_and(value is not null or state = 'not_applicable')
        and bool_or(value is not null)
),

implied_totals as (
    select
        totals.report_year,
        totals.unit_set,
        totals.locality_code,
        totals.line_code,
        parts.breakdown as implied_breakdown,
        parts.value,
        parts.low,
        parts.high,
        parts.is_point,
        parts.submission_id,
        parts.sequence,
    from cells as totals
    inner join blocks
        using (report_year, unit_set, locality_code, measure)
    inner join complete_breakdowns as parts
        on
            totals.report_year = parts.report_year
            and totals.unit_set = parts.unit_set
            and totals.locality_code = parts.locality_code
            and totals.line_code = parts.total_code
    where
        totals.kind = 'total'
        and totals.value is null
        and totals.state in ('blank', 'dash')
        and (
            blocks.implied_breakdown = parts.breakdown
            or (
                blocks.implied_breakdown is null
                and blocks.status in ('held', 'excluded')
            )
        )
    qualify row_number() over (
        partition by
            totals.report_year, totals.unit_set, totals.locality_code, totals.line_code
        order by parts.first_line_code
    ) = 1
),

numbers as (
    select
        cells.report_year,
        cells.unit_set,
        cells.locality_code,
        cells.line_code,
        cells.section,
        cells.measure,
        cells.breakdown,
        cells.member,
        cells.total_code,
        cells.kind,
        cells.unit,
        cells.nature,
        cells.raw_text,
        cells.sheet,
        cells.address,
        implied_totals.implied_breakdown,
        case
            when implied_totals.line_code is null then cells.state else 'implied'
        end as state,
        coalesce(cells.value, implied_totals.value) as number,
        case when cells.value is null then implied_totals.low else cells.low end as low,
        case
            when cells.value is null then implied_totals.high else cells.high
        end as high,
        case
            when cells.value is null then implied_totals.is_point
            else {{ is_point('cells.') }}
        end as is_point,
        coalesce(cells.submission_id, implied_totals.submission_id) as submission_id,
        coalesce(cells.sequence, implied_totals.sequence) as sequence,
        blocks.status as block_status,
    from cells
    inner join blocks
        using (report_year, unit_set, locality_code, measure)
    left join implied_totals
        using (report_year, unit_set, locality_code, line_code)
),

statuses as (
    select
        *,
        case
            when number is not null then block_status
            when state = 'unreadable' and block_status in ('held', 'excluded')
                then block_status
            else 'missing'
        end as status,
    from numbers
),

figures as (
    select
        cast(report_year as integer) as report_year,
        unit_set,
        locality_code,
        line_code,
        section,
        measure,
        breakdown,
        member,
        total_code,
        kind,
        unit,
        nature,
        case when status in ('counted', 'accepted') then number end as value,
        case when status in ('counted', 'accepted') then low end as value_low,
        case when status in ('counted', 'accepted') then high end as value_high,
        case when status in ('held', 'excluded') then number end as held_value,
        case when status in ('counted', 'accepted') then is_point end as is_point,
        state,
        status,
        submission_id,
        sequence,
        implied_breakdown,
        raw_text,
        sheet,
        address,
    from statuses
)

select * from figures

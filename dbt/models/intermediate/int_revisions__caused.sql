-- One cause for each figure of a locality that moved. What a new submission brought goes
-- to the submission, whatever was decided on it since; else to a decision; else to the
-- definition; what is left is the code's.
with

vintages as (
    select * from {{ ref('int_vintages__ordered') }}
),

united as (
    select * from {{ ref('int_vintages__united') }}
),

known as (
    select * from {{ ref('int_vintages__known') }}
),

sections as (
    select
        vintage_id,
        report_year,
        unit_set,
        locality_code,
        section,
        string_agg(
            indicator || '=' || coalesce(cells_digest, '-'), ',' order by indicator
        ) as section_cells,
        string_agg(
            indicator || '=' || coalesce(decision_ids, '-'), ',' order by indicator
        ) as section_decisions,
    from united
    where breakdown = 'total'
    group by vintage_id, report_year, unit_set, locality_code, section
),

sides as (
    select
        united.*,
        sections.section_cells,
        sections.section_decisions,
    from united
    left join sections
        using (vintage_id, report_year, unit_set, locality_code, section)
),

territories as (
    select distinct
        vintage_id,
        report_year,
        unit_set,
        locality_code,
    from united
),

earlier as (
    select
        vintages.vintage_id as step_id,
        sides.*,
    from vintages
    inner join sides using (vintage_id, report_year)
),

later as (
    select
        vintages.vintage_id as step_id,
        sides.*,
    from vintages
    inner join sides
        on
            vintages.next_vintage_id = sides.vintage_id
            and vintages.report_year = sides.report_year
),

-- A year whose only report was given to another has no territory now, of whatever map.
years_told as (
    select distinct step_id from later
),

new_sources as (
    select
        later.step_id,
        later.unit_set,
        later.locality_code,
        later.indicator,
        later.section,
        coalesce(bool_or(known.is_new), false) as has_new_source,
    from later
    left join known
        on
            later.step_id = known.vintage_id
            and later.submission_id = known.submission_id
    group by
        later.step_id,
        later.unit_set,
        later.locality_code,
        later.indicator,
        later.section
),

new_in_sections as (
    select
        *,
        bool_or(has_new_source) over (
            partition by step_id, unit_set, locality_code, section
        ) as has_new_source_in_section,
    from new_sources
),

arrivals as (
    select
        vintage_id as step_id,
        unit_set,
        locality_code,
        bool_or(was_held) as was_held,
        bool_or(is_new and replaces_all and status in ('counted', 'superseded'))
            as has_replaced_all,
        bool_or(is_new and status in ('counted', 'superseded'))
        and bool_or(not is_new and status = 'held' and not was_held)
            as has_pushed_out,
    from known
    where locality_code is not null
    group by vintage_id, unit_set, locality_code
),

moved as (
    select
        coalesce(later.step_id, earlier.step_id) as vintage_id,
        coalesce(later.report_year, earlier.report_year) as report_year,
        coalesce(later.unit_set, earlier.unit_set) as unit_set,
        coalesce(later.locality_code, earlier.locality_code) as locality_code,
        coalesce(later.locality_name_vi, earlier.locality_name_vi)
            as locality_name_vi,
        coalesce(later.locality_name_en, earlier.locality_name_en)
            as locality_name_en,
        coalesce(later.line_code, earlier.line_code) as line_code,
        coalesce(later.indicator, earlier.indicator) as indicator,
        coalesce(later.breakdown, earlier.breakdown) as breakdown,
        coalesce(later.member, earlier.member) as member,
        coalesce(later.unit, earlier.unit) as unit,
        earlier.line_code is null or later.line_code is null as is_on_one_side,
        earlier.cells_digest is null as had_no_cells,
        (earlier.cells_digest is distinct from later.cells_digest)
            as has_other_cells,
        (earlier.submission_id is distinct from later.submission_id)
            as has_other_source,
        (earlier.decision_ids is distinct from later.decision_ids)
            as has_other_decisions,
        (earlier.section_cells is distinct from later.section_cells)
            as has_other_section_cells,
        (earlier.section_decisions is distinct from later.section_decisions)
            as has_other_section_decisions,
        (earlier.definition_digest is distinct from later.definition_digest)
            as has_other_definition,
        case
            when later.value is null then -earlier.value
            when earlier.value is null then later.value
            else later.value - earlier.value
        end as change,
    from later
    full outer join earlier
        using (
            step_id,
            report_year,
            unit_set,
            locality_code,
            indicator,
            breakdown,
            member
        )
    where earlier.value is distinct from later.value
),

located as (
    select
        moved.*,
        years_told.step_id is not null as is_told_of_year,
        territories_then.vintage_id is null or territories_next.vintage_id is null
            as is_of_another_map,
        coalesce(
            new_in_sections.has_new_source or arrivals.has_replaced_all, false
        ) as has_new_source,
        coalesce(
            new_in_sections.has_new_source_in_section or arrivals.has_replaced_all,
            false
        ) as has_new_source_in_section,
        moved.had_no_cells and not coalesce(arrivals.was_held, false) as was_absent,
        coalesce(arrivals.has_pushed_out, false) as has_pushed_out,
    from moved
    inner join vintages on moved.vintage_id = vintages.vintage_id
    left join years_told on moved.vintage_id = years_told.step_id
    left join territories as territories_then
        on
            vintages.vintage_id = territories_then.vintage_id
            and moved.unit_set = territories_then.unit_set
            and moved.locality_code = territories_then.locality_code
    left join territories as territories_next
        on
            vintages.next_vintage_id = territories_next.vintage_id
            and moved.report_year = territories_next.report_year
            and moved.unit_set = territories_next.unit_set
            and moved.locality_code = territories_next.locality_code
    left join new_in_sections
        on
            moved.vintage_id = new_in_sections.step_id
            and moved.unit_set = new_in_sections.unit_set
            and moved.locality_code = new_in_sections.locality_code
            and moved.indicator = new_in_sections.indicator
    left join arrivals
        on
            moved.vintage_id = arrivals.step_id
            and moved.unit_set = arrivals.unit_set
            and moved.locality_code = arrivals.locality_code
),

caused as (
    select
        vintage_id,
        report_year,
        unit_set,
        locality_code,
        locality_name_vi,
        locality_name_en,
        line_code,
        indicator,
        breakdown,
        member,
        unit,
        change,
        case
            when is_told_of_year and is_of_another_map then 'boundary'
            when is_told_of_year and is_on_one_side then 'definition'
            when has_other_cells and has_new_source and was_absent then 'late_report'
            when has_other_cells and has_new_source then 'correction'
            when has_other_decisions then 'decision'
            -- A pair rule holds a block for cells of the other block of its section.
            when has_other_section_cells and has_new_source_in_section
                then 'correction'
            when has_other_section_decisions then 'decision'
            -- The same texts in another language or kind of cell are other numbers.
            when has_other_source and has_new_source then 'correction'
            -- Beside a whole year that came since, a part of the year is held.
            when has_other_cells and has_pushed_out then 'correction'
            when has_other_definition then 'definition'
            else 'code'
        end as cause,
    from located
)

select * from caused

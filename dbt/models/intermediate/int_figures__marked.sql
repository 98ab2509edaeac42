-- What a frozen publication keeps of each locality: the figures, and marks of what they
-- rest on (cells, decisions, definition), so that a later revision can be explained.
with

figures as (
    select * from {{ ref('int_figures') }}
),

territories as (
    select * from {{ ref('int_territories__expected') }}
),

cells as (
    select * from {{ ref('int_cells__current') }}
    where is_given
),

decisions as (
    select * from {{ ref('int_decisions__listed') }}
    where is_in_force
),

rules as (
    select * from {{ ref('int_rules') }}
    where measure is not null
),

lines as (
    select * from {{ ref('form_lines') }}
),

scopes as (
    select * from {{ ref('indicator_scopes') }}
),

block_cells as (
    select
        report_year,
        unit_set,
        locality_code,
        measure,
        {{ digest("string_agg(line_code || '=' || raw_text, chr(10) order by line_code)") }}
            as cells_digest,
    from cells
    group by report_year, unit_set, locality_code, measure
),

block_decisions as (
    select
        figures.report_year,
        figures.unit_set,
        figures.locality_code,
        figures.measure,
        string_agg(
            decisions.decision_id, ',' order by decisions.decision_id
        ) as decision_ids,
    from figures
    inner join decisions
        on
            figures.report_year = decisions.report_year
            and figures.unit_set = decisions.unit_set
            and figures.locality_code = decisions.locality_code
            and (decisions.indicator is null or figures.measure = decisions.indicator)
    where figures.kind = 'total'
    group by
        figures.report_year, figures.unit_set, figures.locality_code, figures.measure
),

measure_rules as (
    select
        report_year,
        measure,
        string_agg(
            rule_id || '/' || severity || '/' || cells, chr(10) order by rule_id
        ) as rules,
    from rules
    group by report_year, measure
),

years as (
    select distinct report_year from territories
),

definitions as (
    select
        years.report_year,
        lines.line_code,
        {{ digest("concat_ws(
            '|',
            lines.kind,
            lines.total_code,
            lines.unit,
            lines.scale,
            lines.nature,
            lines.dash_is_zero,
            scopes.scope,
            measure_rules.rules
        )") }} as definition_digest,
    from years
    cross join lines
    left join scopes
        on
            lines.measure = scopes.indicator
            and {{ is_valid_in('years.report_year', 'scopes') }}
    left join measure_rules using (report_year, measure)
),

inputs as (
    select
        figures.report_year,
        figures.unit_set,
        figures.locality_code,
        territories.locality_name_vi,
        territories.locality_name_en,
        figures.section,
        figures.line_code,
        figures.measure as indicator,
        figures.breakdown,
        figures.member,
        figures.unit,
        cast(figures.value as decimal(38, 6)) as value,
        cast(figures.value_low as decimal(38, 6)) as value_low,
        cast(figures.value_high as decimal(38, 6)) as value_high,
        cast(figures.held_value as decimal(38, 6)) as held_value,
        figures.state,
        figures.status,
        figures.submission_id,
        block_cells.cells_digest,
        block_decisions.decision_ids,
        definitions.definition_digest,
    from figures
    inner join territories
        using (report_year, unit_set, locality_code)
    inner join definitions
        using (report_year, line_code)
    left join block_cells
        using (report_year, unit_set, locality_code, measure)
    left join block_decisions
        using (report_year, unit_set, locality_code, measure)
    order by
        figures.report_year, figures.unit_set, figures.locality_code, figures.line_code
)

select * from inputs

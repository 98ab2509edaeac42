-- Every rule of each report year, derived from the lines of that year's form.
with

report_years as (
    select * from {{ ref('report_years') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

form_lines as (
    select * from {{ ref('form_lines') }}
),

pairs as (
    select * from {{ ref('rule_pairs') }}
),

kinds as (
    select * from {{ ref('rule_kinds') }}
),

years as (
    select report_year from report_years
    union distinct
    select report_year from submissions
    where report_year is not null and refused_code is null
),

lines as (
    select
        years.report_year,
        form_lines.*
    from years
    inner join form_lines on {{ is_valid_in('years.report_year', 'form_lines') }}
),

totals as (
    select * from lines
    where kind = 'total'
),

sums as (
    select
        report_year,
        'SUM' as kind,
        'SUM:' || total_code || ':' || breakdown as rule_id,
        measure,
        total_code as line_code,
        cast(null as varchar) as other_code,
        breakdown,
        total_code || ',' || string_agg(line_code, ',' order by line_code) as cells,
        string_agg(line_code, ' + ' order by line_code) as equation
    from lines
    where kind = 'part'
    group by report_year, measure, total_code, breakdown
),

of_which as (
    select
        report_year,
        'OFW' as kind,
        'OFW:' || line_code as rule_id,
        measure,
        line_code,
        total_code as other_code,
        breakdown,
        total_code || ',' || line_code as cells,
        line_code || ' ≤ ' || total_code as equation
    from lines
    where kind = 'of_which'
),

single_cells as (
    select
        report_year,
        'CELL' as kind,
        'CELL:' || line_code as rule_id,
        measure,
        line_code,
        cast(null as varchar) as other_code,
        breakdown,
        line_code as cells,
        line_code as equation
    from lines
),

required as (
    select
        lines.report_year,
        'REQ' as kind,
        'REQ:' || lines.total_code as rule_id,
        lines.measure,
        lines.total_code as line_code,
        cast(null as varchar) as other_code,
        'total' as breakdown,
        lines.total_code || ','
        || string_agg(lines.line_code, ',' order by lines.line_code) as cells,
        lines.total_code as equation
    from lines
    where lines.kind = 'part'
    group by lines.report_year, lines.measure, lines.total_code
),

paired as (
    select
        dependents.report_year,
        'PAIR' as kind,
        'PAIR:' || pairs.pair as rule_id,
        dependents.measure,
        dependents.line_code,
        bases.line_code as other_code,
        'total' as breakdown,
        dependents.line_code || ',' || bases.line_code as cells,
        dependents.line_code || ' > 0 → ' || bases.line_code || ' > 0' as equation
    from pairs
    inner join totals as dependents on pairs.dependent_measure = dependents.measure
    inner join totals as bases
        on
            pairs.base_measure = bases.measure
            and dependents.report_year = bases.report_year
),

slips as (
    select
        totals.report_year,
        'UNIT' as kind,
        'UNIT:' || totals.measure as rule_id,
        totals.measure,
        totals.line_code,
        bases.line_code as other_code,
        'total' as breakdown,
        concat_ws(',', totals.line_code, bases.line_code) as cells,
        concat_ws(' : ', totals.line_code, bases.line_code) as equation,
        pairs.lowest_share,
        pairs.highest_share
    from totals
    left join pairs
        on totals.measure = pairs.dependent_measure and pairs.lowest_share is not null
    left join totals as bases
        on
            pairs.base_measure = bases.measure
            and totals.report_year = bases.report_year
),

years_compared as (
    select
        report_year,
        'YOY' as kind,
        'YOY:' || line_code as rule_id,
        measure,
        line_code,
        cast(null as varchar) as other_code,
        'total' as breakdown,
        line_code as cells,
        line_code as equation
    from totals
),

whole_form as (
    select
        years.report_year,
        kinds.kind,
        kinds.kind as rule_id,
        cast(null as varchar) as measure,
        cast(null as varchar) as line_code,
        cast(null as varchar) as other_code,
        cast(null as varchar) as breakdown,
        cast(null as varchar) as cells,
        cast(null as varchar) as equation
    from years
    cross join kinds
    where kinds.is_of_whole_form
),

united as (
    select * from sums
    union all by name
    select * from of_which
    union all by name
    select * from single_cells
    union all by name
    select * from required
    union all by name
    select * from paired
    union all by name
    select * from slips
    union all by name
    select * from years_compared
    union all by name
    select * from whole_form
),

described as (
    select
        united.report_year,
        united.rule_id,
        united.kind,
        kinds.severity,
        lines.section,
        united.measure,
        united.breakdown,
        united.line_code,
        united.other_code,
        united.cells,
        united.equation,
        united.lowest_share,
        united.highest_share,
        lines.unit,
        lines.label_vi,
        lines.label_en,
        others.label_vi as other_label_vi,
        others.label_en as other_label_en
    from united
    inner join kinds on united.kind = kinds.kind
    left join lines using (report_year, line_code)
    left join lines as others
        on
            united.report_year = others.report_year
            and united.other_code = others.line_code
)

select * from described

-- In a block that fails, what each cell would have to be for every equation that it
-- stands in, all other cells left alone.
with

sums as (
    select * from {{ ref('int_sums__judged') }}
    where is_current
),

breakdowns as (
    select * from {{ ref('int_breakdowns__summed') }}
    where is_current
),

of_which as (
    select * from {{ ref('int_of_which__judged') }}
    where is_current
),

single_cells as (
    select * from {{ ref('int_cells__judged') }}
    where is_current
),

cells as (
    select
        *,
        {{ is_point() }} as is_point
    from {{ ref('int_cells__current') }}
),

failures as (
    select *
    from sums
    where verdict = 'fail'
    union all by name
    select *
    from of_which
    where verdict = 'fail'
    union all by name
    select *
    from single_cells
    where outcome = 'negative'
),

suspects as (
    select cells.*
    from cells
    semi join failures using (report_year, unit_set, locality_code, measure)
),

equations as (
    select
        breakdowns.report_year,
        breakdowns.unit_set,
        breakdowns.locality_code,
        'SUM:' || breakdowns.total_code || ':' || breakdowns.breakdown as rule_id,
        breakdowns.total_code,
        breakdowns.breakdown,
        breakdowns.summed_widest_low,
        breakdowns.summed_widest_high,
        breakdowns.summed_widest_low_is_open,
        breakdowns.summed_widest_high_is_open,
        totals.widest_low as total_widest_low,
        totals.widest_high as total_widest_high
    from breakdowns
    inner join suspects as totals
        on
            breakdowns.report_year = totals.report_year
            and breakdowns.unit_set = totals.unit_set
            and breakdowns.locality_code = totals.locality_code
            and breakdowns.total_code = totals.line_code
    where breakdowns.has_given_part and totals.has_number
),

of_which_lines as (
    select
        parts.report_year,
        parts.unit_set,
        parts.locality_code,
        'OFW:' || parts.line_code as rule_id,
        parts.line_code,
        parts.widest_low,
        parents.line_code as parent_code,
        parents.widest_high as parent_widest_high
    from suspects as parts
    inner join suspects as parents
        on
            parts.report_year = parents.report_year
            and parts.unit_set = parents.unit_set
            and parts.locality_code = parents.locality_code
            and parts.total_code = parents.line_code
    where parts.kind = 'of_which' and parts.has_number and parents.has_number
),

bounds as (
    select
        suspects.report_year,
        suspects.unit_set,
        suspects.locality_code,
        suspects.line_code,
        equations.rule_id,
        equations.summed_widest_low as low,
        equations.summed_widest_high as high,
        equations.summed_widest_low_is_open as low_is_open,
        equations.summed_widest_high_is_open as high_is_open
    from suspects
    inner join equations
        on
            suspects.report_year = equations.report_year
            and suspects.unit_set = equations.unit_set
            and suspects.locality_code = equations.locality_code
            and suspects.line_code = equations.total_code
    union all by name
    select
        suspects.report_year,
        suspects.unit_set,
        suspects.locality_code,
        suspects.line_code,
        equations.rule_id,
        equations.total_widest_low - (equations.summed_widest_high - suspects.value)
            as low,
        equations.total_widest_high - (equations.summed_widest_low - suspects.value)
            as high
    from suspects
    inner join equations
        using (report_year, unit_set, locality_code, total_code, breakdown)
    where suspects.kind = 'part' and suspects.is_point
    union all by name
    select
        report_year,
        unit_set,
        locality_code,
        line_code,
        rule_id,
        parent_widest_high as high
    from of_which_lines
    union all by name
    select
        report_year,
        unit_set,
        locality_code,
        parent_code as line_code,
        rule_id,
        widest_low as low
    from of_which_lines
),

-- A negative cell fails on its own; only its sign can be at fault there.
own_failures as (
    select
        report_year,
        unit_set,
        locality_code,
        substr(rule_id, 6) as line_code,
        rule_id
    from single_cells
    where outcome = 'negative'
),

constraints as (
    select * from bounds
    union all by name
    select * from own_failures
),

bounded as (
    select
        suspects.report_year,
        suspects.unit_set,
        suspects.locality_code,
        suspects.measure,
        suspects.line_code,
        suspects.kind,
        suspects.total_code,
        suspects.breakdown,
        suspects.unit,
        suspects.value,
        suspects.is_point,
        max(constraints.low) as low,
        min(constraints.high) as high,
        max(constraints.low) filter (where constraints.low_is_open) as open_low,
        min(constraints.high) filter (where constraints.high_is_open) as open_high,
        list(distinct failures.rule_id order by failures.rule_id)
        filter (where failures.rule_id is not null) as failing_rules
    from suspects
    inner join constraints using (report_year, unit_set, locality_code, line_code)
    left join failures using (report_year, unit_set, locality_code, rule_id)
    where suspects.is_point
    group by all
)

select * from bounded
where failing_rules is not null

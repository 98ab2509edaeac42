-- Two neighbouring cells of a failing block exchanged: the pairs that satisfy every
-- equation that either stands in.
with

bounded as (
    select * from {{ ref('int_repairs__bounded') }}
),

cells as (
    select * from {{ ref('int_cells__current') }}
),

suspects as (
    select cells.*
    from cells
    semi join bounded using (report_year, unit_set, locality_code, measure)
),

ordered as (
    select
        report_year,
        unit_set,
        locality_code,
        measure,
        line_code,
        value,
        lag(line_code) over lines as other_code
    from suspects
    where kind != 'of_which'
    window lines as (
        partition by report_year, unit_set, locality_code, measure
        order by line_code
    )
),

neighbours as (
    select * from ordered
    union all by name
    select
        report_year,
        unit_set,
        locality_code,
        measure,
        line_code,
        value,
        total_code as other_code
    from suspects
    where kind = 'of_which'
),

pairs as (
    select
        neighbours.report_year,
        neighbours.unit_set,
        neighbours.locality_code,
        neighbours.measure,
        neighbours.line_code,
        neighbours.other_code,
        neighbours.value,
        others.value as other_value
    from neighbours
    inner join suspects as others
        on
            neighbours.report_year = others.report_year
            and neighbours.unit_set = others.unit_set
            and neighbours.locality_code = others.locality_code
            and neighbours.other_code = others.line_code
    where neighbours.value != others.value and neighbours.value >= 0 and others.value >= 0
),

exchanged as (
    select
        pairs.report_year,
        pairs.unit_set,
        pairs.locality_code,
        pairs.line_code as first_code,
        pairs.other_code as second_code,
        suspects.line_code,
        suspects.total_code,
        suspects.breakdown,
        suspects.kind,
        suspects.is_given,
        {{ is_point('suspects.') }} or suspects.state = 'not_applicable' as is_certain,
        suspects.line_code in (pairs.line_code, pairs.other_code) as is_exchanged,
        case suspects.line_code
            when pairs.line_code then pairs.other_value
            when pairs.other_code then pairs.value
            else suspects.value
        end as value
    from pairs
    inner join suspects using (report_year, unit_set, locality_code, measure)
),

added as (
    select
        report_year,
        unit_set,
        locality_code,
        first_code,
        second_code,
        total_code,
        'SUM:' || total_code || ':' || breakdown as rule_id,
        bool_or(is_exchanged) as is_exchanged,
        bool_and(is_certain) as is_certain,
        coalesce(sum(value), 0) as summed_value
    from exchanged
    where kind = 'part'
    group by all
    having bool_or(is_given)
),

checked as (
    select
        parts.report_year,
        parts.unit_set,
        parts.locality_code,
        parts.first_code,
        parts.second_code,
        parts.rule_id,
        (
            parts.is_certain and totals.is_certain and parts.summed_value = totals.value
        ) is true as is_satisfied
    from added as parts
    inner join exchanged as totals
        on
            parts.report_year = totals.report_year
            and parts.unit_set = totals.unit_set
            and parts.locality_code = totals.locality_code
            and parts.first_code = totals.first_code
            and parts.second_code = totals.second_code
            and parts.total_code = totals.line_code
    where parts.is_exchanged or totals.is_exchanged
    union all
    select
        parts.report_year,
        parts.unit_set,
        parts.locality_code,
        parts.first_code,
        parts.second_code,
        'OFW:' || parts.line_code as rule_id,
        (parts.is_certain and parents.is_certain and parts.value <= parents.value) is true
            as is_satisfied
    from exchanged as parts
    inner join exchanged as parents
        on
            parts.report_year = parents.report_year
            and parts.unit_set = parents.unit_set
            and parts.locality_code = parents.locality_code
            and parts.first_code = parents.first_code
            and parts.second_code = parents.second_code
            and parts.total_code = parents.line_code
    where
        parts.kind = 'of_which'
        and parts.value is not null
        and (parts.is_exchanged or parents.is_exchanged)
),

failing as (
    select distinct
        report_year,
        unit_set,
        locality_code,
        unnest(failing_rules) as rule_id
    from bounded
),

satisfying as (
    select
        checked.report_year,
        checked.unit_set,
        checked.locality_code,
        checked.first_code,
        checked.second_code,
        list(failing.rule_id order by failing.rule_id)
        filter (where failing.rule_id is not null) as failing_rules
    from checked
    left join failing using (report_year, unit_set, locality_code, rule_id)
    group by all
    having bool_and(checked.is_satisfied) and bool_or(failing.rule_id is not null)
),

proposed as (
    select
        satisfying.*,
        pairs.value,
        pairs.other_value
    from satisfying
    inner join pairs
        on
            satisfying.report_year = pairs.report_year
            and satisfying.unit_set = pairs.unit_set
            and satisfying.locality_code = pairs.locality_code
            and satisfying.first_code = pairs.line_code
            and satisfying.second_code = pairs.other_code
)

select * from proposed

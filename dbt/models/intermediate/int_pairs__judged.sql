-- PAIR: two totals that cannot go without each other. The hard side: the dependent one
-- is above zero only where its base is. The soft side is the pair's own.
with

pairs as (
    select * from {{ ref('rule_pairs') }}
),

cells as (
    select * from {{ ref('int_cells__versioned') }}
    where kind = 'total'
),

blocks as (
    select * from {{ ref('int_blocks__versioned') }}
),

signed as (
    select
        cells.*,
        blocks.is_asked,
        {%- for reading in ['', 'widest_'] %}
            {{ reading }}low > 0
            or ({{ reading }}low = 0 and {{ reading }}low_is_open)
                as {{ reading }}is_above_zero,
            coalesce({{ reading }}high <= 0, false)
                as {{ reading }}is_zero{% if not loop.last %},{% endif %}
        {%- endfor %}
    from cells
    inner join blocks using (report_year, unit_set, locality_code, version, measure)
),

matched as (
    select
        dependents.report_year,
        dependents.unit_set,
        dependents.locality_code,
        dependents.version,
        dependents.is_current,
        dependents.measure,
        'PAIR:' || pairs.pair as rule_id,
        pairs.soft_side,
        dependents.value as reported_value,
        bases.value as compared_value,
        dependents.has_number and bases.has_number as has_numbers,
        dependents.is_asked or bases.is_asked as is_asked,
        {%- for reading in ['', 'widest_'] %}
            dependents.{{ reading }}is_above_zero and bases.{{ reading }}is_zero
                as {{ reading }}lacks_base,
            case pairs.soft_side
                when 'base_needs_dependent'
                    then
                        bases.{{ reading }}is_above_zero
                        and dependents.{{ reading }}is_zero
                when 'at_least_as_many'
                    then
                        dependents.{{ reading }}high is not null
                        and dependents.{{ reading }}high < bases.{{ reading }}low
            end as {{ reading }}is_soft_failure{% if not loop.last %},{% endif %}
        {%- endfor %}
    from pairs
    inner join signed as dependents on pairs.dependent_measure = dependents.measure
    inner join signed as bases
        on
            pairs.base_measure = bases.measure
            and dependents.report_year = bases.report_year
            and dependents.unit_set = bases.unit_set
            and dependents.locality_code = bases.locality_code
            and dependents.version = bases.version
),

judged as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        rule_id,
        measure,
        case
            when not (is_asked and has_numbers) then 'hard'
            when lacks_base then 'hard'
            when is_soft_failure then 'soft'
            else 'hard'
        end as severity,
        case
            when not is_asked then 'not_asked'
            when not has_numbers then 'cannot_tell'
            when widest_lacks_base or widest_is_soft_failure then 'fail'
            when lacks_base or is_soft_failure then 'soft_gap'
            else 'consistent'
        end as verdict,
        case
            when verdict not in ('fail', 'soft_gap') then verdict
            when severity = 'hard' then 'lacks_base'
            else soft_side
        end as outcome,
        reported_value,
        compared_value
    from matched
)

select * from judged

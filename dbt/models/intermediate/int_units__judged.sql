-- UNIT: a figure that is a thousand, a million or a billion times what goes with it was
-- probably written in another unit.
with

cells as (
    select * from {{ ref('int_cells__versioned') }}
    where kind = 'total'
),

blocks as (
    select * from {{ ref('int_blocks__versioned') }}
),

previous as (
    select * from {{ ref('int_totals__previous') }}
),

sums as (
    select * from {{ ref('int_sums__judged') }}
    where verdict = 'fail'
),

pairs as (
    select * from {{ ref('rule_pairs') }}
    where lowest_share is not null
),

failing_sums as (
    select
        sums.report_year,
        sums.unit_set,
        sums.locality_code,
        sums.version,
        sums.measure,
        arg_min(sums.compared_value, sums.first_line_code) as summed_value,
        arg_min(
            {{ slip('sums.reported_value', 'sums.compared_value') }},
            sums.first_line_code
        ) as summed_factor
    from sums
    where {{ slip('sums.reported_value', 'sums.compared_value') }} is not null
    group by all
),

compared as (
    select
        cells.*,
        blocks.is_asked,
        previous.previous_value,
        {{ slip('cells.value', 'previous.previous_value') }} as previous_factor,
        failing_sums.summed_value,
        failing_sums.summed_factor,
        pairs.pair is not null as has_base,
        pairs.lowest_share,
        pairs.highest_share,
        bases.has_number as base_has_number,
        bases.value as base_value,
        {%- for reading in ['', 'widest_'] %}
            case
                when {{ is_too_great('cells.value') }} or {{ is_too_great('bases.value') }}
                    then false
                else
                    (
                        cells.{{ reading }}high is null
                        or cells.{{ reading }}high
                        > pairs.lowest_share * bases.{{ reading }}low
                        or (
                            cells.{{ reading }}high
                            = pairs.lowest_share * bases.{{ reading }}low
                            and not cells.{{ reading }}high_is_open
                        )
                    )
                    and (
                        bases.{{ reading }}high is null
                        or cells.{{ reading }}low
                        < pairs.highest_share * bases.{{ reading }}high
                        or (
                            cells.{{ reading }}low
                            = pairs.highest_share * bases.{{ reading }}high
                            and not cells.{{ reading }}low_is_open
                        )
                    )
            end as {{ reading }}is_plausible{% if not loop.last %},{% endif %}
        {%- endfor %}
    from cells
    inner join blocks using (report_year, unit_set, locality_code, version, measure)
    left join previous using (report_year, unit_set, locality_code, line_code)
    left join failing_sums
        using (report_year, unit_set, locality_code, version, measure)
    left join pairs on cells.measure = pairs.dependent_measure
    left join cells as bases
        on
            pairs.base_measure = bases.measure
            and cells.report_year = bases.report_year
            and cells.unit_set = bases.unit_set
            and cells.locality_code = bases.locality_code
            and cells.version = bases.version
),

found as (
    select
        *,
        case
            when not is_asked then 'not_asked'
            when not has_number then 'cannot_tell'
            when previous_factor is not null then 'last_year'
            when summed_factor is not null then 'failing_sum'
            when value <= 0 then 'consistent'
            when has_base and not base_has_number then 'cannot_tell'
            when previous_value is null and (not has_base or base_value <= 0)
                then 'uncompared'
            when not has_base or base_value <= 0 or is_plausible then 'consistent'
            when widest_is_plausible then 'soft_gap'
            else 'share'
        end as outcome
    from compared
),

judged as (
    select
        report_year,
        unit_set,
        locality_code,
        version,
        is_current,
        'UNIT:' || measure as rule_id,
        measure,
        'soft' as severity,
        outcome,
        case
            when outcome in ('last_year', 'failing_sum', 'share') then 'fail'
            when outcome = 'uncompared' then 'consistent'
            else outcome
        end as verdict,
        value as reported_value,
        case outcome
            when 'last_year' then previous_value
            when 'failing_sum' then summed_value
            else base_value
        end as compared_value,
        case outcome
            when 'last_year' then previous_factor
            when 'failing_sum' then summed_factor
        end as factor,
        lowest_share,
        highest_share
    from found
)

select * from judged

-- A ratio is taken over the localities that count for both of its terms, so that its
-- numerator and denominator speak of the same ones.
with

ratios as (
    select * from {{ ref('ratio_indicators') }}
),

figures as (
    select * from {{ ref('int_figures') }}
),

terms as (
    select
        numerators.report_year,
        numerators.unit_set,
        numerators.locality_code,
        ratios.indicator,
        ratios.unit,
        ratios.is_share,
        numerators.line_code as numerator_line_code,
        denominators.line_code as denominator_line_code,
        numerators.value as numerator,
        numerators.value_low as numerator_low,
        numerators.value_high as numerator_high,
        denominators.value as denominator,
        denominators.value_low as denominator_low,
        denominators.value_high as denominator_high,
        case
            when numerators.value is not null and denominators.value is not null
                then 'counted'
            when numerators.status = 'missing' or denominators.status = 'missing'
                then 'missing'
            else 'held'
        end as status,
    from ratios
    inner join figures as numerators
        on
            ratios.numerator_indicator = numerators.measure
            and ratios.numerator_breakdown = numerators.breakdown
            and ratios.numerator_member = numerators.member
    inner join figures as denominators
        on
            ratios.denominator_indicator = denominators.measure
            and ratios.denominator_breakdown = denominators.breakdown
            and ratios.denominator_member = denominators.member
            and numerators.report_year = denominators.report_year
            and numerators.unit_set = denominators.unit_set
            and numerators.locality_code = denominators.locality_code
)

select * from terms

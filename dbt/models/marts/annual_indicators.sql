with

figures as (
    select * from {{ ref('int_figures') }}
),

ratios as (
    select * from {{ ref('int_ratios') }}
),

-- An interval without upper end makes the sum unbounded.
sums as (
    select
        report_year,
        measure as indicator,
        breakdown,
        member,
        unit,
        sum(value) as value,
        sum(value_low) as value_low,
        case
            when bool_and(value is null or value_high is not null) then sum(value_high)
        end as value_high,
        sum(held_value) as held_value,
        count(*) as localities_expected,
        count(*) filter (where status in ('counted', 'accepted'))
            as localities_reporting,
        count(*) filter (where status in ('held', 'excluded')) as localities_held,
        count(*) filter (where status = 'missing') as localities_missing,
        false as is_ratio,
        min(line_code) as line_code,
        min(nature) as nature,
    from figures
    group by report_year, measure, breakdown, member, unit
),

ratio_terms as (
    select
        report_year,
        indicator,
        unit,
        is_share,
        sum(numerator) filter (where status = 'counted') as numerator,
        sum(numerator_low) filter (where status = 'counted') as numerator_low,
        case
            when bool_and(status != 'counted' or numerator_high is not null)
                then sum(numerator_high) filter (where status = 'counted')
        end as numerator_high,
        sum(denominator) filter (where status = 'counted') as denominator,
        sum(denominator_low) filter (where status = 'counted') as denominator_low,
        case
            when bool_and(status != 'counted' or denominator_high is not null)
                then sum(denominator_high) filter (where status = 'counted')
        end as denominator_high,
        count(*) as localities_expected,
        count(*) filter (where status = 'counted') as localities_reporting,
        count(*) filter (where status = 'held') as localities_held,
        count(*) filter (where status = 'missing') as localities_missing,
    from ratios
    group by report_year, indicator, unit, is_share
),

divided as (
    select
        *,
        {{ ratio_half_up('numerator', 'denominator') }} as value,
        {{ ratio_half_up('numerator_low', 'denominator_high') }} as lowest,
        {{ ratio_half_up('numerator_high', 'denominator_low') }} as highest,
    from ratio_terms
),

quotients as (
    select
        report_year,
        indicator,
        'total' as breakdown,
        'total' as member,
        unit,
        value,
        case when value is not null then coalesce(lowest, 0) end as value_low,
        case
            when is_share and value <= 1 then least(highest, 1) else highest
        end as value_high,
        null as held_value,
        localities_expected,
        localities_reporting,
        localities_held,
        localities_missing,
        true as is_ratio,
        null as line_code,
        null as nature,
    from divided
),

united as (
    select * from sums
    union all by name
    select * from quotients
),

indicators as (
    select
        report_year,
        indicator,
        breakdown,
        member,
        unit,
        cast(value as decimal(38, 6)) as value,
        cast(value_low as decimal(38, 6)) as value_low,
        cast(value_high as decimal(38, 6)) as value_high,
        cast(held_value as decimal(38, 6)) as held_value,
        cast(localities_expected as integer) as localities_expected,
        cast(localities_reporting as integer) as localities_reporting,
        cast(localities_held as integer) as localities_held,
        cast(localities_missing as integer) as localities_missing,
        {{ ratio_half_up('localities_reporting', 'localities_expected') }}
            as coverage_share,
        case
            when not is_ratio then localities_reporting < localities_expected
        end as is_lower_bound,
        line_code,
        nature,
    from united
    order by report_year, is_ratio, line_code, indicator
)

select * from indicators

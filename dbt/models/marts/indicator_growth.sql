-- change = panel_change + entrants_value - leavers_value, exactly: a territory of this
-- year's map is in the panel where it and all that it was made of counted; else its
-- value entered and what counted of its predecessors left. Of a base below zero (negative
-- numbers that a steward accepted) a share would tell a rise as a fall.
with

pairs as (
    select * from {{ ref('int_growth__paired') }}
),

scopes as (
    select * from {{ ref('indicator_scopes') }}
),

years as (
    select distinct report_year from pairs
),

sums as (
    select
        report_year,
        measure as indicator,
        breakdown,
        member,
        unit,
        nature,
        min(line_code) as line_code,
        sum(previous_value) as previous_value,
        sum(value) as value,
        count(*) as territories,
        count(*) filter (where is_in_panel) as panel_localities,
        sum(previous_value) filter (where is_in_panel) as panel_previous_value,
        sum(value) filter (where is_in_panel) as panel_value,
        sum(value) filter (where not is_in_panel) as entrants,
        sum(previous_value) filter (where not is_in_panel) as leavers,
    from pairs
    group by report_year, measure, breakdown, member, unit, nature
),

-- A sum over no locality at all is exactly zero once both national figures are known.
decomposed as (
    select
        *,
        value - previous_value as change,
        case
            when value is null or previous_value is null then null
            when panel_localities = 0 then 0
            else panel_value - panel_previous_value
        end as panel_change,
        case
            when value is not null and previous_value is not null and entrants is null
                then 0
            else entrants
        end as entrants_value,
        case
            when value is not null and previous_value is not null and leavers is null
                then 0
            else leavers
        end as leavers_value,
    from sums
),

judged as (
    select
        decomposed.*,
        previous_years.report_year is not null as has_previous_year,
        coalesce(this_scope.scope != last_scope.scope, false) as is_scope_break,
        this_scope.scope,
        last_scope.scope as previous_scope,
    from decomposed
    left join years as previous_years
        on decomposed.report_year - 1 = previous_years.report_year
    left join scopes as this_scope
        on
            decomposed.indicator = this_scope.indicator
            and {{ is_valid_in('decomposed.report_year', 'this_scope') }}
    left join scopes as last_scope
        on
            decomposed.indicator = last_scope.indicator
            and {{ is_valid_in('decomposed.report_year - 1', 'last_scope') }}
),

comparable as (
    select
        *,
        not is_scope_break and panel_localities > 0 as is_comparable,
        is_comparable and nature = 'flow' as has_growth,
    from judged
),

growth as (
    select
        report_year,
        indicator,
        breakdown,
        member,
        cast(previous_value as decimal(38, 6)) as previous_value,
        cast(value as decimal(38, 6)) as value,
        cast(change as decimal(38, 6)) as change,
        case
            when has_growth and previous_value > 0
                then {{ ratio_half_up('change', 'previous_value') }}
        end as headline_growth_share,
        cast(panel_localities as integer) as panel_localities,
        cast(panel_change as decimal(38, 6)) as panel_change,
        cast(entrants_value as decimal(38, 6)) as entrants_value,
        cast(leavers_value as decimal(38, 6)) as leavers_value,
        case
            when has_growth and panel_previous_value > 0
                then {{ ratio_half_up('panel_change', 'panel_previous_value') }}
        end as like_for_like_growth_share,
        is_comparable,
        concat_ws(
            '; ',
            case
                when is_scope_break
                    then
                        'scope break: ' || previous_scope || ' in ' || (report_year - 1)
                        || ', ' || scope || ' in ' || report_year
            end,
            case
                when not has_previous_year
                    then 'the warehouse holds no report of ' || (report_year - 1)
                when panel_localities = 0 then 'no locality counted in both years'
                when panel_localities < territories
                    then
                        'partial base: ' || panel_localities || ' of ' || territories
                        || ' localities counted in both years'
            end,
            case when nature = 'stock' then 'a stock: a difference and no growth' end
        ) as note,
        unit,
        cast(territories as integer) as localities_expected,
        cast(panel_previous_value as decimal(38, 6)) as panel_previous_value,
        cast(panel_value as decimal(38, 6)) as panel_value,
    from comparable
    order by report_year, line_code
)

select * from growth

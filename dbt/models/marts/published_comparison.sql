-- Growth and shares are compared before rounding: numerator times 100 against the end
-- times the denominator, in whole numbers and exact decimals.
with

statements as (
    select * from {{ ref('published_statements__read') }}
),

indicators as (
    select * from {{ ref('annual_indicators') }}
),

figures as (
    select * from {{ ref('int_figures') }}
),

scopes as (
    select * from {{ ref('indicator_scopes') }}
),

-- Hedges may cancel out in the ends of a sum, or leave one number ("about 7" is 7).
points as (
    select
        report_year,
        measure as indicator,
        breakdown,
        member,
        bool_and(is_point) as is_point,
    from figures
    where value is not null
    group by report_year, measure, breakdown, member
),

-- A part and its total over the localities that count for both.
shares as (
    select
        parts.report_year,
        parts.measure as indicator,
        parts.breakdown,
        parts.member,
        sum(parts.value) as part_value,
        sum(totals.value) as total_value,
        count(*) as localities_reporting,
    from figures as parts
    inner join figures as totals
        on
            parts.report_year = totals.report_year
            and parts.unit_set = totals.unit_set
            and parts.locality_code = totals.locality_code
            and parts.total_code = totals.line_code
    where parts.value is not null and totals.value is not null
    group by parts.report_year, parts.measure, parts.breakdown, parts.member
),

-- The base of a growth that the series itself published, for years before ours; of the
-- same member, else of the same indicator under another definition.
published_bases as (
    select
        statements.report_year,
        statements.indicator,
        statements.breakdown,
        statements.member,
        statements.statement,
        own.value as published_value,
        bases.value as published_base,
        bases.scope != statements.scope as is_other_scope,
    from statements
    inner join statements as own
        on
            statements.report_year = own.report_year
            and statements.indicator = own.indicator
            and statements.breakdown = own.breakdown
            and statements.member = own.member
            and own.statement = 'level'
    inner join statements as bases
        on
            statements.report_year = bases.report_year + 1
            and statements.indicator = bases.indicator
            and bases.statement = 'level'
            and (
                statements.member = bases.member
                or (statements.scope != bases.scope and statements.member = 'total')
            )
    where statements.statement = 'growth'
    qualify row_number() over (
        partition by
            statements.report_year,
            statements.indicator,
            statements.breakdown,
            statements.member,
            statements.statement
        order by bases.member != statements.member, bases.breakdown, bases.member
    ) = 1
),

located as (
    select
        statements.*,
        this_year.value as this_value,
        last_year.value as last_value,
        this_point.is_point as is_this_point,
        last_point.is_point as is_last_point,
        this_year.localities_expected,
        last_year.localities_expected as previous_localities_expected,
        last_year.localities_reporting as previous_localities_reporting,
        shares.part_value,
        shares.total_value,
        case
            when statements.statement = 'share' then shares.localities_reporting
            else this_year.localities_reporting
        end as localities_reporting,
        published_bases.published_value,
        published_bases.published_base,
        published_bases.is_other_scope,
        coalesce(this_scope.scope = statements.scope, false) as is_in_scope,
        coalesce(last_scope.scope = statements.scope, false) as is_base_in_scope,
    from statements
    left join indicators as this_year
        on
            statements.report_year = this_year.report_year
            and statements.indicator = this_year.indicator
            and statements.breakdown = this_year.breakdown
            and statements.member = this_year.member
    left join indicators as last_year
        on
            statements.report_year - 1 = last_year.report_year
            and statements.indicator = last_year.indicator
            and statements.breakdown = last_year.breakdown
            and statements.member = last_year.member
    left join points as this_point
        on
            statements.report_year = this_point.report_year
            and statements.indicator = this_point.indicator
            and statements.breakdown = this_point.breakdown
            and statements.member = this_point.member
    left join points as last_point
        on
            statements.report_year - 1 = last_point.report_year
            and statements.indicator = last_point.indicator
            and statements.breakdown = last_point.breakdown
            and statements.member = last_point.member
    left join shares
        on
            statements.report_year = shares.report_year
            and statements.indicator = shares.indicator
            and statements.breakdown = shares.breakdown
            and statements.member = shares.member
    left join published_bases
        on
            statements.report_year = published_bases.report_year
            and statements.indicator = published_bases.indicator
            and statements.breakdown = published_bases.breakdown
            and statements.member = published_bases.member
            and statements.statement = published_bases.statement
    left join scopes as this_scope
        on
            statements.indicator = this_scope.indicator
            and {{ is_valid_in('statements.report_year', 'this_scope') }}
    left join scopes as last_scope
        on
            statements.indicator = last_scope.indicator
            and {{ is_valid_in('statements.report_year - 1', 'last_scope') }}
),

-- Every statement is a numerator over a denominator; a level and a change are over 1.
computed as (
    select
        *,
        case
            when not is_in_scope then null
            when statement = 'level' then this_value
            when statement = 'share' then part_value * 100
            when not is_base_in_scope then null
            when statement = 'change' then this_value - last_value
            when last_value > 0 then (this_value - last_value) * 100
        end as numerator,
        case
            when statement = 'share' then nullif(total_value, 0)
            when statement = 'growth' then nullif(last_value, 0)
            else 1
        end as denominator,
        statement in ('growth', 'change') as has_base,
    from located
),

bounded as (
    select
        * replace (
            case when not {{ is_too_great('numerator') }} then numerator end as numerator,
            case when not {{ is_too_great('denominator') }} then denominator end
                as denominator
        ),
    from computed
),

compared as (
    select
        *,
        {{ lies_within('numerator', 'denominator') }} as is_met,
        {{ lies_within('numerator', 'denominator', 'widest_') }} as is_widest_met,
        coalesce(
            is_this_point and (not has_base or is_last_point), false
        ) as is_computed_point,
        -- The ratio where the increase was meant: against our base, else the published.
        coalesce(last_value, published_base) as base,
        case
            when last_value is null then published_value
            else coalesce(this_value, published_value)
        end as level_of_year,
    from bounded
),

explained as (
    select
        *,
        numerator is not null and denominator is not null as is_computed,
        is_other_scope and last_value is null as is_other_base,
        case
            when
                statement = 'growth'
                and base > 0
                and level_of_year > base
                and not {{ is_too_great('base') }}
                and not {{ is_too_great('level_of_year') }}
                then level_of_year * 100 between low * base and high * base
        end as is_ratio_confusion,
        {{ ratio_half_up('level_of_year * 100', 'base') }} as ratio_percent,
        {{ ratio_half_up('(level_of_year - base) * 100', 'base') }} as growth_percent,
    from compared
),

comparison as (
    select
        report_year,
        indicator,
        breakdown,
        member,
        statement,
        published_text,
        low as published_low,
        high as published_high,
        cast(
            {{ ratio_half_up('numerator', 'denominator') }} as decimal(38, 6)
        ) as computed_value,
        case
            when not is_computed then 'cannot_tell'
            when is_met and is_point and is_computed_point then 'exact'
            when is_met then 'consistent'
            when is_widest_met then 'soft_gap'
            else 'fail'
        end as verdict,
        source_url,
        case
            when is_ratio_confusion
                then concat(
                    'ratio published as an increase: the year is ',
                    {{ in_words('ratio_percent') }},
                    ' % of the year before, an increase of ',
                    {{ in_words('growth_percent') }},
                    ' %',
                    case when last_value is null then ' (of the published figures)' end,
                    case when is_other_base then '; the base has another definition' end
                )
            when statement = 'growth' and last_value is null and base > 0
                then concat(
                    'the published figures give ',
                    {{ in_words('growth_percent') }},
                    ' %',
                    case when is_other_base then '; the base has another definition' end
                )
            else note
        end as note,
        case
            when is_ratio_confusion
                then concat(
                    'tỷ lệ bị viết thành mức tăng: năm nay bằng ',
                    replace({{ in_words('ratio_percent') }}, '.', ','),
                    ' % năm trước, tức là tăng ',
                    replace({{ in_words('growth_percent') }}, '.', ','),
                    ' %',
                    case when last_value is null then ' (theo số liệu đã công bố)' end,
                    case when is_other_base then '; năm trước theo định nghĩa khác' end
                )
            when statement = 'growth' and last_value is null and base > 0
                then concat(
                    'theo số liệu đã công bố, thay đổi là ',
                    replace({{ in_words('growth_percent') }}, '.', ','),
                    ' %',
                    case when is_other_base then '; năm trước theo định nghĩa khác' end
                )
            else note_vi
        end as note_vi,
        cast(
            if(is_computed, localities_expected, null) as integer
        ) as localities_expected,
        cast(
            if(is_computed, localities_reporting, null) as integer
        ) as localities_reporting,
        cast(
            if(is_computed and has_base, previous_localities_expected, null) as integer
        ) as previous_localities_expected,
        cast(
            if(is_computed and has_base, previous_localities_reporting, null)
            as integer
        ) as previous_localities_reporting,
    from explained
    order by report_year, indicator, breakdown, member, statement
)

select * from comparison

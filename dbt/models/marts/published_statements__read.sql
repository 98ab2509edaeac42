{{ config(alias='published_statements') }}

-- How each statement is read: an unhedged count of precision 1 is a point, every other
-- unhedged number stands for itself and half its precision either way, and a hedge
-- opens an interval. The level of a count is a whole number within it.
with

statements as (
    select * from {{ ref('published_statements') }}
),

kinds as (
    select
        *,
        unit not in ('VND', 'percent') and statement = 'level' as is_whole,
        unit not in ('VND', 'percent') and hedge = 'none' and precision = 1 as is_point,
        cast(precision * 0.5 as decimal(38, 6)) as half,
    from statements
),

intervals as (
    select
        * exclude (half),
        case
            when is_point or hedge in ('more_than', 'at_least') then value
            when hedge = 'nearly' then value - precision
            when hedge = 'up_to' then 0
            else value - half
        end as low,
        hedge = 'more_than' as low_is_open,
        case
            when is_point or hedge in ('nearly', 'up_to') then value
            when hedge = 'more_than' then value + precision
            when hedge = 'at_least' then null
            else value + half
        end as high,
        hedge in ('more_than', 'nearly') as high_is_open,
        case
            when is_point or hedge in ('more_than', 'at_least') then value
            when hedge in ('nearly', 'up_to') then 0
            when hedge = 'about' then value - precision
            else value - half
        end as widest_low,
        hedge = 'more_than' as widest_low_is_open,
        case
            when is_point or hedge in ('nearly', 'up_to') then value
            when hedge in ('more_than', 'at_least') then null
            when hedge = 'about' then value + precision
            else value + half
        end as widest_high,
        hedge = 'nearly' as widest_high_is_open,
    from kinds
),

statements_read as (
    select
        report_year,
        indicator,
        breakdown,
        member,
        statement,
        published_text,
        hedge,
        value,
        precision,
        unit,
        scope,
        source_url,
        note,
        is_point,
        {{ statement_end('', 'low') }} as low,
        low_is_open and not is_whole as low_is_open,
        {{ statement_end('', 'high') }} as high,
        high_is_open and not is_whole as high_is_open,
        {{ statement_end('widest_', 'low') }} as widest_low,
        widest_low_is_open and not is_whole as widest_low_is_open,
        {{ statement_end('widest_', 'high') }} as widest_high,
        widest_high_is_open and not is_whole as widest_high_is_open,
        note_vi,
    from intervals
    order by report_year, indicator, breakdown, member, statement
)

select * from statements_read

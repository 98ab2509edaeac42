-- Words first, then what stands before, in and after the digits. Joins to the word lists
-- compare both sides in the same folded form.
with

entries as (
    select * from {{ ref('stg_entries') }}
),

decision_entries as (
    select * from {{ ref('stg_decision_entries') }}
),

cell_words as (
    select
        {{ folded_text('word') }} as word,
        min(state) as state
    from {{ ref('cell_words') }}
    group by all
),

hedges as (
    select
        {{ folded_text('phrase') }} as phrase,
        min(hedge) as hedge
    from {{ ref('hedges') }}
    group by all
),

unit_words as (
    select
        {{ folded_text('word') }} as word,
        min(scale) as scale,
        min(units) as units
    from {{ ref('unit_words') }}
    group by all
),

hedge_pairs as (
    select distinct one.phrase || ' ' || other.phrase as phrase
    from hedges as one
    cross join hedges as other
),

written as (
    select {{ reading_key() }}
    from entries
    union
    select {{ reading_key() }}
    from decision_entries
),

folded as (
    select
        *,
        {{ folded_text('raw_text') }} as folded
    from written
),

cut as (
    select
        folded.*,
        {{ text_around_number('folded.folded') }} as around
    from folded
),

stripped as (
    select
        cut.raw_text,
        cut.value_kind,
        cut.language,
        cut.unit,
        cut.scale,
        cut.dash_is_zero,
        cut.folded,
        trim(regexp_replace(cut.around.lead, '[-−]$', '')) as lead,
        trim(cut.around.rest) as rest,
        regexp_matches(cut.around.lead, '[-−]$') as is_negative,
        case
            when cut.value_kind = 'number' or cut.language = 'en'
                then {{ swapped_marks('cut.around.digits') }}
            else cut.around.digits
        end as digits
    from cut
),

looked_up as (
    select
        stripped.*,
        cell_words.state as word_state,
        hedges.hedge,
        hedge_pairs.phrase is not null as has_two_hedges,
        unit_words.scale as word_scale,
        unit_words.units as word_units,
        unit_words.word is not null as has_unit_word
    from stripped
    left join cell_words on stripped.folded = cell_words.word
    left join hedges on stripped.lead = hedges.phrase
    left join hedge_pairs on stripped.lead = hedge_pairs.phrase
    left join unit_words on stripped.rest = unit_words.word
)

select * from looked_up

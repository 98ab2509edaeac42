-- Single repairs that satisfy every equation of the cell, named by the slip that they
-- undo and ranked: whatever explains more of the block's failures first, then slips
-- that leave a trace of their own before a mere digit. The best two of equal rank on
-- different cells are a tie: then it cannot be told.
with

bounded as (
    select * from {{ ref('int_repairs__bounded') }}
),

exchanges as (
    select * from {{ ref('int_repairs__exchanged') }}
),

previous as (
    select * from {{ ref('int_cells__previous') }}
),

cells as (
    select * from {{ ref('int_cells__current') }}
),

determined as (
    select
        bounded.*,
        bounded.low as repaired_value,
        previous.previous_value,
        {{ digits('bounded.value') }} as all_written_digits,
        {{ digits('bounded.low') }} as all_repaired_digits,
        least(
            {{ trailing_zeros('all_written_digits') }},
            {{ trailing_zeros('all_repaired_digits') }}
        ) as common_zeros,
        {{ without_last('all_written_digits', 'common_zeros') }} as written_digits,
        {{ without_last('all_repaired_digits', 'common_zeros') }} as repaired_digits
    from bounded
    left join previous using (report_year, unit_set, locality_code, line_code)
    where
        bounded.low = bounded.high
        and (bounded.low = bounded.open_low) is not true
        and (bounded.high = bounded.open_high) is not true
        and bounded.low != bounded.value
        and bounded.low >= 0
        and (bounded.unit = 'VND' or bounded.low = trunc(bounded.low))
),

counted_again as (
    select
        determined.report_year,
        determined.unit_set,
        determined.locality_code,
        determined.line_code
    from determined
    inner join cells using (report_year, unit_set, locality_code, measure)
    where
        cells.kind = 'of_which'
        and cells.value > 0
        and determined.value - determined.repaired_value = cells.value
        and (determined.kind = 'total' or determined.line_code = cells.total_code)
    group by all
),

left_out as (
    select
        determined.report_year,
        determined.unit_set,
        determined.locality_code,
        determined.line_code
    from determined
    inner join cells
        on
            determined.report_year = cells.report_year
            and determined.unit_set = cells.unit_set
            and determined.locality_code = cells.locality_code
            and determined.line_code = cells.total_code
    where
        cells.kind = 'part'
        and cells.value > 0
        and determined.repaired_value - determined.value = cells.value
    group by all
),

slips as (
    select
        determined.*,
        counted_again.line_code is not null
        or (
            determined.kind = 'total'
            and determined.value > 0
            and determined.value - determined.repaired_value = determined.repaired_value
        ) as is_subtotal_counted,
        left_out.line_code is not null as is_part_left_out,
        determined.value > 0 and determined.repaired_value > 0 as has_digits,
        length(all_written_digits) - length(all_repaired_digits) as shift,
        rtrim(all_written_digits, '0') = rtrim(all_repaired_digits, '0') as is_shifted,
        length(written_digits) - length(repaired_digits) as longer,
        levenshtein(written_digits, repaired_digits) as edits,
        damerau_levenshtein(written_digits, repaired_digits) as edits_or_swaps
    from determined
    left join counted_again using (report_year, unit_set, locality_code, line_code)
    left join left_out using (report_year, unit_set, locality_code, line_code)
),

named as (
    select
        *,
        case
            when value = -repaired_value then 'sign'
            when has_digits and is_shifted and abs(shift) in (3, 6, 9) then 'unit_slip'
            when has_digits and longer = 0 and edits = 2 and edits_or_swaps = 1
                then 'transposition'
            when is_subtotal_counted then 'subtotal_counted'
            when is_part_left_out then 'part_left_out'
            when value != 0 and value = previous_value then 'last_year'
            when has_digits and longer = 0 and edits = 1 then 'digit_changed'
            when has_digits and longer = -1 and edits = 1 then 'digit_dropped'
            when has_digits and longer = 1 and edits = 1 then 'digit_added'
        end as cause,
        case
            when cause like 'digit_%' then 2
            when cause is not null then 1
        end as plausibility
    from slips
),

repairs as (
    select
        report_year,
        unit_set,
        locality_code,
        line_code,
        cast(null as varchar) as other_code,
        value as written_value,
        repaired_value,
        failing_rules,
        cause,
        plausibility
    from named
    -- What would explain several failures at once keeps its place though nobody can
    -- name its slip: no other cell is accused in its stead.
    where cause is not null or len(failing_rules) > 1
    union all by name
    select
        report_year,
        unit_set,
        locality_code,
        first_code as line_code,
        second_code as other_code,
        value as written_value,
        other_value as repaired_value,
        failing_rules,
        'exchange' as cause,
        1 as plausibility
    from exchanges
),

unnested as (
    select
        * exclude (failing_rules),
        len(failing_rules) as explained_rules,
        unnest(failing_rules) as rule_id
    from repairs
),

ranked as (
    select
        *,
        rank() over (
            partition by report_year, unit_set, locality_code, rule_id
            order by explained_rules desc, plausibility asc nulls last
        ) as place
    from unnested
),

proposed as (
    select
        *,
        place = 1 and count(*) filter (where place = 1) over rules > 1 as is_tied
    from ranked
    window rules as (partition by report_year, unit_set, locality_code, rule_id)
)

select * from proposed

-- Neither name nor code is a key across a change of the map: a territory of the new map
-- is followed back through the successors that its predecessors name.
with

expected as (
    select * from {{ ref('int_territories__expected') }}
),

localities as (
    select * from {{ ref('localities') }}
),

leading_to as (
    select
        *,
        true as is_same_map,
        code as later_code,
    from localities
    union all
    select
        *,
        false as is_same_map,
        successor_code as later_code,
    from localities
),

preceded as (
    select
        expected.report_year,
        expected.unit_set,
        expected.locality_code,
        leading_to.unit_set as previous_unit_set,
        leading_to.code as previous_locality_code
    from expected
    inner join leading_to
        on
            expected.locality_code = leading_to.later_code
            and (expected.unit_set = leading_to.unit_set) = leading_to.is_same_map
            and {{ is_there_on('make_date(expected.report_year - 1, 12, 31)', 'leading_to') }}
)

select * from preceded

-- Neither name nor code is a key across a change of the map: a territory of the new map
-- is followed back through the successors that its predecessors name.
with

expected as (
    select * from {{ ref('int_territories__expected') }}
),

localities as (
    select * from {{ ref('localities') }}
),

living_before as (
    select
        expected.report_year,
        expected.unit_set,
        expected.locality_code,
        localities.unit_set as previous_unit_set,
        localities.code as previous_locality_code
    from expected
    inner join localities
        on
            {{ is_there_on('make_date(expected.report_year - 1, 12, 31)', 'localities') }}
            and case
                when expected.unit_set = localities.unit_set
                    then expected.locality_code = localities.code
                else expected.locality_code = localities.successor_code
            end
)

select * from living_before

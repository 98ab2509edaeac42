-- What became of each territory: itself, then whoever took it over the day after its
-- last, and so on. Neither code nor name says it: seven codes and 23 names changed
-- their meaning on 1 July 2025.
with recursive

localities as (
    select * from {{ ref('localities') }}
),

succession as (
    select
        unit_set as former_unit_set,
        code as former_locality_code,
        unit_set,
        code as locality_code,
        valid_from,
        valid_to,
        successor_code,
    from localities
    union all
    select
        succession.former_unit_set,
        succession.former_locality_code,
        localities.unit_set,
        localities.code as locality_code,
        localities.valid_from,
        localities.valid_to,
        localities.successor_code,
    from succession
    inner join localities
        on
            succession.successor_code = localities.code
            and localities.valid_from = succession.valid_to + 1
),

succeeded as (
    select * exclude (successor_code)
    from succession
)

select * from succeeded

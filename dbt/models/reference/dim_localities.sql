with

localities as (
    select * from {{ ref('localities') }}
),

-- Successors by date: the same code or name may mean another territory afterwards.
following as (
    select
        former.unit_set,
        former.code,
        later.unit_set as successor_unit_set,
        later.code as successor_code,
    from localities as former
    inner join localities as later
        on
            former.successor_code = later.code
            and former.valid_to + 1 = later.valid_from
),

preceding as (
    select
        successor_unit_set as unit_set,
        successor_code as code,
        string_agg(unit_set || ':' || code, '|' order by unit_set, code) as predecessors,
        count(*) as predecessors_count,
    from following
    group by all
),

territories as (
    select
        localities.unit_set,
        localities.code as locality_code,
        localities.name_vi as locality_name_vi,
        localities.name_en as locality_name_en,
        localities.full_name_vi,
        localities.kind,
        localities.valid_from,
        localities.valid_to,
        following.successor_unit_set,
        following.successor_code,
        preceding.predecessors,
        preceding.predecessors_count,
        localities.change,
        localities.iso_3166_2,
        localities.note,
    from localities
    left join following using (unit_set, code)
    left join preceding using (unit_set, code)
    order by localities.unit_set desc, localities.code asc
)

select * from territories

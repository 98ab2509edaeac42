with

versioned as (
    select * from {{ ref('int_cells__versioned') }}
),

current_cells as (
    select * exclude (version, is_current)
    from versioned
    where is_current
)

select * from current_cells

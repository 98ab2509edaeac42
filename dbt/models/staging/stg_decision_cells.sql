with

entries as (
    select * from {{ ref('stg_decision_entries') }}
),

readings as (
    select * from {{ ref('stg_readings') }}
),

decision_cells as (
    select
        entries.decision_id,
        entries.line_code,
        entries.raw_text,
        readings.state,
        readings.value,
        readings.low,
        readings.low_is_open,
        readings.high,
        readings.high_is_open,
        readings.widest_low,
        readings.widest_low_is_open,
        readings.widest_high,
        readings.widest_high_is_open,
        readings.is_hedged
    from entries
    inner join readings
        on
            entries.raw_text = readings.raw_text
            and entries.value_kind = readings.value_kind
            and entries.language = readings.language
            and entries.unit = readings.unit
            and entries.scale = readings.scale
            and entries.dash_is_zero = readings.dash_is_zero
)

select * from decision_cells

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
    inner join readings using ({{ reading_key() }})
)

select * from decision_cells

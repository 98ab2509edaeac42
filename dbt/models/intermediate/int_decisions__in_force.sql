-- A decision on a rule holds for exactly the cells that it was made on: values are
-- compared, not spellings. Where it names none it holds while its submission is the
-- latest that the block draws on, or while nothing of the block is given.
with

standing as (
    select * from {{ ref('int_decisions__standing') }}
    where not is_of_submission
),

rules as (
    select * from {{ ref('int_rules') }}
),

cells as (
    select * from {{ ref('int_cells__current') }}
    where is_given
),

blocks as (
    select * from {{ ref('int_blocks__versioned') }}
    where is_current
),

versions as (
    select * from {{ ref('int_versions__numbered') }}
    where is_current
),

-- A dash that a decision names counts as a blank.
decision_cells as (
    select * from {{ ref('stg_decision_cells') }}
    where state != 'dash' or value is not null
),

lines as (
    select * from {{ ref('form_lines') }}
),

ruled as (
    select
        standing.*,
        rules.kind,
        rules.measure
    from standing
    inner join rules using (report_year, rule_id)
),

present as (
    select
        ruled.decision_id,
        cells.*
    from ruled
    inner join cells using (report_year, unit_set, locality_code)
    where ruled.measure is null or cells.measure = ruled.measure
),

listed as (
    select
        ruled.decision_id,
        ruled.report_year,
        ruled.unit_set,
        ruled.locality_code,
        decision_cells.* exclude (decision_id)
    from ruled
    inner join decision_cells on ruled.decision_id = decision_cells.decision_id
    inner join lines on decision_cells.line_code = lines.line_code
    where ruled.measure is null or lines.measure = ruled.measure
),

unlisted as (
    select distinct present.decision_id
    from present
    anti join listed using (decision_id, line_code)
),

differing as (
    select distinct listed.decision_id
    from listed
    left join cells using (report_year, unit_set, locality_code, line_code)
    where
        (
            listed.state = cells.state
            and listed.value is not distinct from cells.value
            and listed.low is not distinct from cells.low
            and listed.low_is_open is not distinct from cells.low_is_open
            and listed.high is not distinct from cells.high
            and listed.high_is_open is not distinct from cells.high_is_open
            and listed.widest_low is not distinct from cells.widest_low
            and listed.widest_high is not distinct from cells.widest_high
            -- What cannot be read has its text only.
            and (
                listed.state != 'unreadable'
                or trim({{ composed_text('listed.raw_text') }})
                = trim({{ composed_text('cells.raw_text') }})
            )
        ) is not true
),

latest_sources as (
    select
        ruled.decision_id,
        coalesce(blocks.submission_id, versions.submission_id) as submission_id
    from ruled
    left join blocks
        using (report_year, unit_set, locality_code, measure)
    left join versions
        on
            ruled.measure is null
            and ruled.report_year = versions.report_year
            and ruled.unit_set = versions.unit_set
            and ruled.locality_code = versions.locality_code
),

naming as (
    select distinct decision_id
    from listed
),

compared as (
    select
        ruled.*,
        naming.decision_id is not null as names_cells,
        unlisted.decision_id is not null or differing.decision_id is not null
            as has_other_cells,
        (ruled.submission_id = latest_sources.submission_id) is not true
            as has_later_submission
    from ruled
    left join latest_sources on ruled.decision_id = latest_sources.decision_id
    left join unlisted on ruled.decision_id = unlisted.decision_id
    left join differing on ruled.decision_id = differing.decision_id
    left join naming on ruled.decision_id = naming.decision_id
),

weighed as (
    select
        decision_id,
        report_year,
        unit_set,
        locality_code,
        rule_id,
        kind,
        measure,
        submission_id,
        decision,
        reason,
        decided_by,
        decided_at,
        valid_until,
        case
            when decision = 'revoke' then 'revoked'
            when names_cells and has_other_cells then 'changed'
            when has_cells and has_other_cells and has_later_submission then 'changed'
            when not has_cells and has_later_submission then 'changed'
            when is_expired then 'expired'
        end as lapse,
        lapse is null as is_in_force
    from compared
)

select * from weighed

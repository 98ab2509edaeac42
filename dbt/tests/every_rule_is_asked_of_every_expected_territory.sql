-- Each rule of the year once for each expected territory, silent ones included.
with

expected as (
    select
        territories.report_year,
        territories.unit_set,
        territories.locality_code,
        rules.rule_id
    from {{ ref('int_territories__expected') }} as territories
    inner join {{ ref('rules') }} as rules
        on territories.report_year = rules.report_year
),

asked as (
    select
        report_year,
        unit_set,
        locality_code,
        rule_id,
        count(*) as times
    from {{ ref('reconciliations') }}
    group by all
),

wrong as (
    select
        expected.report_year as expected_year,
        asked.report_year as asked_year,
        coalesce(expected.rule_id, asked.rule_id) as rule_id,
        asked.times
    from expected
    full outer join asked
        on
            expected.report_year = asked.report_year
            and expected.unit_set = asked.unit_set
            and expected.locality_code = asked.locality_code
            and expected.rule_id = asked.rule_id
    where (asked.times = 1 and expected.report_year is not null) is not true
)

select * from wrong

"""The second road's query on the covers of submissions, in the manner of `queries`."""

from expectations import queries


def periods() -> str:
    """The period on the cover of the latest submission against the report year.

    Judged where both dates are given, a row an expected territory and year. `{batch}`
    is `raw.submissions`. A submission that is held for its period alone is judged, one
    that a standing decision took out is not.
    """
    return f"""
        select
            report_year, unit_set, locality_code, 'PERIOD' as rule_id,
            cast(null as {queries.NUMBER}) as reported_value,
            cast(null as {queries.NUMBER}) as summed_low,
            cast(null as {queries.NUMBER}) as summed_high,
            cast(null as {queries.NUMBER}) as gap,
            abs(period_start - make_date(report_year, 1, 1)) > 31
                or abs(period_end - make_date(report_year, 12, 31)) > 31
                as is_failing
        from (
            select * from {{batch}}
            where report_year is not null and locality_code is not null
                and refused_code is null
                and (hold_code is null or starts_with(hold_code, 'period_'))
                and submission_id not in ({_TAKEN_OUT})
                and (report_year, unit_set, locality_code) in (
                    select distinct (report_year, unit_set, locality_code)
                    from intermediate.int_cells__current
                )
            qualify row_number() over (
                partition by report_year, unit_set, locality_code
                order by sequence desc
            ) = 1
        ) as latest
        where period_start is not null and period_end is not null
    """


_TAKEN_OUT = """
                    select submission_id from (
                        select * from raw.decisions where rule_id = 'SUBMISSION'
                        qualify row_number() over (
                            partition by submission_id order by sequence desc
                        ) = 1
                    ) as standing
                    where decision = 'exclude' and (
                        valid_until is null
                        or valid_until >= (
                            select max(refreshed_on) from raw.refreshes
                        )
                    )
"""

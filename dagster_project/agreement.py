"""Whether the two roads came to the same verdicts: what the publication gate asks.

SQL models and Great Expectations judge every hard rule on the same cells by queries
that share nothing. Where they differ one of them is wrong, and nothing is published.
"""

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One hard rule of one territory and report year on which the roads differ.

    `territory` is `unit_set:locality_code`. Verdicts are those of the contract, and
    `pass`, `fail` or `not evaluated` of GX; `missing` where the mart has no row. A rule
    that GX never judged at all has neither territory nor year.
    """

    rule_id: str
    territory: str | None
    report_year: int | None
    sql_verdict: str
    gx_verdict: str

    def __str__(self) -> str:
        where = "everywhere"
        if self.territory is not None:
            where = f"territory {self.territory}, {self.report_year}"
        return (
            f"{self.rule_id}, {where}: {self.sql_verdict} by SQL,"
            f" {self.gx_verdict} by Great Expectations"
        )


def disagreements(connection: duckdb.DuckDBPyConnection) -> list[Disagreement]:
    """Every difference, in a fixed order; an empty list where the roads agree.

    Reads `marts.reconciliations`, `reference.rules` and the two tables of schema
    `validation`. Soft failures are not compared: `severity` of `PAIR` and `PERIOD` is
    that of the side that failed.
    """
    rows = connection.execute(f"{_VERDICTS} union all {_NEVER_JUDGED} order by all")
    return [Disagreement(*row) for row in rows.fetchall()]


_VERDICTS = """
    select
        rule_id,
        unit_set || ':' || locality_code as territory,
        report_year,
        coalesce(by_sql.verdict, 'missing') as sql_verdict,
        case
            when by_gx.is_failing then 'fail'
            when judged.rule_id is null then 'not evaluated'
            else 'pass'
        end as gx_verdict,
    from (
        select *, verdict = 'fail' and severity = 'hard' as is_failing
        from marts.reconciliations
    ) as by_sql
    full join (
        select distinct report_year, unit_set, locality_code, rule_id,
            true as is_failing
        from validation.failures
        where severity = 'hard'
    ) as by_gx using (report_year, unit_set, locality_code, rule_id)
    left join (
        select distinct rule_id from validation.expectation_results
        where not raised and evaluated_count > 0
    ) as judged using (rule_id)
    where coalesce(by_sql.is_failing, false) is distinct from
        coalesce(by_gx.is_failing, false)
"""

# A verdict other than these two needed numbers, so the second road had them as well.
_NEVER_JUDGED = """
    select
        rules.rule_id,
        null as territory,
        null as report_year,
        'judged ' || count(*) || ' times' as sql_verdict,
        'judged ' || coalesce(max(by_gx.evaluated_count), 0) || ' times' as gx_verdict,
    from (
        select distinct rule_id from reference.rules where severity = 'hard'
    ) as rules
    inner join marts.reconciliations as by_sql
        on rules.rule_id = by_sql.rule_id
        and by_sql.verdict not in ('not_asked', 'cannot_tell')
    left join (
        select rule_id, sum(evaluated_count) as evaluated_count
        from validation.expectation_results
        where not raised
        group by rule_id
    ) as by_gx on rules.rule_id = by_gx.rule_id
    group by rules.rule_id
    having count(*) > coalesce(max(by_gx.evaluated_count), 0)
"""

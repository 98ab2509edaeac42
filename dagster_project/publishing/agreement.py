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
    `pass`, `fail` or `not evaluated` of GX; `missing` where the mart has no row; a
    failure of both with its numbers, where they are others. A rule that one of them
    judged more often than the other has neither territory nor year.
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
    rows = connection.execute(
        f"with named as ({_VERDICTS} union all {_AMOUNTS})"
        f" from named union all select * from ({_JUDGED})"
        " where rule_id not in (select rule_id from named) order by all"
    )
    return [Disagreement(*row) for row in rows.fetchall()]


# Where both fail, both say by how much; the second road adds up of two kinds alone.
_NUMBERS = ("reported_value", "summed_low", "summed_high", "gap")


def _failing(road: str) -> str:
    """A failure in words, with its numbers."""
    numbers = ", ".join(
        f"'{name} ' || coalesce({road}.{name}::varchar, 'none')" for name in _NUMBERS
    )
    return f"concat_ws(', ', 'fail', {numbers})"


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

_AMOUNTS = f"""
    select
        rule_id,
        unit_set || ':' || locality_code as territory,
        report_year,
        {_failing("by_sql")} as sql_verdict,
        {_failing("by_gx")} as gx_verdict,
    from marts.reconciliations as by_sql
    inner join validation.failures as by_gx
        using (report_year, unit_set, locality_code, rule_id)
    where by_sql.verdict = 'fail'
        and split_part(rule_id, ':', 1) in ('SUM', 'OFW')
        and ({" or ".join(f"by_sql.{x} is distinct from by_gx.{x}" for x in _NUMBERS)})
"""

# A verdict needs numbers, so the second road had them as well. One case has numbers and
# no verdict: a sum of which a part is missing.
_JUDGED = """
    select
        rule_id,
        null as territory,
        null as report_year,
        'judged ' || coalesce(by_sql.judged, 0) || ' times' as sql_verdict,
        'judged ' || coalesce(by_gx.judged, 0) || ' times' as gx_verdict,
    from (
        select rule_id, count(*) as judged
        from marts.reconciliations
        where rule_id in (select rule_id from reference.rules where severity = 'hard')
            and verdict != 'not_asked'
            and (
                verdict != 'cannot_tell'
                or (reported_value is not null and summed_low is not null)
            )
        group by rule_id
    ) as by_sql
    full join (
        select rule_id, sum(evaluated_count) as judged
        from validation.expectation_results
        where severity = 'hard' and not raised
        group by rule_id
    ) as by_gx using (rule_id)
    where coalesce(by_sql.judged, 0) != coalesce(by_gx.judged, 0)
"""

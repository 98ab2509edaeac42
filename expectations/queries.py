"""The second road's own SQL: plain queries on the interval columns, one a kind of rule.

Every query here selects what its rules *judged*: a row a rule, territory and report
year of which the rule could say something, with `report_year, unit_set, locality_code,
rule_id, reported_value, summed_low, summed_high, gap, is_failing`. Line codes and years
come from the form, not from the columns in which the warehouse repeats it, and nothing
is shared with the dbt models: a mistake there must not be repeated here. `{batch}` is
GX's name for the table that is judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dagster_project.warehouse import literal

NUMBER = "decimal(38, 6)"
KEYS = ("report_year", "unit_set", "locality_code", "rule_id")
NUMBERS = ("reported_value", "summed_low", "summed_high", "gap")

# For each report year the lines that the rule reads in that year's form.
YearLines = Mapping[int, Sequence[str]]


class Rule(NamedTuple):
    """What holds between a line and others, in each year whose form has some."""

    rule_id: str
    line: str
    others: YearLines


def listed(texts: Iterable[str]) -> str:
    """Texts as the inside of an SQL `in (...)`."""
    return ", ".join(literal(text) for text in texts)


def failing(judged: str) -> str:
    """The rows of a judged query that fail, in the order in which people read them.

    A comparison that came out as null counts as failing: a check that could not tell
    must never look like a pass. Numbers leave as text, exact: GX would make binary
    floating point of them.
    """
    keys = ", ".join(KEYS)
    numbers = ", ".join(f"cast({number} as varchar) as {number}" for number in NUMBERS)
    return (
        f"select {keys}, {numbers} from ({judged}) as judged"
        f" where is_failing is not false order by {keys}"
    )


def counting(judged: Iterable[str]) -> str:
    """Number of judged rows by `rule_id` over several judged queries."""
    counts = (
        f"select rule_id, count(*) as evaluated_count from ({query}) as judged"
        " group by rule_id"
        for query in judged
    )
    return " union all ".join(counts)


def sums(rules: Iterable[Rule]) -> str:
    """Totals against their parts; judged where the total and any part is given.

    A part without a number leaves the sum open above: only parts that already exceed
    the total can fail then. `not_applicable` adds nothing and is not missing. "More
    than 5" of a count is 6: beside a sum of 5 its reading is apart, not the number.
    """
    known = "not is_line and (value is not null or state = 'not_applicable')"
    return f"""
        select
            report_year, unit_set, locality_code, rule_id,
            reported_value, summed_low,
            case when is_complete and customary_ends = known_numbers
                then cast(customary_high as {NUMBER}) end as summed_high,
            case when is_complete and widest_ends = known_numbers
                then added_high end as part_high,
            not ({_reaches("part_low", "part_low_is_open", "high", "high_is_open")})
                as is_short,
            not ({_reaches("low", "low_is_open", "part_high", "part_high_is_open")})
                as is_over,
            cast(
                case
                    when is_short and reported_value < summed_low
                        then reported_value - summed_low
                    when is_short then high - summed_low
                    when is_over and reported_value > summed_high
                        then reported_value - summed_high
                    when is_over then low - summed_high
                    else 0
                end as {NUMBER}
            ) as gap,
            is_short or is_over as is_failing
        from (
            select
                report_year, unit_set, locality_code, rule_id,
                {_of("is_line", "value", "reported_value")},
                {_of("is_line", "widest_low", "low")},
                {_of("is_line", "widest_low_is_open", "low_is_open")},
                {_of("is_line", "widest_high", "high")},
                {_of("is_line", "widest_high_is_open", "high_is_open")},
                count(case when not is_line and {_is_given()} then 1 end) as given,
                count(case when {known} then 1 end) = max(others) as is_complete,
                count(case when not is_line then value end) as known_numbers,
                count(case when not is_line then high end) as customary_ends,
                count(case when not is_line then widest_high end) as widest_ends,
                cast({_added("low")} as {NUMBER}) as summed_low,
                {_added("high")} as customary_high,
                {_added("widest_low")} as part_low,
                {_added("widest_high")} as added_high,
                {_any_open("widest_low")} as part_low_is_open,
                {_any_open("widest_high")} as part_high_is_open
            from {_asked(rules)}
            group by report_year, unit_set, locality_code, rule_id
        ) as added
        where reported_value is not null and given > 0
    """


def of_which(rules: Iterable[Rule]) -> str:
    """Each of-which against its parent; judged where both have a number."""
    reaches = _reaches("low", "low_is_open", "other_high", "other_is_open")
    return _paired(
        rules,
        is_failing=f"not ({reaches})",
        gap="case when is_failing and reported_value > summed_high"
        " then reported_value - summed_high"
        " when is_failing then low - summed_high else 0 end",
    )


def only_with(rules: Iterable[Rule]) -> str:
    """A line above zero only where the other is; judged where both have a number.

    Fails where it is certain in the widest reading: every reading of the line is above
    zero and no reading of the other is.
    """
    return _paired(
        rules,
        is_failing="(low > 0 or (low = 0 and low_is_open))"
        " and other_high is not null and other_high <= 0",
        gap="null",
    )


def _paired(rules: Iterable[Rule], is_failing: str, gap: str) -> str:
    """A line and one other side by side, where both have a number."""
    return f"""
        select
            report_year, unit_set, locality_code, rule_id,
            reported_value, summed_low, summed_high,
            {is_failing} as is_failing,
            cast({gap} as {NUMBER}) as gap
        from (
            select
                report_year, unit_set, locality_code, rule_id,
                {_of("is_line", "value", "reported_value")},
                {_of("is_line", "widest_low", "low")},
                {_of("is_line", "widest_low_is_open", "low_is_open")},
                {_of("not is_line", "value", "other_value")},
                {_of("not is_line", "low", "summed_low")},
                {_of("not is_line", "high", "summed_high")},
                {_of("not is_line", "widest_high", "other_high")},
                {_of("not is_line", "widest_high_is_open", "other_is_open")}
            from {_asked(rules)}
            group by report_year, unit_set, locality_code, rule_id
        ) as paired
        where reported_value is not null and other_value is not null
    """


def cells(lines: YearLines, counts: Iterable[str]) -> str:
    """Every cell of some lines; judged where something is given.

    Fails: unreadable, negative, or a count (`counts`) that is not whole.
    """
    asked = " or ".join(
        f"(report_year in ({_numbers(years)}) and line_code in ({listed(codes)}))"
        for codes, years in _alike_years(lines)
    )
    whole = f"line_code in ({listed(counts) or 'null'}) and value <> trunc(value)"
    return f"""
        select
            report_year, unit_set, locality_code, 'CELL:' || line_code as rule_id,
            value as reported_value,
            cast(null as {NUMBER}) as summed_low,
            cast(null as {NUMBER}) as summed_high,
            cast(null as {NUMBER}) as gap,
            case
                when state = 'unreadable' then true
                when value is null then false
                else value < 0 or ({whole})
            end as is_failing
        from {{batch}}
        where ({asked}) and {_is_given()}
    """


def required(rules: Iterable[Rule]) -> str:
    """A total given where its parts are and the reverse; judged where either is.

    What does not apply is not asked for.
    """
    return f"""
        select
            report_year, unit_set, locality_code, rule_id,
            {_of("is_line", "value", "reported_value")},
            cast(null as {NUMBER}) as summed_low,
            cast(null as {NUMBER}) as summed_high,
            cast(null as {NUMBER}) as gap,
            not (bool_or(is_line) and bool_or(not is_line)) as is_failing
        from {_asked(rules)}
        where {_is_given()}
        group by report_year, unit_set, locality_code, rule_id
        having bool_or(state <> 'not_applicable')
    """


def _asked(rules: Iterable[Rule]) -> str:
    """The cells that some rules read, once for each: `is_line`, number of `others`."""
    rows = [
        f"({literal(rule.rule_id)}, {year}, {literal(code)}, {code == rule.line},"
        f" {len(codes)})"
        for rule in rules
        for year, codes in rule.others.items()
        if codes
        for code in (rule.line, *codes)
    ]
    # SQL has no empty list of values: of the year 0 there is no cell.
    values = ", ".join(rows or ["('', 0, '', false, 0)"])
    return (
        f"{{batch}} join (values {values})"
        " as asked (rule_id, report_year, line_code, is_line, others)"
        " using (report_year, line_code)"
    )


def _alike_years(lines: YearLines) -> list[tuple[tuple[str, ...], list[int]]]:
    """Years in which the form has the same lines, together."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for year in sorted(lines):
        alike.setdefault(tuple(lines[year]), []).append(year)
    return [(codes, years) for codes, years in alike.items() if codes]


def _numbers(years: Iterable[int]) -> str:
    return ", ".join(str(year) for year in years)


def _is_given() -> str:
    return "(state not in ('blank', 'dash') or value is not null)"


def _of(condition: str, column: str, name: str) -> str:
    return f"max(case when {condition} then {column} end) as {name}"


def _added(column: str) -> str:
    is_known = "not is_line and value is not null"
    return f"sum(case when {is_known} then {column} else 0 end)"


def _any_open(end: str) -> str:
    return f"count(case when not is_line and {end}_is_open then {end} end) > 0"


def _reaches(low: str, low_is_open: str, high: str, high_is_open: str) -> str:
    """Some number from `low` on is at most `high` (null: unbounded)."""
    return (
        f"{high} is null or {low} < {high}"
        f" or ({low} = {high} and not {low_is_open} and not {high_is_open})"
    )

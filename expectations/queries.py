"""The second road's own SQL: plain queries on the interval columns, written per rule.

Every query here selects what one rule *judged*: a row a territory and report year of
which the rule could say something, with `report_year, unit_set, locality_code, rule_id,
reported_value, summed_low, summed_high, gap, is_failing`. Line codes and years come
from the form, not from the columns in which the warehouse repeats it, and nothing is
shared with the dbt models: a mistake there must not be repeated here. `{batch}` is
GX's name for the table that is judged.
"""

from collections.abc import Iterable, Mapping, Sequence

NUMBER = "decimal(38, 6)"
KEYS = ("report_year", "unit_set", "locality_code", "rule_id")
NUMBERS = ("reported_value", "summed_low", "summed_high", "gap")

# For each report year the lines that the rule reads in that year's form.
YearLines = Mapping[int, Sequence[str]]


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


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


def sums(rule_id: str, total: str, parts: YearLines) -> str:
    """The total against its parts; judged where the total and any part is given.

    A part without a number leaves the sum open above: only parts that already exceed
    the total can fail then. `not_applicable` adds nothing and is not missing.
    """
    return " union all ".join(
        _sums_of_years(rule_id, total, codes, years)
        for codes, years in _alike_years(parts)
    )


def _sums_of_years(
    rule_id: str, total: str, parts: Sequence[str], years: Sequence[int]
) -> str:
    is_part = f"line_code in ({listed(parts)})"
    is_total = f"line_code = {literal(total)}"
    known = f"{is_part} and (value is not null or state = 'not_applicable')"
    return f"""
        select
            report_year, unit_set, locality_code, {literal(rule_id)} as rule_id,
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
                    when is_short then reported_value - summed_low
                    when is_over then reported_value - summed_high
                    else 0
                end as {NUMBER}
            ) as gap,
            is_short or is_over as is_failing
        from (
            select
                report_year, unit_set, locality_code,
                {_of(is_total, "value", "reported_value")},
                {_of(is_total, "widest_low", "low")},
                {_of(is_total, "widest_low_is_open", "low_is_open")},
                {_of(is_total, "widest_high", "high")},
                {_of(is_total, "widest_high_is_open", "high_is_open")},
                count(case when {is_part} and {_is_given()} then 1 end) as given,
                count(case when {known} then 1 end) = {len(parts)} as is_complete,
                count(case when {is_part} then value end) as known_numbers,
                count(case when {is_part} then high end) as customary_ends,
                count(case when {is_part} then widest_high end) as widest_ends,
                cast({_added(is_part, "low")} as {NUMBER}) as summed_low,
                {_added(is_part, "high")} as customary_high,
                {_added(is_part, "widest_low")} as part_low,
                {_added(is_part, "widest_high")} as added_high,
                {_any_open(is_part, "widest_low")} as part_low_is_open,
                {_any_open(is_part, "widest_high")} as part_high_is_open
            from {{batch}}
            where report_year in ({_numbers(years)})
                and line_code in ({listed((total, *parts))})
            group by report_year, unit_set, locality_code
        ) as added
        where reported_value is not null and given > 0
    """


def of_which(rule_id: str, line: str, parent: str, years: Sequence[int]) -> str:
    """An of-which against its parent; judged where both have a number."""
    return f"""
        select
            report_year, unit_set, locality_code, {literal(rule_id)} as rule_id,
            reported_value, summed_low, summed_high,
            not ({_reaches("low", "low_is_open", "parent", "parent_is_open")})
                as is_failing,
            cast(case when is_failing then reported_value - summed_high else 0 end
                as {NUMBER}) as gap
        from (
            {_two_lines(line, parent, years)}
        ) as paired
        where reported_value is not null and other_value is not null
    """


def only_with(rule_id: str, line: str, other: str, years: Sequence[int]) -> str:
    """`line` above zero only where `other` is; judged where both have a number.

    Fails where it is certain in the widest reading: every reading of `line` is above
    zero and no reading of `other` is.
    """
    return f"""
        select
            report_year, unit_set, locality_code, {literal(rule_id)} as rule_id,
            reported_value, summed_low, summed_high,
            cast(null as {NUMBER}) as gap,
            (low > 0 or (low = 0 and low_is_open))
                and parent is not null and parent <= 0 as is_failing
        from (
            {_two_lines(line, other, years)}
        ) as paired
        where reported_value is not null and other_value is not null
    """


def _two_lines(line: str, other: str, years: Sequence[int]) -> str:
    this, that = f"line_code = {literal(line)}", f"line_code = {literal(other)}"
    return f"""
            select
                report_year, unit_set, locality_code,
                {_of(this, "value", "reported_value")},
                {_of(this, "widest_low", "low")},
                {_of(this, "widest_low_is_open", "low_is_open")},
                {_of(that, "value", "other_value")},
                {_of(that, "low", "summed_low")},
                {_of(that, "high", "summed_high")},
                {_of(that, "widest_high", "parent")},
                {_of(that, "widest_high_is_open", "parent_is_open")}
            from {{batch}}
            where report_year in ({_numbers(years)})
                and line_code in ({listed((line, other))})
            group by report_year, unit_set, locality_code
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


def required(rule_id: str, total: str, parts: YearLines) -> str:
    """A total given where its parts are and the reverse; judged where either is."""
    is_total = f"line_code = {literal(total)}"
    selects = (
        f"""
        select
            report_year, unit_set, locality_code, {literal(rule_id)} as rule_id,
            {_of(is_total, "value", "reported_value")},
            cast(null as {NUMBER}) as summed_low,
            cast(null as {NUMBER}) as summed_high,
            cast(null as {NUMBER}) as gap,
            bool_or({is_total}) is distinct from bool_or(not {is_total})
                or not bool_or({is_total}) as is_failing
        from {{batch}}
        where report_year in ({_numbers(years)})
            and line_code in ({listed((total, *codes))})
            and {_is_given()}
        group by report_year, unit_set, locality_code
        """
        for codes, years in _alike_years(parts)
    )
    return " union all ".join(selects)


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


def _added(condition: str, column: str) -> str:
    return f"sum(case when {condition} and value is not null then {column} else 0 end)"


def _any_open(condition: str, end: str) -> str:
    return f"count(case when {condition} and {end}_is_open then {end} end) > 0"


def _reaches(low: str, low_is_open: str, high: str, high_is_open: str) -> str:
    """Some number from `low` on is at most `high` (null: unbounded)."""
    return (
        f"{high} is null or {low} < {high}"
        f" or ({low} = {high} and not {low_is_open} and not {high_is_open})"
    )

"""What the annual report needs from the marts: figures, who stands behind them, growth.

Reads the published schemas and says nothing; the words are the templates'.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.reporting.standing import standing
from expectations.form import form

Key = tuple[str, str, str]

# A locality stands out in a figure if it is among the five largest and reports at least
# twice the average of those that count, where ten or more do.
LARGEST = 5
TIMES_AVERAGE = 2
FEWEST = 10

_FIGURES = """
select
    figures.indicator, figures.breakdown, figures.member, figures.unit,
    figures.value, figures.value_low, figures.value_high, figures.held_value,
    figures.localities_expected, figures.localities_reporting,
    coalesce(lines.label_vi, ratios.label_vi) as label_vi,
    coalesce(lines.label_en, ratios.label_en) as label_en,
    lines.section,
from marts.annual_indicators as figures
left join reference.form_lines as lines using (line_code)
left join reference.ratio_indicators as ratios using (indicator)
where figures.report_year = ?
order by figures.line_code nulls last, figures.indicator
"""
_LOCALITIES = """
select
    indicator, breakdown, member, unit_set || ':' || locality_code as territory,
    locality_name_vi, locality_name_en, status, value, value_low, value_high,
    held_value,
from marts.locality_indicators
where report_year = ?
order by unit_set, locality_code
"""
_MERGED = """
select count(distinct locality_code)
from marts.reporting_coverage
where
    report_year = ? - 1
    and unit_set not in (
        select unit_set from marts.reporting_coverage where report_year = ?
    )
having count(*) > 0
"""
_RATIOS = """
select
    indicator, numerator_indicator, numerator_breakdown, numerator_member,
    denominator_indicator, denominator_breakdown, denominator_member,
from reference.ratio_indicators
"""
_GROWTH = """
select
    growth.indicator, growth.previous_value, growth.change, growth.panel_localities,
    growth.panel_change, growth.panel_previous_value, growth.is_comparable,
    growth.headline_growth_share is not null as has_headline,
    growth.like_for_like_growth_share is not null as has_like_for_like, growth.note,
    previous.localities_reporting, previous.localities_expected,
from marts.indicator_growth as growth
left join marts.annual_indicators as previous
    on
        growth.report_year = previous.report_year + 1
        and growth.indicator = previous.indicator
        and growth.member = previous.member
where growth.report_year = ? and growth.member = 'total'
"""


@dataclass(frozen=True, slots=True)
class Locality:
    """One locality's part in one figure; values are null where it has no number."""

    territory: str
    name_vi: str
    name_en: str
    status: str
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    held_value: Decimal | None

    @property
    def counts(self) -> bool:
        """Whether its number is in the figure."""
        return self.status in ("counted", "accepted")


@dataclass(frozen=True, slots=True)
class Growth:
    """A total against the year before; `note` is that of `marts.indicator_growth`.

    `previous_reporting` of `previous_expected` localities counted in the year before.
    """

    previous_value: Decimal | None
    change: Decimal | None
    panel_localities: int
    panel_change: Decimal | None
    panel_previous_value: Decimal | None
    is_comparable: bool
    has_headline: bool
    has_like_for_like: bool
    note: str
    previous_reporting: int | None
    previous_expected: int | None

    @property
    def obstacle(self) -> str | None:
        """Why nothing is said: `scope`, `no_year`, `no_panel` or `no_value`."""
        if self.note.startswith("scope break"):
            return "scope"
        if "the warehouse holds no report" in self.note:
            return "no_year"
        if not self.is_comparable:
            return "no_panel"
        return "no_value" if self.change is None else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One national figure with the localities behind it; `section` null on ratios."""

    indicator: str
    breakdown: str
    member: str
    unit: str
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    held_value: Decimal | None
    expected: int
    reporting: int
    label_vi: str
    label_en: str
    section: str | None
    localities: tuple[Locality, ...]

    @property
    def is_lower_bound(self) -> bool:
        """Whether an expected locality is not in it."""
        return self.reporting < self.expected

    def of(self, *statuses: str) -> list[Locality]:
        """The localities of these statuses."""
        return [each for each in self.localities if each.status in statuses]

    @property
    def held_apart(self) -> list[Locality]:
        """The localities that are held or excluded with a number: `held_value`."""
        held = self.of("held", "excluded")
        return [each for each in held if each.held_value is not None]

    @property
    def held_unread(self) -> list[Locality]:
        """The localities that are held or excluded and give no one number."""
        held = self.of("held", "excluded")
        return [each for each in held if each.held_value is None]

    @property
    def outstanding(self) -> list[Locality]:
        """The localities that stand out, largest first."""
        known = [e for e in self.localities if e.counts and e.value_low is not None]
        if len(known) < FEWEST or self.value is None:
            return []
        ordered = sorted(known, key=lambda e: -_low(e))
        fifth = _low(ordered[LARGEST - 1])
        least = max(fifth, TIMES_AVERAGE * self.value / len(known))
        return [each for each in ordered if _low(each) >= least and _low(each) > 0]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of one report year, figures in the order of the form.

    `merged_from`: how many localities the year before was asked of, if on another map.
    """

    report_year: int
    is_synthetic: bool
    merged_from: int | None
    figures: dict[Key, Figure]
    growth: dict[str, Growth]
    late: list[Locality]
    empty: list[Locality]
    silent: list[Locality]
    aside: list[Locality]


def gather(connection: duckdb.DuckDBPyConnection, year: int) -> Facts:
    """The facts of a report year; there are none where the year is not published."""
    localities: dict[Key, list[Locality]] = defaultdict(list)
    for row in connection.execute(_LOCALITIES, [year]).fetchall():
        localities[row[:3]].append(Locality(*row[3:]))
    for indicator, *terms in connection.execute(_RATIOS).fetchall():
        upper, lower = localities[tuple(terms[:3])], localities[tuple(terms[3:])]
        localities[indicator, "total", "total"] = [
            _both(a, b) for a, b in zip(upper, lower, strict=True)
        ]
    order = {
        (line.measure, line.breakdown, line.member): line.position
        for line in form().all_lines
    }
    rows = connection.execute(_FIGURES, [year]).fetchall()
    figures = {
        row[:3]: Figure(*(*row, tuple(localities[row[:3]])))
        for row in sorted(rows, key=lambda row: order.get(row[:3], len(order)))
    }
    growth = {
        row[0]: Growth(*row[1:])
        for row in connection.execute(_GROWTH, [year]).fetchall()
    }
    late, empty, silent, aside = _coverage(connection, year, localities)
    (merged_from,) = connection.execute(_MERGED, [year, year]).fetchone() or (None,)
    (synthetic,) = connection.execute(
        "select count(*) from reference.dim_submissions where is_synthetic"
    ).fetchone() or (0,)
    whole = bool(synthetic), merged_from, figures, growth
    return Facts(year, *whole, late, empty, silent, aside)


def _both(upper: Locality, lower: Locality) -> Locality:
    """A locality's part in a ratio: it counts where it counts for both terms."""
    terms = {upper.status, lower.status}
    if upper.counts and lower.counts:
        status = "accepted" if "accepted" in terms else "counted"
    elif "missing" in terms:
        status = "missing"
    else:
        status = "held" if "held" in terms else "excluded"
    return Locality(
        upper.territory, upper.name_vi, upper.name_en, status, None, None, None, None
    )


def _coverage(
    connection: duckdb.DuckDBPyConnection,
    year: int,
    localities: dict[Key, list[Locality]],
) -> tuple[list[Locality], list[Locality], list[Locality], list[Locality]]:
    """The localities with a late section, those that sent no number, those of which
    nothing was received, and those of which everything that was received is held.
    """
    sections: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for territory, status, days in connection.execute(
        "select unit_set || ':' || locality_code, status, days_late"
        " from marts.reporting_coverage where report_year = ?",
        [year],
    ).fetchall():
        sections[territory].append((status, days))
    known = {e.territory: e for members in localities.values() for e in members}
    stand = {known[each]: standing(sections[each]) for each in sorted(known)}
    counting = {e.territory for each in localities.values() for e in each if e.counts}
    return (
        [e for e, its in stand.items() if its.is_late],
        [e for e, its in stand.items() if its.is_empty],
        [e for e, its in stand.items() if its.is_missing],
        [e for e, its in stand.items() if its.is_held and e.territory not in counting],
    )


def _low(locality: Locality) -> Decimal:
    assert locality.value_low is not None
    return locality.value_low

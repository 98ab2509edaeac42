"""The national series as SVG, drawn by Vega-Lite when the pages are built.

Colours are CSS variables, so that one drawing serves light, dark and paper; lines join
consecutive years of one definition only: a break is drawn as a break.
"""

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from markupsafe import Markup

from dagster_project.site import drawing
from dagster_project.site.country import Country
from dagster_project.site.numerals import on_tile
from dagster_project.site.records import Line

# Every text of a drawing is a number: one language's commas are the other's points.
_TEXT = re.compile(r">[^<]+<")
_COMMAS = str.maketrans(",.", ".,")
_HEDGES = {
    "none": "",
    "more_than": "> ",
    "nearly": "< ",
    "about": "≈ ",
    "at_least": "≥ ",
    "up_to": "≤ ",
}
_STYLE = re.compile(r'\s(?:style|class|aria-[a-z]+|role)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Point:
    """A year of a series: `source` is `computed` or `published`; numbers in `unit`.

    `is_part` where a part of the present definition was counted; `text` is the label,
    with its hedge, in English; `covers` is "55/63" of what is computed. `is_hedged`:
    published as "more than", "nearly" …: the source names no point. `is_unbounded`:
    there is no upper end, and `high` is only what is drawn.
    """

    year: int
    source: str
    value: Decimal
    low: Decimal
    high: Decimal
    is_part: bool
    text: str
    scope: str
    covers: str = ""
    is_hedged: bool = False
    is_unbounded: bool = False


def points(country: Country, line: Line) -> list[Point]:
    """The computed and published levels of a total, by year."""
    found = [*_computed(country, line), *_published(country, line)]
    return sorted(found, key=lambda point: (point.year, point.source))


def _computed(country: Country, line: Line) -> Iterator[Point]:
    for (year, figure), each in country.national.items():
        if figure == line.figure and each.value is not None:
            text = (
                on_tile(each.value, line.unit, "en")
                if each.least is None
                else f"≥ {on_tile(each.least, line.unit, 'en', ROUND_FLOOR)}"
            )
            covers = f"{each.reporting}/{each.expected}"
            scope = scope_of(country, line.indicator, year)
            high = each.value_high if each.value_high is not None else each.value
            low = each.value_low if each.value_low is not None else each.value
            yield Point(
                year, "computed", each.value, low, high, False, text, scope, covers,
                is_unbounded=each.value_high is None,
            )  # fmt: skip


def _published(country: Country, line: Line) -> Iterator[Point]:
    for stated in country.statements:
        if stated.indicator != line.indicator or stated.statement != "level":
            continue
        is_part = stated.member != "total"
        if (is_part and stated.scope == "industrial_property") or stated.low is None:
            continue
        if stated.hedge == "none":  # 15.5 billion; an interval by rounding alone
            low, high = stated.value, stated.value
        else:
            low, high = stated.low, stated.low if stated.high is None else stated.high
        # As it was published: "36.7 billion" has no more digits than these.
        text = on_tile(stated.value, line.unit, "en")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        yield Point(
            stated.report_year, "published", (low + high) / 2, low, high, is_part,
            _HEDGES[stated.hedge] + text, stated.scope,
            is_hedged=stated.hedge != "none", is_unbounded=stated.high is None,
        )  # fmt: skip


def scope_of(country: Country, indicator: str, year: int) -> str:
    """The definition of an indicator in a year; empty if none is listed."""
    for scope in country.scopes:
        if scope.indicator == indicator and (scope.first_year or year) <= year <= (
            scope.last_year or year
        ):
            return scope.scope
    return ""


def breaks(country: Country, indicator: str, years: list[int]) -> list[int]:
    """The first year of each new definition within the years shown."""
    return sorted(
        scope.first_year
        for scope in country.scopes
        if scope.indicator == indicator
        and scope.first_year
        and min(years) < scope.first_year <= max(years)
    )


def breaks_shown(country: Country, line: Line) -> list[int]:
    """The breaks within the years of a series."""
    years = [point.year for point in points(country, line)]
    return breaks(country, line.indicator, years) if years else []


@functools.lru_cache(maxsize=256)
def _drawn(spec: str) -> str:
    """Draw once what several years, both languages and the next refresh show."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(spec, show_warnings=False)
    return _STYLE.sub("", svg).replace("<svg ", '<svg class="series" ', 1)


def series(country: Country, line: Line, language: str) -> Markup | None:
    """The drawing; null where there are no two years to compare."""
    found = points(country, line)
    years = [point.year for point in found]
    if len(set(years)) < 2:
        return None
    scale = 10**9 if line.unit == "VND" else 1
    rows = [
        {
            "year": point.year,
            "value": float(point.value / scale),
            "low": float(point.low / scale),
            "high": float(point.high / scale),
            "source": point.source,
            "run": f"{point.source}{run}",
            "text": point.text,
            "covers": point.covers,
            "hedged": point.is_hedged,
        }
        for point, run in zip(found, _runs(found), strict=True)
    ]
    spec = drawing.spec(rows, years, breaks(country, line.indicator, years))
    drawn = _drawn(json.dumps(spec))
    if language == "vi":
        drawn = _TEXT.sub(lambda found: found[0].translate(_COMMAS), drawn)
    return Markup(drawn)  # noqa: S704 - drawn from numbers, by ourselves


def _runs(found: list[Point]) -> list[int]:
    """Number the runs of consecutive years of one source and definition.

    None goes on after a hedged level, which no line is drawn to: its middle is nobody's
    figure.
    """
    last: dict[str, Point] = {}
    run: dict[str, int] = {"computed": 0, "published": 0}
    numbered = []
    for point in found:
        before = last.get(point.source)
        if before and (
            point.year != before.year + 1
            or point.scope != before.scope
            or point.is_part != before.is_part
            or before.is_hedged
        ):
            run[point.source] += 1
        last[point.source] = point
        numbered.append(run[point.source])
    return numbered

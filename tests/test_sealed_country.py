"""A country of three years over both maps, every figure compared with plain Python.

The oracle reads the map from the seed and knows nothing of the models: totals are drawn
at random, some localities are silent, and some write a total below a part of it, which
holds their block.
"""

import csv
import random
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest

from dagster_project import paths
from tests import given
from tests.given import report, rows

YEARS = (2023, 2024, 2025)


@dataclass(frozen=True)
class Told:
    """What one territory tells: its total, and whether the block is held."""

    total: int
    is_held: bool


def successors() -> dict[str, str]:
    with (paths.SEEDS / "localities.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: row["successor_code"]
            for row in csv.DictReader(file)
            if row["unit_set"] == "63"
        }


def territories(year: int) -> list[str]:
    return sorted(successors()) if year < 2025 else sorted(set(successors().values()))


def drawn(seed: int) -> dict[tuple[int, str], Told]:
    pick = random.Random(seed)
    told = {}
    for year in YEARS:
        for code in territories(year):
            if pick.random() < 0.85:
                told[year, code] = Told(pick.randint(0, 900), pick.random() < 0.1)
    return told


@pytest.fixture(scope="module", params=[1, 2])
def country(request):
    told = drawn(request.param)
    reports = []
    for (year, code), what in told.items():
        cells = {"B": what.total}
        if what.is_held:
            cells["B1"] = what.total + 1
        reports.append(report(code, year, cells))
    con = given.built(reports)
    yield con, told
    con.close()


def counted(told, year):
    return {
        code: what.total
        for (y, code), what in told.items()
        if y == year and not what.is_held
    }


def half_up(part: int, whole: int) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("1e-6"), ROUND_HALF_UP)


def total_of_cases(con, mart, year):
    return rows(
        con,
        f"select * from marts.{mart} where report_year = ?"
        " and indicator = 'cases_count' and member = 'total'",
        year,
    )


@pytest.mark.parametrize("year", YEARS)
def test_the_national_figure_and_its_coverage(country, year):
    con, told = country
    (row,) = total_of_cases(con, "annual_indicators", year)
    reporting = counted(told, year)
    held = [w.total for (y, _), w in told.items() if y == year and w.is_held]
    expected = len(territories(year))
    assert row["value"] == sum(reporting.values())
    assert row["held_value"] == (sum(held) if held else None)
    assert row["localities_expected"] == expected
    assert row["localities_reporting"] == len(reporting)
    assert row["localities_held"] == len(held)
    assert row["localities_missing"] == expected - len(reporting) - len(held)
    assert row["coverage_share"] == half_up(len(reporting), expected)
    assert row["is_lower_bound"] is (len(reporting) < expected)


@pytest.mark.parametrize("year", YEARS)
def test_every_locality_on_the_map_of_july_2025(country, year):
    con, told = country
    reporting = counted(told, year)
    image = successors()
    made_of = {}
    for code in territories(year):
        made_of.setdefault(image[code] if year < 2025 else code, []).append(code)
    wanted = {}
    for later, parts in made_of.items():
        known = [reporting[code] for code in parts if code in reporting]
        silent = [f"63:{code}" for code in parts if code not in reporting]
        if known:
            wanted[later] = (
                sum(known),
                "partial" if silent else "exact",
                "|".join(sorted(silent)) or None,
            )
    found = {
        row["locality_code"]: (
            row["value"],
            row["completeness"],
            row["missing_territories"],
        )
        for row in total_of_cases(con, "restated_indicators", year)
    }
    assert found == wanted


@pytest.mark.parametrize("year", YEARS[1:])
def test_growth_is_split_into_panel_entrants_and_leavers(country, year):
    con, told = country
    now, before = counted(told, year), counted(told, year - 1)
    made_of = {}
    for code in territories(year - 1):
        later = successors()[code] if year == 2025 else code
        made_of.setdefault(later, []).append(code)
    panel = {
        later: (now[later], sum(before[code] for code in parts))
        for later, parts in made_of.items()
        if later in now and all(code in before for code in parts)
    }
    change = sum(n - b for n, b in panel.values())
    base = sum(b for _, b in panel.values())
    (row,) = total_of_cases(con, "indicator_growth", year)
    assert row["previous_value"] == sum(before.values())
    assert row["value"] == sum(now.values())
    assert row["panel_localities"] == len(panel)
    assert row["panel_change"] == change
    assert row["entrants_value"] == sum(now.values()) - sum(
        n for n, _ in panel.values()
    )
    assert row["leavers_value"] == sum(before.values()) - base
    assert (
        row["change"]
        == row["panel_change"] + row["entrants_value"] - row["leavers_value"]
    )
    assert row["like_for_like_growth_share"] == half_up(change, base)
    assert row["headline_growth_share"] == half_up(
        sum(now.values()) - sum(before.values()), sum(before.values())
    )

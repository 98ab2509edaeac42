"""Two years or two localities side by side: the numbers that the script reads."""

import json
from typing import Any

from markupsafe import Markup

from dagster_project.site.country import COUNTING, Country
from dagster_project.site.frame import words
from dagster_project.site.records import Line, Local, National

MILLION = 1_000_000


def content(country: Country, language: str) -> dict[str, Any]:
    """What the template `compare` shows; `embedded` is JSON for `site.js`.

    `lines`: label, unit, whether a total. `national` and `local`: by year, and by
    year and place, the values in the order of `lines`, null where unknown; the money
    is in million đồng. `covered`: whether a national value is a lower bound, how many
    localities it covers, and of how many. `latest`: the year that is shown first.
    """
    lines = list(country.lines.values())
    national = {
        str(year): [
            _plain(country.national.get((year, line.figure)), line) for line in lines
        ]
        for year in country.years
    }
    covered = {
        str(year): [
            _covered(country.national.get((year, each.figure))) for each in lines
        ]
        for year in country.years
    }
    local = {
        f"{year}:{unit_set}-{code}": [
            _plain(cells.get(line.figure), line) for line in lines
        ]
        for (year, (unit_set, code)), cells in country.local.items()
    }
    labels = [
        [line.line_code, getattr(line, f"label_{language}"), line.unit, line.kind]
        for line in lines
    ]
    places = {
        f"{each.unit_set}-{each.locality_code}": getattr(each, f"name_{language}")
        for each in country.territories.values()
    }
    known = {
        "lines": labels,
        "national": national,
        "covered": covered,
        "local": local,
        "places": places,
        "latest": str(country.latest),
        "years": {
            str(year): [f"{unit_set}-{code}" for unit_set, code in country.places(year)]
            for year in country.years
        },
    }
    units = {line.unit: words(language).of("unit", line.unit) for line in lines}
    units["VND"] = words(language).million_dong
    return {"embedded": _embedded(known), "units": _embedded(units)}


def _embedded(known: dict[str, Any]) -> Markup:
    """JSON that cannot end the element that holds it."""
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def _plain(found: National | Local | None, line: Line) -> int | float | None:
    """The value that counts, as JSON."""
    value = found.value if found else None
    if isinstance(found, Local) and found.status not in COUNTING:
        return None
    if value is None:
        return None
    value = value / MILLION if line.unit == "VND" else value
    return int(value) if value == value.to_integral_value() else float(value)


def _covered(found: National | None) -> list[int] | None:
    if found is None:
        return None
    return [int(found.is_at_least), found.reporting, found.expected]

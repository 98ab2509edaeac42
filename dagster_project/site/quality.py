"""How complete and how late each year was, by locality and section."""

from collections import Counter
from typing import Any

from dagster_project.site import year
from dagster_project.site.country import Country

STATUSES = ("received", "late", "held", "empty", "missing")


def content(country: Country) -> dict[str, Any]:
    """What the template `quality` shows."""
    return {
        "statuses": STATUSES,
        "summary": [_summary(country, at) for at in country.years],
    }


def _summary(country: Country, at: int) -> dict[str, Any]:
    places = country.places(at)
    by_section = {
        section.section: Counter(
            country.coverage[at, place][section.section].status
            for place in places
            if section.section in country.coverage[at, place]
        )
        for section in country.sections
    }
    days = {place: country.standing(at, place).days_late for place in places}
    late = sorted(((n, place) for place, n in days.items() if n), reverse=True)
    return {
        "year": at,
        "who": year.reporters(country, at),
        "by_section": by_section,
        "late": [(days, country.territories[place]) for days, place in late],
        "rows": [
            (country.territories[place], country.coverage[at, place])
            for place in places
        ],
        "open": sum(
            each.report_year == at and each.status == "open"
            for each in country.findings
        ),
    }

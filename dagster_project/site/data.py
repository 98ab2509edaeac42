"""What can be taken away: files beside the site, and how to ask the warehouse."""

from typing import Any

from dagster_project.site.country import Country


def content(country: Country) -> dict[str, Any]:
    """What the template `data` shows: every mart with its columns."""
    return {"marts": country.marts}

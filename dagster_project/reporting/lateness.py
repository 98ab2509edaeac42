"""That a report came after its deadline, and what that means, for every answer."""

from datetime import datetime

from dagster_project import viet_nam
from dagster_project.reporting.text import words
from expectations.form import form


def sentence(year: int | None, received_at: datetime, language: str) -> str | None:
    """What a late sender is told; null in time, after the window and without a year.

    Outside its window a report is held, and the reason says so.
    """
    window = form().report_year(year) if year is not None else None
    day = viet_nam.day(received_at)
    if window is None or not window.deadline < day <= window.closes_on:
        return None
    written = "%d/%m/%Y" if language == "vi" else "%Y-%m-%d"
    return words(language).late.format(
        deadline=window.deadline.strftime(written),
        days=(day - window.deadline).days,
        closes=window.closes_on.strftime(written),
    )

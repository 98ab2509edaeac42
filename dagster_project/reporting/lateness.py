"""That a report came after its deadline, and what that means, for every answer."""

from datetime import datetime

from dagster_project import viet_nam
from dagster_project.reporting.text import words
from expectations.form import form


def sentence(
    year: int | None, received_at: datetime, language: str, *, is_held: bool
) -> str | None:
    """What a late sender is told; null in time and without a year.

    One that is held is not told that it counts. Null also where it came after the
    window and is held: the reason says so.
    """
    window = form().report_year(year) if year is not None else None
    day = viet_nam.day(received_at)
    if window is None or day <= window.deadline:
        return None
    is_closed = day > window.closes_on
    if is_closed and is_held:
        return None
    written = "%d/%m/%Y" if language == "vi" else "%Y-%m-%d"
    word = "late_closed" if is_closed else "late_held" if is_held else "late"
    days, w = (day - window.deadline).days, words(language)
    return w[word].format(
        deadline=window.deadline.strftime(written),
        days=w.one_day if days == 1 else w.n_days.format(n=days),
        closes=window.closes_on.strftime(written),
    )

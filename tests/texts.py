"""CSV files as tests write them, and what is read of them."""

from dagster_project.submissions.parsed import ParsedSubmission
from dagster_project.submissions.tidy import submissions_of

HEADER = "report_year,locality_code,line_code,value\n"


def read(text: str | bytes) -> tuple[ParsedSubmission, ...]:
    """The submissions of a CSV given as text or bytes."""
    return submissions_of(text.encode() if isinstance(text, str) else text)


def one(text: str | bytes) -> ParsedSubmission:
    """The one submission of a CSV."""
    (found,) = read(text)
    return found


def values(text: str | bytes) -> list[tuple[str, str, str]]:
    """(line, kind, raw text) of a CSV with one submission."""
    return [(x.line_code, x.value_kind, x.raw_text) for x in one(text).cells]

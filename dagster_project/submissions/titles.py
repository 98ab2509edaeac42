"""Which section of the form a title is: by its numeral or by its words."""

import re

from dagster_project.submissions.labels import bare, section_names
from expectations.form import form

NUMERAL = re.compile(
    r"^(?:(?:muc|phan|section|part|bieu|sheet)\s+)?([ivx]{1,4})\b[.):-]?\s*"
)
# A sheet's name has at most 31 characters, so a title in it may be cut off.
SHORTEST_TITLE = 12


def section_of_title(text: str) -> str | None:
    """The section that a sheet's name or a heading names by numeral or title."""
    said = bare(text)
    match = NUMERAL.match(said)
    rest = said[match.end() :] if match else said
    for section in form().sections:
        titles = [bare(x) for x in (section.title_vi, section.title_en)]
        if any(rest.startswith(x) for x in titles):
            return section.section
        if len(rest) >= SHORTEST_TITLE and any(x.startswith(rest) for x in titles):
            return section.section
    if match and re.fullmatch(r"\(\d+\)|\d*", rest):
        numeral = match[1].upper()
        return next((x.section for x in form().sections if x.numeral == numeral), None)
    return next(iter(section_names().find(text)), None)

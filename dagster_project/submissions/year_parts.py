"""Titles that speak of a part of a year, where no period says so.

Half-years and quarters are reported, too, on the same form; figures of six months pass
for those of the year unless the cover gives the period.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from dagster_project.submissions.cover import date_of
from dagster_project.submissions.labels import LONGEST_LABEL, bare, unjoined
from dagster_project.submissions.parsed import Cover, ParsedRemark
from dagster_project.submissions.quoting import short
from dagster_project.submissions.sheets import Sheet, address
from dagster_project.submissions.tables import Table
from dagster_project.submissions.years import LAW, OF_REPORT

# Where a title stands on a sheet without a table.
TOP = 50
# Of texts without marks: `6 thang dau nam`, `quy III`, `first half`.
PART = re.compile(
    r"(?<!ngay )\b(?:(?:[1-9]|1[01]|sau|chin) thang (?:(?:dau |cuoi )?nam|20\d\d)"
    r"|nua (?:dau|cuoi) nam"
    r"|qu[yi] (?:[1-4]|i{1,3}|iv)|(?:six|nine) months|(?:first|second) half"
    r"|(?:first|second|third|fourth|[1-4](?:st|nd|rd|th)) quarter)\b"
)

DAY = r"\d{1,2}[/.-] ?\d{1,2}[/.-] ?\d{4}|\d{4}-\d{2}-\d{2}"
# `01/01/2024 - 30/06/2024`, `từ ngày … đến hết ngày …`.
DAYS = re.compile(rf"({DAY})\W*(?:den|to|until|-)(?: het)?(?: ngay)?\W*({DAY})")
# Where the words of a file's name part: `BC_6thang-2024`.
JOINT = re.compile(r"[\W_]+|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")


def titles_of(
    sheet: Sheet, tables: Iterable[Table]
) -> Iterator[tuple[Sheet, str, str]]:
    """What says above the tables of a sheet, or on a sheet without, to be of a part.

    The sheet, the address and the text; a label and what stands beside it are one.
    """
    end = min((x.header_row for x in tables), default=None)
    for number in [x for x in sheet.rows if x < (TOP if end is None else end)]:
        cells = sorted(sheet.rows[number].items())
        together = [(cells[0][0], " ".join(y.text for _, y in cells))] if cells else []
        texts = [(x, y.text) for x, y in cells] + together
        found = (x for x in texts if len(x[1]) <= LONGEST_LABEL and _is_title(x[1]))
        for column, text in list(found)[:1]:
            yield sheet, address(number, column), text


def _is_title(text: str) -> bool:
    said = bare(text)
    if not OF_REPORT.search(said) or LAW.search(said):
        return False
    return bool(PART.search(said)) or _is_of_some_days(said)


def _is_of_some_days(said: str) -> bool:
    """Whether a text names a first and a last day that are not those of a year."""
    found = DAYS.search(said)
    days = [date_of(x.replace(" ", "")) for x in found.groups()] if found else []
    first, last = days or (None, None)
    return bool(first and last and _is_part(first, last))


def remarks_of(
    cover: Cover, titles: Iterable[tuple[Sheet, str, str]]
) -> list[ParsedRemark]:
    """A remark on the first such title, unless the cover's period is a part, too."""
    if _is_of_a_part(cover):
        return []
    said = ((sheet.name, place, _quoted(text)) for sheet, place, text in titles)
    return [
        _remark(
            (sheet, place),
            f"Trang “{sheet}”, ô {place} ghi {text}",
            f"Sheet “{sheet}”, cell {place} says {text}",
        )
        for sheet, place, text in said
    ][:1]


def in_file_name(cover: Cover, name: str) -> list[ParsedRemark]:
    """A remark on a file's name that speaks of a part of a year, alike."""
    if _is_of_a_part(cover) or not PART.search(JOINT.sub(" ", bare(unjoined(name)))):
        return []
    said = _quoted(name)
    return [_remark((None, None), f"Tên tệp là {said}", f"The file's name is {said}")]


def _quoted(text: str) -> str:
    return f"“{short(' '.join(text.split()))}”"


def _is_of_a_part(cover: Cover) -> bool:
    return _is_part(cover.period_start, cover.period_end)


def _is_part(start: date | None, end: date | None) -> bool:
    is_late = start is not None and (start.month, start.day) != (1, 1)
    return is_late or (end is not None and (end.month, end.day) != (12, 31))


def _remark(place: tuple[str | None, str | None], vi: str, en: str) -> ParsedRemark:
    return ParsedRemark(
        "title_of_a_part_of_the_year",
        None,
        *place,
        f"{vi} nhưng kỳ báo cáo trên trang bìa không phải là một phần của năm; số liệu "
        "đã được đọc là của cả năm. Nếu chỉ là số liệu một phần của năm, hãy ghi kỳ "
        "báo cáo từ ngày, đến ngày rồi gửi lại.",
        f"{en}, but the period on the cover is no part of the year; the figures were "
        "read for the whole year. If they are of a part of it, give the period (from, "
        "to) and send the file again.",
    )

"""Titles that speak of a part of a year, where no period says so.

Half-years and quarters are reported, too, on the same form; figures of six months pass
for those of the year unless the cover gives the period.
"""

import re
from collections.abc import Iterable, Iterator

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

# Where the words of a file's name part: `BC_6thang-2024`.
JOINT = re.compile(r"[\W_]+|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")


def titles_of(
    sheet: Sheet, tables: Iterable[Table]
) -> Iterator[tuple[Sheet, str, str]]:
    """What says above the tables of a sheet, or on a sheet without, to be of a part.

    The sheet, the address and the text.
    """
    end = min((x.header_row for x in tables), default=None)
    for number in [x for x in sheet.rows if x < (TOP if end is None else end)]:
        for column, cell in sorted(sheet.rows[number].items()):
            said = bare(cell.text) if len(cell.text) <= LONGEST_LABEL else ""
            is_title = OF_REPORT.search(said) and not LAW.search(said)
            if is_title and PART.search(said):
                yield sheet, address(number, column), cell.text


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
    start, end = cover.period_start, cover.period_end
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

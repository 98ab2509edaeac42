"""Years that a sheet names beside the cover's: over its values, in its titles."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from dagster_project.submissions.cover import EITHER, year_of
from dagster_project.submissions.labels import bare, undated, years_in
from dagster_project.submissions.parsed import ParsedRemark
from dagster_project.submissions.quoting import short
from dagster_project.submissions.sheets import Sheet, address
from dagster_project.submissions.tables import Table
from dagster_project.submissions.titles import section_of_title

# Of texts without marks: what a report calls itself, and what dates and laws look like.
OF_REPORT = re.compile(
    r"\b(?:bao cao|so lieu|tong hop|ket qua|thong ke|bieu|report|reporting period"
    r"|figures|statistics)\b"
    r"|^(?:nam|year) 20\d\d$"
)
OF_YEAR = re.compile(r"(?<!den )(?<!tu )(?<!until )\b(?:nam|year) (20\d\d)\b")
DATE = re.compile(r"\b(?:ngay \d+ )?thang \d+ nam \d{4}|\d+[/.-]\d+[/.-]\d{4}")
LAW = re.compile(
    r"\b(?:luat|nghi dinh|nghi quyet|thong tu|quyet dinh|chi thi|chuong trinh|ke hoach"
    r"|law|decree|circular|decision|programme|plan)\b"
)


def headers_of(sheet: Sheet, tables: Iterable[Table]) -> list[str]:
    """What says the year of a sheet's values: the headers over them, the sheet's name.

    Each with its place: `Số liệu năm 2024 (II!E3)`.
    """
    found = [sheet.name] if undated(sheet.name)[1] else []
    for table in tables:
        if table.is_read and undated(table.value_header)[1]:
            place = address(table.header_row, table.columns["value"])
            found.append(f"{table.value_header} ({sheet.name}!{place})")
    return found


def with_headers(text: str, headers: Iterable[str]) -> str:
    """The cover's year beside the headers of values that name another; else as it is.

    What a cover does not say is not taken from a header.
    """
    year = year_of(text)
    others = [x for x in headers if year is not None and not {year} >= set(years_in(x))]
    return EITHER.join(dict.fromkeys([text, *others]))


@dataclass(frozen=True)
class Title:
    """A title above a table that names one year; `header_row` is that table's."""

    sheet: str
    address: str
    text: str
    year: int
    header_row: int


def titles_of(
    sheet: Sheet, tables: Iterable[Table], read: Iterable[int]
) -> Iterator[Title]:
    """The titles above its tables that say of which year a report or a section is.

    They stand above a header and below all rows that were `read` of the table before.
    """
    headers = sorted({table.header_row for table in tables})
    lines = {*headers, *read}
    for header in headers:
        above = max((x for x in lines if x < header), default=-1)
        for number in [x for x in sheet.rows if above < x < header]:
            for column, cell in sorted(sheet.rows[number].items()):
                year = _year_of_title(cell.text) if cell.kind == "text" else None
                if year:
                    place = address(number, column)
                    yield Title(sheet.name, place, cell.text, year, header)


def titles_that_decide(
    titles: Iterable[Title], repeated: Set[tuple[str, int]]
) -> list[str]:
    """The titles of tables that give lines which another table gives, too.

    `repeated` are these tables by sheet and header row: where one table is of last
    year, its title is all that tells the two apart. Each as a header of values.
    """
    decide = [x for x in titles if (x.sheet, x.header_row) in repeated]
    return [f"{' '.join(x.text.split())} ({x.sheet}!{x.address})" for x in decide]


def _year_of_title(text: str) -> int | None:
    """The one year that a title says to be of: `BÁO CÁO NĂM 2024`; no date, no law."""
    said = bare(text)
    if LAW.search(said):
        return None
    years = set(OF_YEAR.findall(DATE.sub(" ", said)))
    if len(years) != 1 or not (OF_REPORT.search(said) or section_of_title(text)):
        return None
    return int(years.pop())


def titles_of_another(year: int | None, titles: Iterable[Title]) -> list[ParsedRemark]:
    """A remark on each title that names another year than the cover."""
    return [_another(year, x) for x in titles if year not in (None, x.year)]


def _another(year: int | None, title: Title) -> ParsedRemark:
    said = short(" ".join(title.text.split()))
    return ParsedRemark(
        "title_of_another_year",
        None,
        title.sheet,
        title.address,
        f"Trang bìa ghi năm {year} nhưng tiêu đề của trang “{title.sheet}” ghi "
        f"“{said}”; đã đọc là số liệu năm {year}. Nếu là số liệu của năm khác, hãy sửa "
        "và gửi lại.",
        f"The cover says {year} but the title of sheet “{title.sheet}” says “{said}”; "
        f"its figures were read for {year}. If they are of another year, correct the "
        "file and send it again.",
    )

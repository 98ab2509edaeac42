"""Years that a sheet names beside the cover's: over its values, in its titles."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dagster_project.submissions.cover import EITHER, year_of
from dagster_project.submissions.labels import bare, remembered
from dagster_project.submissions.parsed import ParsedRemark
from dagster_project.submissions.sheets import Sheet, address
from dagster_project.submissions.titles import section_of_title

YEAR = re.compile(
    r"[-,:]?\s*\(?(?:\bn[ăa]m\s+|\byear\s+)?\b(20\d\d)\b\)?", re.IGNORECASE
)
REPORTS = ("bao cao", "so lieu", "tong hop", "report", "figures")


@remembered
def undated(text: str) -> tuple[str, int | None]:
    """A text without the one year in it, and that year: `Số liệu năm 2024`.

    The year is null, and the text as it was, where it names none or several.
    """
    composed = unicodedata.normalize("NFC", text)
    years = set(YEAR.findall(composed))
    if len(years) != 1:
        return text, None
    return YEAR.sub("", composed).strip(), int(years.pop())


def with_headers(text: str, headers: Iterable[str]) -> str:
    """The cover's year beside the headers of values that name another; else as it is.

    What a cover does not say is not taken from a header.
    """
    year = year_of(text)
    others = [
        x for x in headers if year is not None and undated(x)[1] not in (None, year)
    ]
    return EITHER.join(dict.fromkeys([text, *others]))


@dataclass(frozen=True)
class Title:
    """A title above a table that names one year."""

    sheet: str
    address: str
    text: str
    year: int


def titles_of(sheet: Sheet, header_row: int) -> Iterator[Title]:
    """The titles above a table that name a year: of a report, or of a section."""
    for number in [x for x in sheet.rows if x < header_row]:
        for column, cell in sorted(sheet.rows[number].items()):
            rest, year = undated(cell.text) if cell.kind == "text" else ("", None)
            if year and (bare(rest).startswith(REPORTS) or section_of_title(rest)):
                yield Title(sheet.name, address(number, column), cell.text, year)


def titles_of_another(year: int | None, titles: Iterable[Title]) -> list[ParsedRemark]:
    """A remark on each title that names another year than the cover."""
    return [_another(year, x) for x in titles if year not in (None, x.year)]


def _another(year: int | None, title: Title) -> ParsedRemark:
    said = " ".join(title.text.split())
    return ParsedRemark(
        "title_of_another_year",
        None,
        title.sheet,
        title.address,
        f"Trang bìa ghi năm {year} nhưng tiêu đề của trang «{title.sheet}» ghi "
        f"«{said}»; đã đọc là số liệu năm {year}. Nếu là số liệu của năm khác, hãy sửa "
        "và gửi lại.",
        f"The cover says {year} but the title of sheet “{title.sheet}” says “{said}”; "
        f"its figures were read for {year}. If they are of another year, correct the "
        "file and send it again.",
    )

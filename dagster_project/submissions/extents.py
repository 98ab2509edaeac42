"""How far the filled cells of a sheet reach, from its XML, without building the sheet.

A reader that lays a sheet out densely needs memory for the whole rectangle between the
first and the last filled cell: two cells, `A1` and `XFD1048576`, are 17 billion and
abort python-calamine. The `dimension` element only claims an extent (some programs
always claim the whole sheet) and no reader here relies on it, so what counts is where
the cells really stand. Empty formatted cells do not count.
"""

import html
import re
from dataclasses import dataclass

# `[^<>]*` stops at the next tag, so that hostile text costs linear time.
_XLSX = re.compile(rb"<(?:\w+:)?(row|c)([\s/][^<>]*)?>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([^"'<>]*)["']""")
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_ODS = re.compile(
    rb"<(/?)(?:\w+:)?(table-row|(?:covered-)?table-cell|table)(\s[^<>]*)?>"
)
_TITLE = re.compile(rb"""\s(?:\w+:)?name\s*=\s*["']([^"'<>]*)""")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,12})""")


@dataclass(slots=True)
class Extent:
    """The rectangle of the filled cells; rows and columns count from 1.

    `title` is the sheet's name where its XML gives it, as that of an ODS does.
    """

    first_row: int = 0
    last_row: int = 0
    first_column: int = 0
    last_column: int = 0
    title: str = ""

    def add(self, row: int, column: int) -> None:
        """Widen the rectangle so that it holds a cell."""
        self.first_row = min(self.first_row or row, row)
        self.first_column = min(self.first_column or column, column)
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    @property
    def rows(self) -> int:
        """Its height; 0 where no cell is filled."""
        return self.last_row - self.first_row + 1 if self.last_row else 0

    @property
    def columns(self) -> int:
        """Its width; 0 where no cell is filled."""
        return self.last_column - self.first_column + 1 if self.last_column else 0

    @property
    def area(self) -> int:
        """Cells in the rectangle."""
        return self.rows * self.columns


def of_xlsx_sheet(xml: bytes) -> Extent:
    """The extent of one worksheet part; cells without a reference follow each other.

    Raises ValueError where a cell stands outside any sheet: python-calamine reads
    `Dxxxxxxxxxxxx3` as some column, with an overflow, and aborts on its distance.
    """
    extent, row, column = Extent(), 0, 0
    for tag in _XLSX.finditer(xml):
        attributes = tag[2] or b""
        place = _PLACE.search(attributes)
        if tag[1] == b"row":
            row, column = (_row(place[1]) if place else row + 1), 0
            continue
        row, column = _cell(place[1]) if place else (max(row, 1), column + 1)
        if not attributes.endswith(b"/"):
            extent.add(row, column)
    return extent


def of_ods_content(xml: bytes) -> Extent:
    """The extent of the farthest-reaching table of an ODS `content.xml`.

    Repetitions count where something filled is repeated or comes after them.
    """
    widest, extent = Extent(), Extent()
    row, repeats, column = 1, 1, 1
    for tag in _ODS.finditer(xml):
        closing, name, attributes = tag[1] == b"/", tag[2], tag[3] or b""
        if name == b"table":
            extent, row = Extent(title=_title(attributes)), 1
        elif name == b"table-row" and not closing:
            repeats, column = _repeats(attributes), 1
            row += repeats if attributes.endswith(b"/") else 0
        elif name == b"table-row":
            row += repeats
        elif not closing:
            count = _repeats(attributes)
            if not attributes.endswith(b"/") or b"value-type" in attributes:
                extent.add(row, column)
                extent.add(row + repeats - 1, column + count - 1)
            column += count
        if extent.area > widest.area:
            widest = extent
    return widest


def _title(attributes: bytes) -> str:
    found = _TITLE.search(attributes)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return max(int(found[1]), 1) if found else 1


def _cell(reference: bytes) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    column = _column(found[1]) if found else 0
    if not found or column > _LAST_COLUMN:
        raise ValueError(f"cell {reference.decode('utf-8', 'replace')}")
    return _row(found[2]), column


def _row(number: bytes) -> int:
    row = int(number) if number.isdigit() and len(number) < 9 else 0
    if not 1 <= row <= _LAST_ROW:
        raise ValueError(f"row {number.decode('utf-8', 'replace')}")
    return row


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

"""Where the lines of the form are on a sheet: by code, else by label, never by place.

Below the header of a table each row is a line of the form, a section's heading, a row
that is not ours, or nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dagster_project.submissions import units
from dagster_project.submissions.labels import (
    bare,
    line_by_code,
    line_names,
    looks_like_a_code,
)
from dagster_project.submissions.sheets import Sheet, SheetCell, address
from dagster_project.submissions.tables import Table, has_a_header
from dagster_project.submissions.titles import section_of_title
from expectations.form import Line, form

# How the label of a total begins, of which total whatever.
TOTALS = ("tong", "total")


@dataclass(frozen=True)
class Row:
    """A row of a table that is a line, or that holds a value and is none.

    `line` is null where the row names no line: then `written` is what it says, and
    `candidates` are the lines between which its label does not decide.
    """

    number: int
    table: Table
    line: Line | None
    written: str
    value: SheetCell
    candidates: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The address of the value cell."""
        return address(self.number, self.table.columns["value"])


@dataclass
class _Place:
    """Where reading has come to: the section, and the nearest total line above.

    `given` are the lines since that total; it `is_parted` where a row among them that
    is none may have been another total.
    """

    section: str | None
    total: Line | None = None
    given: set[str] = field(default_factory=set)
    is_parted: bool = False

    def pass_line(self, line: Line) -> None:
        if line.section != self.section:
            self.section, self.total = line.section, None
        if line.kind == "total":
            self.total, self.given, self.is_parted = line, set(), False
        self.given.add(line.code)

    def reaches(self, line: Line) -> bool:
        """Whether the part of this name here is that of the total above."""
        is_below = self.total and form().root_total(line.code).code == self.total.code
        if is_below and self.is_parted and line.code in self.given:
            self.total = None  # the row between was another one
        return self.total is not None and bool(is_below)


def rows_of(sheet: Sheet, found_tables: Iterable[Table]) -> Iterator[Row]:
    """The lines of the form in a sheet's tables and what looks like lines, in order."""
    tables: list[Table] = []
    side_by_side: dict[int, list[Table]] = {}
    for found in found_tables:
        group = side_by_side.setdefault(found.header_row, [])
        group += [found] if found.is_read else []
    places: dict[int, _Place] = {}
    section = section_of_title(sheet.name)
    for number in sheet.rows:
        if number in side_by_side:
            tables = side_by_side[number]
            places = {x: places.get(x, _Place(section)) for x in range(len(tables))}
            continue
        heading = _heading(sheet, number)
        if heading:
            section = heading
            for place in places.values():
                if place.section != heading:
                    place.section, place.total = heading, None
            continue
        for index, table in enumerate(tables):
            is_index = number == table.first_row and _is_column_index(sheet, number)
            if number >= table.first_row and not is_index:
                row = _row(sheet, number, table, places[index])
                if row is not None:
                    yield row


def has_lines(sheet: Sheet) -> bool:
    """Whether the sheet names two lines of the form, or one below a header."""
    named = 0
    for row in sheet.rows.values():
        texts = [x.text for x in row.values() if x.kind == "text"]
        named += any(line_by_code(x) or line_names().find(x) for x in texts)
    return named > 1 or (named == 1 and has_a_header(sheet))


def _heading(sheet: Sheet, number: int) -> str | None:
    """The section whose heading this row is: its title, alone or beside a numeral."""
    cells = [y for _, y in sorted(sheet.rows[number].items())]
    texts = [x.text for x in cells if x.kind == "text"]
    if len(texts) < len(cells) or any(line_names().find(x) for x in texts):
        return None
    if len(texts) == 1 and line_by_code(texts[0]) is None:
        return section_of_title(texts[0])
    short = [x for x in texts if re.fullmatch(r"\W*\w{1,4}\W*", x)]
    titles = {section_of_title(x) for x in texts if x not in short}
    return next(iter(titles)) if len(titles) == 1 else None


def _is_column_index(sheet: Sheet, number: int) -> bool:
    """The row under a header that counts its columns: `A | B | 1 | 2`, `(1) | (2)`."""
    texts = [y.text.strip(" ()") for _, y in sorted(sheet.rows[number].items())]
    letters = [x for x in texts if x.isalpha()]
    counted = [chr(65 + x) for x in range(len(letters))]
    counted += [str(x + 1) for x in range(len(texts) - len(letters))]
    return len(texts) > 2 and texts == counted


def _row(sheet: Sheet, number: int, table: Table, place: _Place) -> Row | None:
    columns = table.columns
    value = sheet.at(number, columns["value"])
    code = sheet.at(number, columns.get("line_code")).text
    labels = [sheet.at(number, columns.get(x)).text for x in ("label_vi", "label_en")]
    written = next((x for x in (code, *labels) if x.strip()), "")
    line = line_by_code(code) if code.strip() else None
    candidates: tuple[str, ...] = ()
    if line is None and not looks_like_a_code(code):
        texts = [x for x in (*labels, code) if x.strip()]
        line, candidates = _by_label(texts, place)
        unit = sheet.at(number, columns.get("unit")).text
        if line is not None and units.is_of_another(line, unit):
            candidates = (line.code,)
            line = None
    if line is None and bare(written).startswith(TOTALS):
        place.total = None  # of which total the parts below are is not known
    if line is None and written and not looks_like_a_code(code):
        place.is_parted = True
    if line is not None:
        place.pass_line(line)
        return Row(number, table, line, written, value)
    if candidates or looks_like_a_code(code) or value.kind != "empty":
        name = " ".join(x for x in (code, *labels[:1]) if x.strip())
        return Row(number, table, None, name, value, candidates)
    return None


def _by_label(texts: list[str], place: _Place) -> tuple[Line | None, tuple[str, ...]]:
    """The line that a label names here; else the lines that it may mean."""
    for text in texts:
        codes = line_names().find(text) or _code_before_label(text)
        lines = [x for x in form().all_lines if x.code in codes]
        near = [x for x in lines if place.section in (None, x.section)]
        total = [x for x in lines if x.kind == "total"]
        if len(near) == 1 or len(total) == 1 == len(lines):
            return (near or total)[0], ()
        under = [x for x in near if place.reaches(x)]
        if len(under) == 1:
            return under[0], ()
        if near:
            return None, tuple(x.code for x in near)
    return None, ()


def _code_before_label(text: str) -> frozenset[str]:
    """`B1. Nhãn hiệu` in one cell: the code counts if the label is that line's."""
    match = re.match(r"\s*\(?([A-Za-z]{1,2}\d{0,2}[a-z]?)\s*[.):–-]?\s+(.+)", text)
    line = line_by_code(match[1]) if match else None
    if match and line and line.code in line_names().find(match[2]):
        return frozenset({line.code})
    return frozenset()


def is_label_of_another(label: str, code: str) -> bool:
    """Whether a label is one of the form's, but not this line's."""
    named = line_names().find(label)
    return bool(named) and code not in named


def is_check_note(text: str) -> bool:
    """Whether a note is our template's own check: `khớp`, `lệch 3`."""
    return bool(re.match(r"(khop|lech)\b", bare(text)))

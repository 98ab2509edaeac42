"""Where the lines of the form are on a sheet: by code, else by label, never by place.

A table is a header row with a value column and something that names lines. Below it,
each row is a line of the form, a section's heading, a row that is not ours, or nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dagster_project.submissions.labels import (
    bare,
    header_names,
    line_by_code,
    line_names,
    looks_like_a_code,
    section_names,
)
from dagster_project.submissions.sheets import Sheet, SheetCell, address
from expectations.form import Line, form

KEYS = ("line_code", "label_vi", "label_en")
NUMERAL = re.compile(
    r"^(?:(?:muc|phan|section|part|bieu|sheet)\s+)?([ivx]{1,4})\b[.):-]?\s*"
)


# A sheet's name has at most 31 characters, so a title in it may be cut off.
SHORTEST_TITLE = 12


@dataclass(frozen=True)
class Table:
    """A header row and the columns below it, from `first_row` on (all from 0)."""

    header_row: int
    first_row: int
    columns: Mapping[str, int]


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
    """Where reading has come to: the section, and the nearest total line above."""

    section: str | None
    total: Line | None = None

    def pass_line(self, line: Line) -> None:
        if line.section != self.section:
            self.section, self.total = line.section, None
        if line.kind == "total":
            self.total = line


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """The lines of the form on a sheet and the rows that look like lines, in order."""
    tables: list[Table] = []
    side_by_side: dict[int, list[Table]] = {}
    for found in tables_of(sheet):
        side_by_side.setdefault(found.header_row, []).append(found)
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


def tables_of(sheet: Sheet) -> list[Table]:
    """The tables of a sheet; a header may stand in one row or in two."""
    tables: list[Table] = []
    taken = -1
    numbers = list(sheet.rows)
    for number in numbers:
        if number <= taken:
            continue
        fields = _fields(sheet, number)
        groups, last = _groups(fields), number
        below = _fields(sheet, number + 1)
        if not groups and fields and below and not _groups(below):
            both = sorted(fields + below, key=lambda x: x[1])
            groups, last = _groups(both), number + 1
        tables += [Table(number, last + 1, x) for x in groups]
        taken = last if groups else taken
    return tables or _tables_by_content(sheet)


def has_lines(sheet: Sheet) -> bool:
    """Whether any cell of the sheet is a code or a label of the form, two at least."""
    named = 0
    for row in sheet.rows.values():
        texts = [x.text for x in row.values() if x.kind == "text"]
        named += any(line_by_code(x) or line_names().find(x) for x in texts)
    return named > 1


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


def _fields(sheet: Sheet, number: int) -> list[tuple[str, int]]:
    """The header fields of a row with their columns, from left to right."""
    found = []
    for column, cell in sorted(sheet.rows.get(number, {}).items()):
        fields = header_names().find(cell.text) if cell.kind == "text" else frozenset()
        if len(fields) == 1:
            found.append((next(iter(fields)), column))
    return found


def _groups(fields: list[tuple[str, int]]) -> list[dict[str, int]]:
    """Tables side by side: a field that comes again begins the next one.

    A group counts with one value column and a column that names lines; two value
    columns over the same lines decide nothing.
    """
    groups: list[dict[str, int]] = []
    for field, column in fields:
        if not groups or field in groups[-1]:
            groups.append({})
        groups[-1][field] = column
    values = sum("value" in x for x in groups)
    whole = [x for x in groups if "value" in x and any(y in x for y in KEYS)]
    return whole if len(whole) == values else []


def _tables_by_content(sheet: Sheet) -> list[Table]:
    """A value header without a header over the codes or labels: these by content."""
    headers = [
        (number, column)
        for number in sheet.rows
        for field, column in _fields(sheet, number)
        if field == "value"
    ]
    if len(headers) != 1:
        return []
    number, value = headers[0]
    columns = {"value": value}
    codes = _column_of(sheet, number, value, lambda x: line_by_code(x) is not None)
    labels = _column_of(sheet, number, value, lambda x: bool(line_names().find(x)))
    if codes is not None:
        columns["line_code"] = codes
    if labels is not None:
        columns["label_vi"] = labels
    return [Table(number, number + 1, columns)] if len(columns) > 1 else []


def _column_of(sheet: Sheet, header: int, value: int, is_one: object) -> int | None:
    counts: dict[int, int] = {}
    for number, row in sheet.rows.items():
        for column, cell in row.items():
            if number > header and column != value and cell.kind == "text":
                counts[column] = counts.get(column, 0) + bool(is_one(cell.text))  # type: ignore[operator]
    best = max(counts, key=lambda x: (counts[x], -x), default=None)
    return best if best is not None and counts[best] else None


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
        line, candidates = _by_label([x for x in (*labels, code) if x.strip()], place)
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
        under = [
            x
            for x in near
            if place.total and form().root_total(x.code).code == place.total.code
        ]
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

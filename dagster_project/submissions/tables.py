"""Where the tables of a sheet are: a row of headers with a value column over the lines.

A table has a value column and something that names lines. A header may stand in one row
or in two, tables may stand side by side, and a column without a header is known by what
stands in it. Nothing here knows which line a row is.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dagster_project.submissions.labels import (
    bare,
    header_names,
    line_by_code,
    line_names,
    undated,
)
from dagster_project.submissions.sheets import Sheet, SheetCell
from dagster_project.submissions.unfilled import is_figure

KEYS = ("line_code", "label_vi", "label_en")
# Figures that are to replace those beside them, in a header without marks.
CORRECTED = re.compile(
    r"(?:so lieu|gia tri|value|figures?)\b.*\b(?:dieu chinh|da sua|sua doi|sau sua|"
    r"dinh chinh|chinh thuc|cap nhat|sua lai|bo sung|moi|dung$|adjusted|corrected|"
    r"revised|final|updated|new)\b"
    r"|(?:dieu chinh|dinh chinh|sua lai|sua thanh|so dung|so moi|adjusted|corrected|"
    r"revised)$"
)


@dataclass(frozen=True)
class Table:
    """A header row and the columns below it, from `first_row` on (all from 0).

    `beside` are the columns where a figure may stand that is not read: the note, and
    those that are none of the form's, with the year that its header names: a column of
    another year is meant to stand there.
    """

    header_row: int
    first_row: int
    columns: Mapping[str, int]
    value_header: str
    beside: Mapping[int, int | None]

    @property
    def is_read(self) -> bool:
        """Whether its values can be found; if not, it only ends the table above."""
        return "value" in self.columns


def has_a_header(sheet: Sheet) -> bool:
    """Whether any row has two headers of a table at least."""
    return any(len(_fields(sheet, number)) > 1 for number in sheet.rows)


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
        below = _fields(sheet, number + 1) if fields and not groups else []
        if below and not _groups(below):
            both = sorted(fields + below, key=lambda x: x[1])
            groups, last = _groups(both), number + 1
        elif groups and _is_below_a_header(sheet, number + 1, groups):
            last = number + 1
        parted = [x for x in groups if _is_parted(sheet, number, last, x)]
        if parted or (not groups and tables and len(fields) > 1):
            tables.append(Table(number, last + 1, {}, "", {}))
        else:
            tables += [_table(sheet, number, last + 1, x) for x in groups]
        taken = last if groups else taken
    if not tables:
        return _tables_by_content(sheet)
    return tables if any(table.is_read for table in tables) else []


def _is_parted(sheet: Sheet, number: int, last: int, group: Mapping[str, int]) -> bool:
    return len(_columns_of_values(sheet, number, last, group)) > 1


def _is_below_a_header(
    sheet: Sheet, number: int, groups: Sequence[Mapping[str, int]]
) -> bool:
    """Whether a row goes on with the header: `Năm 2024` below `Số liệu`.

    It names no line, and what stands in it is no figure.
    """
    cells = sheet.row(number)
    keys = {x for group in groups for y, x in group.items() if y in KEYS}
    if not cells or keys & cells.keys():
        return False
    if not any(x >= group["value"] for x in cells for group in groups):
        return False
    texts = [undated(cell.text)[0] for cell in cells.values()]
    if len(texts) == 1 and re.search(r"\d", texts[0]):
        return False  # `hơn 12` beside no line
    return not any(is_figure(text) for text in texts)


def _columns_of_values(
    sheet: Sheet, number: int, last: int, group: Mapping[str, int]
) -> list[int]:
    """The columns into which the row below parts a header of values; one, if none."""
    value = group["value"]
    if last == number:
        return [value]
    named = {column for _, column in _fields(sheet, last)} - {value}
    ends = [x for x in (*sheet.row(number), *named) if x > value]
    end = min(ends, default=max(sheet.columns) + 1)
    return [x for x in sorted(sheet.row(last)) if value <= x < end] or [value]


def likely_header(sheet: Sheet) -> int | None:
    """The row where a header would stand: with most header texts, above the lines."""
    first = next((x for x, y in sheet.rows.items() if _names_a_line(y.values())), None)
    above = [x for x in sheet.rows if first is None or x < first]
    nearer = -1 if first is None else 1

    def likeness(number: int) -> tuple[int, bool, int]:
        is_wide = len(sheet.rows[number]) > 1
        return len(_fields(sheet, number)), is_wide, nearer * number

    return max(above, key=likeness, default=None)


def value_headers(sheet: Sheet, number: int) -> list[int]:
    """The columns of a row that say that they hold values, or that part the one."""
    found = [column for field, column in _fields(sheet, number) if field == "value"]
    groups = _groups(_fields(sheet, number))
    if len(found) == 1 and groups and _is_below_a_header(sheet, number + 1, groups):
        return _columns_of_values(sheet, number, number + 1, groups[0])
    return found


def _table(sheet: Sheet, header: int, first: int, columns: dict[str, int]) -> Table:
    rows = [sheet.row(x) for x in range(header, first)]
    value = columns["value"]
    start = min(column for field, column in columns.items() if field in KEYS)
    ours = {x for field, x in columns.items() if field != "note"}
    ours |= {x for number in range(header, first) for _, x in _fields(sheet, number)}
    dated = ((x, undated(row[x].text)[1]) for row in rows for x in row)
    years = {x: year for x, year in dated if year}
    beside = {
        x: years.get(x)
        for x in sorted({*(sheet.columns - ours), *_note(columns)})
        if x > start and not _counts_lines(sheet, x, first)
    }
    over = [row[value].text for row in rows if value in row]
    return Table(header, first, columns, " ".join(over), beside)


def _note(columns: Mapping[str, int]) -> set[int]:
    return {columns["note"]} if "note" in columns else set()


def _counts_lines(sheet: Sheet, column: int, first: int) -> bool:
    """Whether a column numbers the lines: 1, 2, 3, anew in each section or not."""
    texts = [
        sheet.rows[x][column].text
        for x in sheet.rows
        if x >= first and column in sheet.rows[x]
    ]
    numbers = [int(x) for x in texts if re.fullmatch(r"[0-9]{1,3}", x)]
    steps = sum(y in (x + 1, 1) for x, y in pairwise(numbers))
    return len(numbers) > 2 and steps == len(numbers) - 1


def _names_a_line(cells: Iterable[SheetCell]) -> bool:
    texts = [x.text for x in cells if x.kind == "text"]
    return any(line_by_code(x) or line_names().find(x) for x in texts)


def _fields(sheet: Sheet, number: int) -> list[tuple[str, int]]:
    """The header fields of a row with their columns, from left to right.

    `Số liệu năm 2024` holds the values where no column is headed `Số liệu` alone;
    `Số liệu điều chỉnh` beside it holds values, too.
    """
    cells = sorted(sheet.rows.get(number, {}).items())
    texts = [(column, cell.text) for column, cell in cells if cell.kind == "text"]
    found = [(next(iter(x)), column) for column, x in _named(texts) if len(x) == 1]
    if any(field == "value" for field, _ in found):
        corrected = [x for x, y in texts if CORRECTED.match(bare(y))]
        return sorted(found + [("value", x) for x in corrected], key=lambda x: x[1])
    dated = [(column, undated(text)[0]) for column, text in texts if undated(text)[1]]
    values = [("value", x) for x, y in _named(dated) if y == {"value"}]
    return sorted(found + values, key=lambda x: x[1])


def _named(texts: Iterable[tuple[int, str]]) -> list[tuple[int, frozenset[str]]]:
    return [(column, header_names().find(text)) for column, text in texts]


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
    if len(columns) == 1:
        return []
    return [_table(sheet, number, number + 1, columns)]


def _column_of(
    sheet: Sheet, header: int, value: int, is_one: Callable[[str], bool]
) -> int | None:
    counts: dict[int, int] = {}
    for number, row in sheet.rows.items():
        for column, cell in row.items():
            if number > header and column != value and cell.kind == "text":
                counts[column] = counts.get(column, 0) + is_one(cell.text)
    best = max(counts, key=lambda x: (counts[x], -x), default=None)
    return best if best is not None and counts[best] else None

"""Where the tables of a sheet are: a row of headers with a value column over the lines.

A table has a value column and something that names lines. A header may stand in one row
or in two, tables may stand side by side, and a column without a header is known by what
stands in it. Nothing here knows which line a row is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dagster_project.submissions.labels import header_names, line_by_code, line_names
from dagster_project.submissions.sheets import Sheet, SheetCell
from dagster_project.submissions.years import undated

KEYS = ("line_code", "label_vi", "label_en")


@dataclass(frozen=True)
class Table:
    """A header row and the columns below it, from `first_row` on (all from 0).

    `beside` are the columns where a figure may stand that is not read: the note, and
    those without a header. Before the first that names lines, lines are numbered.
    """

    header_row: int
    first_row: int
    columns: Mapping[str, int]
    value_header: str
    beside: tuple[int, ...]


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
        tables += [_table(sheet, number, last + 1, x) for x in groups]
        taken = last if groups else taken
    return tables or _tables_by_content(sheet)


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
    """The columns of a row that say that they hold the values."""
    return [column for field, column in _fields(sheet, number) if field == "value"]


def _table(sheet: Sheet, header: int, first: int, columns: dict[str, int]) -> Table:
    rows = [sheet.row(x) for x in range(header, first)]
    headed = {*columns.values(), *(x for row in rows for x in row)}
    start = min(column for field, column in columns.items() if field in KEYS)
    beside = {x for x in sheet.columns - headed if x > start}
    if "note" in columns:
        beside.add(columns["note"])
    over = [row[columns["value"]].text for row in rows if columns["value"] in row]
    return Table(header, first, columns, " ".join(over), tuple(sorted(beside)))


def _names_a_line(cells: Iterable[SheetCell]) -> bool:
    texts = [x.text for x in cells if x.kind == "text"]
    return any(line_by_code(x) or line_names().find(x) for x in texts)


def _fields(sheet: Sheet, number: int) -> list[tuple[str, int]]:
    """The header fields of a row with their columns, from left to right.

    `Số liệu năm 2024` holds the values where no column is headed `Số liệu` alone.
    """
    cells = sorted(sheet.rows.get(number, {}).items())
    texts = [(column, cell.text) for column, cell in cells if cell.kind == "text"]
    found = [(next(iter(x)), column) for column, x in _named(texts) if len(x) == 1]
    if any(field == "value" for field, _ in found):
        return found
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

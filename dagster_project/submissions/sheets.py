"""A workbook or a table of texts as sheets of cells, with what a reader cannot see.

python-calamine gives values; it hides formulas that were never calculated, error
cells, hidden rows and columns. Those come from the XML of the file (`marks`).
"""

import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import python_calamine

from dagster_project.submissions import marks
from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.sheet_marks import Marks

Address = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell that is not empty: its text and `value_kind` as in `records.Cell`.

    Of one that is `retouched` all or a part is struck out, raised or lowered; `added`
    is what its number format shows (see `number_formats`).
    """

    text: str
    kind: str
    is_formula: bool = False
    is_retouched: bool = False
    added: str = ""


EMPTY = SheetCell("", "empty")


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows and columns count from 0; only cells that hold something."""

    name: str
    rows: Mapping[int, Mapping[int, SheetCell]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[Address, Address], ...] = ()
    _merged_by_row: dict[int, list[tuple[Address, Address]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        """Index merged ranges by the rows that hold anything."""
        for area in self.merged[:10_000]:
            for row in range(area[0][0], min(area[1][0], area[0][0] + 1000) + 1):
                self._merged_by_row.setdefault(row, []).append(area)

    def at(self, row: int, column: int | None) -> SheetCell:
        """The cell here; inside cells merged along one row, the one that holds it."""
        if column is None:
            return EMPTY
        here = self.rows.get(row, {}).get(column)
        if here is None:
            area = self.merged_at(row, column)
            if area and area[0][0] == row:
                here = self.rows.get(row, {}).get(area[0][1])
        return here or EMPTY

    def row(self, number: int) -> Mapping[int, SheetCell]:
        """The cells of a row that hold something, by column."""
        return self.rows.get(number, {})

    @cached_property
    def columns(self) -> frozenset[int]:
        """The columns in which any cell holds something."""
        return frozenset(column for row in self.rows.values() for column in row)

    def merged_at(self, row: int, column: int) -> tuple[Address, Address] | None:
        """The merged area that covers this cell, if any."""
        for area in self._merged_by_row.get(row, []):
            if area[0][1] <= column <= area[1][1]:
                return area
        return None


def address(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet writes it: (6, 4) is `E7`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def number_text(value: float | int | Decimal) -> str:
    """A number to 15 significant digits, no exponent, no grouping: `0.1`, `1250`."""
    exact = Decimal(f"{value:.15g}")
    if exact == 0:
        return "0"
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def workbook_sheets(content: bytes, file_format: str) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx, .xls or .ods file in order; Refused if it is broken."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = tuple(
            _sheet(book, x.name, x.visible != python_calamine.SheetVisibleEnum.Visible)
            for x in book.sheets_metadata
            if x.typ == python_calamine.SheetTypeEnum.WorkSheet
        )
    except python_calamine.PasswordError as error:
        raise Refused(
            "password_protected",
            "Tệp có mật khẩu nên không đọc được; hãy bỏ mật khẩu rồi gửi lại.",
            "The file is protected by a password; remove it and send the file again.",
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused(
            "broken_workbook",
            "Tệp bảng tính bị hỏng nên không đọc được; hãy mở tệp, lưu lại dưới dạng "
            ".xlsx rồi gửi lại.",
            "The workbook is damaged and cannot be read; open it, save it as .xlsx and "
            f"send it again ({error}).",
        ) from error
    hidden = marks.of(content, file_format)
    return tuple(_marked(x, hidden.get(x.name)) for x in found)


def text_sheet(
    name: str, rows: Sequence[Sequence[str]], torn: Mapping[Address, str]
) -> Sheet:
    """A sheet of texts, as a CSV that somebody saved from a workbook.

    `torn` are the cells that a comma within a number cut, with what stood there.
    """
    found = {
        number: {x: SheetCell(y, "text") for x, y in enumerate(row) if y.strip()}
        for number, row in enumerate(rows)
    }
    for (row, column), text in torn.items():
        found[row][column] = SheetCell(text, "torn_row")
    return Sheet(name, found)


def _sheet(book: python_calamine.CalamineWorkbook, name: str, is_hidden: bool) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    rows: dict[int, dict[int, SheetCell]] = {}
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), top):
        cells = _cells(values, left)
        if cells:
            rows[number] = cells
    return Sheet(
        unicodedata.normalize("NFC", name),
        rows,
        is_hidden,
        merged=tuple(sheet.merged_cell_ranges or ()),
    )


def _cells(values: Iterable[object], left: int) -> dict[int, SheetCell]:
    cells = ((x, _cell(y)) for x, y in enumerate(values, left))
    return {x: y for x, y in cells if y.kind != "empty"}


def _cell(value: object) -> SheetCell:
    if isinstance(value, bool):
        return SheetCell("TRUE" if value else "FALSE", "boolean")
    if isinstance(value, int | float):
        return SheetCell(number_text(value), "number")
    if isinstance(value, datetime) and value.time() == time():
        return SheetCell(value.date().isoformat(), "date")
    if isinstance(value, date | time | datetime):
        return SheetCell(value.isoformat(), "date")
    if isinstance(value, timedelta):
        return SheetCell(str(value), "date")
    return SheetCell(str(value), "text") if value != "" else EMPTY


def _look(
    rows: Mapping[int, dict[int, SheetCell]], places: Iterable[Address], **looks: Any
) -> None:
    """Say of the cells that hold something here how they look."""
    for row, column in places:
        here = rows.get(row, {}).get(column)
        if here is not None:
            rows[row][column] = replace(here, **looks)


def _marked(sheet: Sheet, found: Marks | None) -> Sheet:
    if found is None:
        return sheet
    rows = {x: dict(y) for x, y in sheet.rows.items()}
    for (row, column), text in found.errors.items():
        rows.setdefault(row, {})[column] = SheetCell(text, "error")
    for (row, column), text in found.booleans.items():
        rows.setdefault(row, {})[column] = SheetCell(text, "boolean", True)
    for (row, column), formula in found.uncalculated.items():
        rows.setdefault(row, {})[column] = SheetCell(formula, "formula", True)
    _look(rows, found.formulas, is_formula=True)
    _look(rows, found.retouched, is_retouched=True)
    for place, added in found.additions.items():
        _look(rows, [place], added=added)
    return replace(
        sheet,
        rows=dict(sorted(rows.items())),
        hidden_rows=found.hidden_rows,
        hidden_columns=found.hidden_columns,
        _merged_by_row={},
    )

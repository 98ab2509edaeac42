"""The cells of one worksheet part, found by address and given another style.

Rows and cells may leave out their address; then they follow the one before. A cell that
is not there is made, empty, with the style that it has on screen: its row's, else its
column's.
"""

from collections.abc import Callable

from lxml import etree

from dagster_project.reporting.addresses import column_letters, position
from dagster_project.reporting.ooxml import local

Restyle = Callable[[int], int]


class SheetCells:
    """The cells of one sheet; `can_hold` is false for a sheet that is a chart."""

    def __init__(self, root: etree._Element, namespace: str) -> None:
        """Index the rows of the sheet's data."""
        self._root, self._ns = root, namespace
        self._data = root.find(self._tag("sheetData"))
        self.can_hold = self._data is not None
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        for number, row in self._numbered_rows():
            self._rows[number] = row

    def restyle(self, address: str, new: Restyle) -> int:
        """Give a cell the style that `new` makes of its own; return that of before.

        A cell that is missing is made.
        """
        number, column = position(address)
        cell = self._cells_of(number).get(column)
        if cell is None:
            cell = self._made(number, column, address)
        style = int(cell.get("s", "0"))
        cell.set("s", str(new(style)))
        return style

    def restyle_all(self, new: Callable[[str, int], int]) -> None:
        """Give every cell the style that `new` makes of its address and its own."""
        for number in self._rows:
            for column, cell in self._cells_of(number).items():
                style = int(cell.get("s", "0"))
                changed = new(f"{column_letters(column)}{number}", style)
                if changed != style:
                    cell.set("s", str(changed))

    def _tag(self, name: str) -> str:
        return f"{{{self._ns}}}{name}"

    def _numbered_rows(self) -> list[tuple[int, etree._Element]]:
        numbered, number = [], 0
        for row in () if self._data is None else self._data:
            if local(row) == "row":
                number = int(row.get("r", number + 1))
                numbered.append((number, row))
        return numbered

    def _cells_of(self, number: int) -> dict[int, etree._Element]:
        """Column to cell of one row."""
        if number not in self._cells:
            found: dict[int, etree._Element] = {}
            column = 0
            for cell in self._rows.get(number, ()):
                if local(cell) == "c":
                    column = position(cell.get("r", ""))[1] or column + 1
                    found[column] = cell
            self._cells[number] = found
        return self._cells[number]

    def _made(self, number: int, column: int, address: str) -> etree._Element:
        row = self._row(number)
        beside = self._cells_of(number)
        cell = etree.Element(self._tag("c"), r=address)
        style = self._style_on_screen(row, column)
        if style:
            cell.set("s", str(style))
        later = [other for at, other in sorted(beside.items()) if at > column]
        if later:
            later[0].addprevious(cell)
        else:
            row.append(cell)
        beside[column] = cell
        self._widen(row, number, column)
        return cell

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            row = etree.Element(self._tag("row"), r=str(number))
            later = [other for at, other in sorted(self._rows.items()) if at > number]
            if later:
                later[0].addprevious(row)
            elif self._data is not None:
                self._data.append(row)
            self._rows[number] = row
        return self._rows[number]

    def _style_on_screen(self, row: etree._Element, column: int) -> int:
        if row.get("customFormat") in ("1", "true"):
            return int(row.get("s", "0"))
        for columns in self._root.iterfind(f"{self._tag('cols')}/{self._tag('col')}"):
            if int(columns.get("min", "0")) <= column <= int(columns.get("max", "0")):
                return int(columns.get("style", "0"))
        return 0

    def _widen(self, row: etree._Element, number: int, column: int) -> None:
        """Keep the hints on extent true: a row's `spans`, the sheet's dimension."""
        row.attrib.pop("spans", None)
        dimension = self._root.find(self._tag("dimension"))
        if dimension is None:
            return
        first, _, last = dimension.get("ref", "").partition(":")
        (top, left), (bottom, right) = position(first), position(last or first)
        if top == 0 or bottom == 0:
            return
        top, left = min(top, number), min(left, column)
        bottom, right = max(bottom, number), max(right, column)
        corner = f"{column_letters(left)}{top}"
        dimension.set("ref", f"{corner}:{column_letters(right)}{bottom}")

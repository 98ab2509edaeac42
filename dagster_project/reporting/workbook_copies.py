"""An `.xlsx` of the cells of a workbook that is not edited in place (`.xls`, `.ods`).

Values keep their addresses and kinds: a number stays a number, text stays text and is
never evaluated. Formulas, styles and layout are not carried over.
"""

import math
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from dagster_project.submissions.quoting import LONGEST_TEXT

_LONGEST_NAME = 31
# No workbook counts days from before.
_FIRST_YEAR = 1900
_FORMATS = ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss", "[h]:mm:ss")
_DAY, _BOTH, _TIME, _DURATION = _FORMATS


class UnreadableError(Exception):
    """No reader opens the workbook, so that there is nothing to copy."""


def write_copy(source: Path, out: Path) -> dict[str, str]:
    """Write the cells of `source` to `out`; return old to new sheet names.

    Names longer than 31 characters, or with characters that `.xlsx` forbids, change.
    """
    import xlsxwriter
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_path(str(source))
        sheets = [
            (
                sheet.name,
                sheet.visible == SheetVisibleEnum.Visible,
                book.get_sheet_by_name(sheet.name),
            )
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError(f"{source.name} cannot be read: {error}") from error
    names = _valid_names([name for name, _, _ in sheets])
    with xlsxwriter.Workbook(str(out)) as copy:
        formats = {x: copy.add_format({"num_format": x}) for x in _FORMATS}
        for name, is_visible, cells in sheets:
            sheet = copy.add_worksheet(names[name])
            # Not from A1: one cell in the last corner would make 34 GB of empty ones.
            top, left = cells.start or (0, 0)
            for number, row in enumerate(cells.to_python(skip_empty_area=True), top):
                for column, value in enumerate(row, left):
                    _write(sheet, number, column, value, formats)
            if not is_visible:
                sheet.hide()
        if not any(is_visible for _, is_visible, _ in sheets):
            raise UnreadableError(f"{source.name} has no visible sheet")
        _activate_first_visible(copy, [is_visible for _, is_visible, _ in sheets])
    return names


def _activate_first_visible(copy: Any, visible: list[bool]) -> None:
    sheet = copy.worksheets()[visible.index(True)]
    sheet.activate()
    sheet.set_first_sheet()


def _write(
    sheet: Any, row: int, column: int, value: object, formats: dict[str, Any]
) -> None:
    """Write one value by its kind; an empty cell is not written."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value)
    elif isinstance(value, date) and value.year < _FIRST_YEAR:
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, date | time | timedelta):
        sheet.write_datetime(row, column, value, formats[_looks(value)])
    elif value not in (None, ""):
        sheet.write_string(row, column, str(value)[:LONGEST_TEXT])


def _looks(value: date | time | timedelta) -> str:
    if not isinstance(value, date):
        return _TIME if isinstance(value, time) else _DURATION
    return _BOTH if isinstance(value, datetime) and value.time() != time() else _DAY


def _valid_names(names: list[str]) -> dict[str, str]:
    valid: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        stem = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'") or "sheet"
        candidate, number = _cut(stem, _LONGEST_NAME), 1
        while candidate.casefold() in taken:
            number += 1
            ending = f" {number}"
            candidate = _cut(stem, _LONGEST_NAME - len(ending)) + ending
        taken.add(candidate.casefold())
        valid[name] = candidate
    return valid


def _cut(name: str, longest: int) -> str:
    """Its start in `longest` units of UTF-16, of which an emoji takes two."""
    units = name.encode("utf-16-le")[: 2 * longest]
    return units.decode("utf-16-le", "ignore").rstrip("'")

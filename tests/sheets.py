"""Single sheets, as the tests of the workbook reader write them."""

import unicodedata
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from expectations.form import form
from tests.workbooks import parsed

EVERY = {x.code: number for number, x in enumerate(form().lines(2024), 1)}
EVERY_TEXT = {x: str(y) for x, y in EVERY.items()}


def sheet(rows: list[list[Any]], name: str = "I") -> openpyxl.Workbook:
    """A workbook with one sheet of these rows."""
    found = openpyxl.Workbook()
    first = found.active
    assert isinstance(first, Worksheet)
    first.title = name
    for row in rows:
        first.append(row)
    return found


HEADER = ["Mã số", "Chỉ tiêu", "Số liệu", "Ghi chú"]


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def values(*written: Any) -> list[tuple[str, str]]:
    rows = [HEADER, *(["A", "x", x] for x in written)]
    found = parsed(sheet(rows)).submissions[0].cells
    return [(x.value_kind, x.raw_text) for x in found]

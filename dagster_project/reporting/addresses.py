"""Addresses of cells: `E7` and its row and column, both from 1; `line 7` of a text."""

import re

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

_LINE = re.compile(r"\bline ([0-9]+)")
_LINE_SAID = {"vi": r"dòng \1", "en": r"line \1"}


def place(sheet: str | None, address: str | None, language: str) -> str:
    """Where a cell stands, as a reader reads it: `II!E7`, `dòng 7`; may be empty."""
    said = address or ""
    if sheet:
        return f"{sheet}!{said}" if said else sheet
    return _LINE.sub(_LINE_SAID[language], said)


def is_cell(address: str | None) -> bool:
    """Whether it is the address of one cell, such as `E7`."""
    return address is not None and _ADDRESS.fullmatch(address) is not None


def each_cell(
    sheet: str | None, address: str | None
) -> list[tuple[str | None, str | None]]:
    """Sheet and address of each cell in `E4, E9` or `I!E4, III!E9`; else as it is."""
    parts = [part.rpartition("!") for part in (address or "").split(", ")]
    if len(parts) == 1 or not all(is_cell(cell) for _, _, cell in parts):
        return [(sheet, address)]
    return [(name or sheet, cell) for name, _, cell in parts]


def position(address: str) -> tuple[int, int]:
    """Row and column of `E7`, both from 1; (0, 0) where it is no cell's address."""
    match = _ADDRESS.fullmatch(address)
    return (int(match[2]), column_number(match[1])) if match else (0, 0)


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is `A`, 27 is `AA`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

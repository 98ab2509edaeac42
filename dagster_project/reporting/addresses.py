"""Addresses of cells: `E7` and its row and column, both from 1; `line 7` of a text."""

import re

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
# One of several cells and what parts it from the next: a name of a sheet may say `, `.
_ONE_CELL = re.compile(rf"(?:(.+?)!)?({_ADDRESS.pattern})(?:, |$)", re.DOTALL)
_LINES = re.compile(r"line [0-9]+(?:, line [0-9]+)*")
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


def each_place(
    sheet: str | None, address: str | None
) -> list[tuple[str | None, str | None]]:
    """Sheet and address of each place of a line that is given twice; else as it is.

    `E4, E9`, `I!E4, III!E9`, `line 4, line 9` and `/cells/A1, /cells/a1` are two each.
    """
    said = address or ""
    if said.startswith("/"):  # a slash within a key is written `~1`
        return [(sheet, pointer) for pointer in re.split(r", (?=/)", said)]
    if _LINES.fullmatch(said):
        return [(sheet, line) for line in said.split(", ")]
    cells, at = [], 0
    while found := _ONE_CELL.match(said, at):
        cells.append((found[1] or sheet, found[2]))
        at = found.end()
    return cells if len(cells) > 1 and at == len(said) else [(sheet, address)]


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

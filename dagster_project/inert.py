"""What a sender wrote, made harmless for what shows it: terminal, page, spreadsheet."""

import csv
import re
from collections.abc import Iterable
from typing import Protocol

# A spreadsheet evaluates a text that begins so (CWE-1236), some of them also in full
# width. A plain number does no harm.
_LIVE = r"=+\-@＝＋－＠"
FORMULA = re.compile(rf"^[\t\r\n{_LIVE}]")
# One with Vietnamese settings ends a field at a semicolon and a row at a line feed,
# whatever the quotes of a CSV with commas say: what follows begins a field, too.
FIELD = re.compile(rf'([;\t\r\n]"*)([{_LIVE}])')
QUOTED = r"\1'\2"
_NUMBER = re.compile(r"^[+-]?\d[\d.,]*%?$")
# Those that turn the direction of what stands beside them.
_TURNS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNS}]")
UNSEEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_TURNS}]")


def for_terminal(text: str) -> str:
    """The text with every control character written out, as `\\x1b`."""
    return _CONTROL.sub(_name, text)


def on_one_line(text: str) -> str:
    """As `for_terminal`, line feeds too: no name adds a line to what is said of it."""
    return for_terminal(text).replace("\n", "\\n")


def for_json(text: str) -> str:
    """JSON that says the same without a control character, wherever it is read."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def for_page(text: str) -> str:
    """The text with what a page would not show written out, as `\\x00`, `\\u202e`.

    Unseen, the one would make a number of what is none, and the other turn the words
    around it, our own, too.
    """
    return UNSEEN.sub(_name, text)


def _name(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def written_out(value: object) -> object:
    """A value of a CSV on a terminal."""
    safe = for_spreadsheet(value)
    return for_terminal(safe) if isinstance(safe, str) else safe


def for_spreadsheet(value: object) -> object:
    """A value of a CSV; a text that is a plain number does no harm."""
    if not isinstance(value, str) or _NUMBER.match(value):
        return value
    return quoted(value)


def quoted(text: str) -> str:
    """A text of a CSV: what would be evaluated gets a quote before it, wherever a field
    may be taken to begin, and of what no text holds, as a NUL, the number is written.
    """
    text = FIELD.sub(QUOTED, for_page(text))
    return f"'{text}" if FORMULA.match(text) else text


class _Out(Protocol):
    def write(self, text: str, /) -> object: ...


class _Lines:
    """Hands on each row with a line feed as its end."""

    def __init__(self, out: _Out) -> None:
        self._out = out

    def write(self, row: str) -> object:
        return self._out.write(row.removesuffix("\r\n") + "\n")


def csv_rows(out: _Out, rows: Iterable[Iterable[object]]) -> None:
    """Write rows of a CSV, each text whole: a carriage return in it tears no row.

    Python's csv quotes one only where it belongs to the end of a row. What stands
    behind it would be a row of its own, which a spreadsheet evaluates.
    """
    csv.writer(_Lines(out)).writerows(rows)

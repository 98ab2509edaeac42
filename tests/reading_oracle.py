"""A second reading of a cell, for the tests: the promised meaning in plain Python.

Written from the text of the contract with a scanner and exact fractions; it shares the
word lists with the warehouse and nothing else.
"""

import csv
import math
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from dagster_project import paths

BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
NO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
DIGITS = "0123456789"
LONGEST_WHOLE = 24
MOST_DECIMALS = 6
MOST_HEDGED_DECIMALS = 5


@dataclass(frozen=True)
class Ends:
    """An interval; `high` None is unbounded."""

    low: Fraction
    low_is_open: bool
    high: Fraction | None
    high_is_open: bool


@dataclass(frozen=True)
class Reading:
    """A state and, for a number, its value and both intervals, in the base unit."""

    state: str
    value: Fraction | None = None
    customary: Ends | None = None
    widest: Ends | None = None


@dataclass(frozen=True)
class Line:
    """What of a line of the form matters to a reading."""

    unit: str
    scale: int
    dash_is_zero: bool = False

    @property
    def is_money(self) -> bool:
        return self.unit == "VND"


@dataclass(frozen=True)
class Written:
    """A number as it was written: its digits' value and that of the last of them."""

    value: Fraction
    last_unit: Fraction
    whole: str
    decimals: str


class UnreadableError(Exception):
    """The text has no single reading."""


def fold(text: str) -> str:
    """NFC, lower case, every run of spaces one space, trimmed; Ð is Đ."""
    spaced = "".join(" " if _is_space(c) else c for c in text)
    lowered = "".join(c.lower()[0] for c in unicodedata.normalize("NFC", spaced))
    return " ".join(part for part in lowered.replace("ð", "đ").split(" ") if part)


def _is_space(character: str) -> bool:
    return (
        character in BREAKS
        or character in NO_WIDTH
        or (unicodedata.category(character)[0] == "Z")
    )


def _words(seed: str) -> list[dict[str, str]]:
    with (paths.SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CELL_WORDS = {fold(row["word"]): row["state"] for row in _words("cell_words")}
HEDGES = {fold(row["phrase"]): row["hedge"] for row in _words("hedges")}
UNITS = {
    fold(row["word"]): (int(row["scale"]), row["units"].split("|"))
    for row in _words("unit_words")
}


def read(text: str, kind: str, language: str, line: Line) -> Reading:
    """The meaning of one cell."""
    if kind == "empty":
        return Reading("blank")
    if kind in {"date", "boolean", "error", "formula"}:
        return Reading("unreadable")
    try:
        return _typed(text, line) if kind == "number" else _text(text, language, line)
    except UnreadableError:
        return Reading("unreadable")


def _typed(text: str, line: Line) -> Reading:
    digits = text.removeprefix("-")
    whole, point, decimals = digits.partition(".")
    parts = [whole, decimals] if point else [whole]
    if not all(part and set(part) <= set(DIGITS) for part in parts):
        raise UnreadableError
    written = _written(whole, decimals)
    return _number(written, text.startswith("-"), None, line.scale, False, line)


def _text(text: str, language: str, line: Line) -> Reading:
    folded = fold(text)
    if not folded:
        return Reading("blank")
    if folded in CELL_WORDS:
        state = CELL_WORDS[folded]
        none = state == "zero" or (state == "dash" and line.dash_is_zero)
        return _zero() if none else Reading(state)
    before, digits, after = _around(folded)
    negative = before.endswith(("-", "−"))
    phrase = (before[:-1] if negative else before).strip()
    if phrase and (phrase not in HEDGES or negative):
        raise UnreadableError
    scale, rounded = line.scale, False
    if after.strip():
        if after.strip() not in UNITS:
            raise UnreadableError
        scale, fits = UNITS[after.strip()]
        rounded = scale >= 10**6 or fits == ["percent"]
        if line.unit not in fits:
            raise UnreadableError
    if _is_cut(text):
        raise UnreadableError
    written = _grouped(digits, language, line)
    return _number(written, negative, HEDGES.get(phrase), scale, rounded, line)


def _zero() -> Reading:
    point = Ends(Fraction(0), False, Fraction(0), False)
    return Reading("zero", Fraction(0), point, point)


def _around(folded: str) -> tuple[str, str, str]:
    """What stands before the first digit, from there to the last of its run, after."""
    starts = [i for i, c in enumerate(folded) if c in DIGITS]
    if not starts:
        raise UnreadableError
    start = end = starts[0]
    for i in range(start, len(folded)):
        if folded[i] not in DIGITS + "., ":
            break
        if folded[i] in DIGITS:
            end = i + 1
    return folded[:start], folded[start:end], folded[end:]


def _is_cut(text: str) -> bool:
    """A line break or a tab stands between two digits, with nothing but spaces."""
    last_was_digit = broken = False
    for character in text:
        if character in DIGITS:
            if last_was_digit and broken:
                return True
            last_was_digit, broken = True, False
        elif _is_space(character):
            broken = broken or character in BREAKS
        else:
            last_was_digit = False
    return False


def _grouped(digits: str, language: str, line: Line) -> Written:
    group, mark = (".", ",") if language == "vi" else (",", ".")
    whole, comma, decimals = digits.partition(mark)
    if comma and not (decimals and set(decimals) <= set(DIGITS)):
        raise UnreadableError
    separator = " " if " " in whole else group
    first, *others = whole.split(separator)
    if not first or any(set(part) - set(DIGITS) for part in [first, *others]):
        raise UnreadableError
    if others:
        if len(first) > 3 or first.startswith("0") or {len(o) for o in others} != {3}:
            raise UnreadableError
    elif (
        not line.is_money and len(decimals) == 3 and len(first) <= 3 and first[0] != "0"
    ):
        # A group of the other language or thousandths: a count does not tell.
        raise UnreadableError
    return _written(first + "".join(others), decimals)


def _written(whole: str, decimals: str) -> Written:
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    last_unit = Fraction(1)
    if decimals:
        last_unit = Fraction(1, 10 ** len(decimals))
    elif value:
        while value % (last_unit * 10) == 0:
            last_unit *= 10
    return Written(value, last_unit, whole, decimals)


def _number(
    written: Written,
    negative: bool,
    hedge: str | None,
    scale: int,
    rounded: bool,
    line: Line,
) -> Reading:
    value, unit = written.value * scale, written.last_unit * scale
    value = -value if negative else value
    whole = len(written.whole.lstrip("0")) + len(str(scale)) - 1
    is_point = hedge is None and not rounded
    if whole > LONGEST_WHOLE or (value * 10**MOST_DECIMALS).denominator != 1:
        raise UnreadableError
    if not is_point and unit < Fraction(1, 10**MOST_HEDGED_DECIMALS):
        raise UnreadableError
    if line.is_money and value.denominator != 1:
        raise UnreadableError
    state = "zero" if value == 0 and hedge is None else "value"
    if is_point:
        point = Ends(value, False, value, False)
        return Reading(state, value, point, point)
    readings = _hedged(hedge, value, unit)
    settle = _money if line.is_money else _count
    customary, widest = (
        ends if value < 0 else settle(ends, hedge, value) for ends in readings
    )
    return Reading(state, value, customary, widest)


def _hedged(hedge: str | None, v: Fraction, u: Fraction) -> tuple[Ends, Ends]:
    """The customary and the widest reading as the contract's paragraph has them."""
    zero = Fraction(0)
    rounding = Ends(v - u / 2, False, v + u / 2, False)
    at_least, up_to = Ends(v, False, None, False), Ends(zero, False, v, False)
    below = Ends(zero, False, v, True)
    return {
        None: (rounding, rounding),
        "more_than": (Ends(v, True, v + u, True), Ends(v, True, None, True)),
        "nearly": (Ends(v - u, False, v, True), Ends(zero, False, v, True)),
        "about": (rounding, Ends(v - u, False, v + u, False)),
        "at_least": (at_least, at_least),
        "up_to": (up_to, up_to),
        "less_than": (below, below),
    }[hedge]


def _money(ends: Ends, hedge: str | None, v: Fraction) -> Ends:
    """Money is never negative: what lies below 0 is cut off."""
    if ends.high == 0:
        return Ends(v, False, v, False)
    if ends.low < 0:
        return Ends(Fraction(0), False, ends.high, ends.high_is_open)
    return ends


def _count(ends: Ends, hedge: str | None, v: Fraction) -> Ends:
    """The integers from 0 on that lie inside; the next one where there is none."""
    low = math.floor(ends.low) + 1 if ends.low_is_open else math.ceil(ends.low)
    low = max(low, 0)
    if ends.high is None:
        return Ends(Fraction(low), False, None, False)
    high = math.ceil(ends.high) - 1 if ends.high_is_open else math.floor(ends.high)
    if low > high:
        only = v + {"more_than": 1, "nearly": -1}.get(hedge or "", 0)
        return Ends(only, False, only, False)
    return Ends(Fraction(low), False, Fraction(high), False)

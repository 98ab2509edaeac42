"""Figures as a headline says them: money in billions, shares in percent, signs shown.

Exact decimals in, text out, in the reader's locale; the full number stands in tables.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from dagster_project.reporting.numbers import number

_MINUS = "−"
_SCALES = {
    "vi": ((Decimal(10**9), "tỷ"), (Decimal(10**6), "triệu")),
    "en": ((Decimal(10**9), "billion"), (Decimal(10**6), "million")),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A number and the scale word that belongs to it (empty, `tỷ`, `million`)."""

    number: str
    scale: str

    @property
    def text(self) -> str:
        """Both, in one line."""
        return f"{self.number} {self.scale}".rstrip()


def said(
    value: Decimal, unit: str, language: str, rounding: str = ROUND_HALF_UP
) -> Said:
    """The headline form of a value in `unit`: at most two decimals."""
    if unit == "share":
        return Said(percent(value, language), "")
    if unit.startswith("VND"):
        for scale, word in _SCALES[language]:
            if abs(value) >= scale:
                return Said(_fixed(value / scale, 2, language, rounding), word)
        return Said(_rounded(value, 0, language, rounding), "")
    if "per" in unit.split():
        return Said(_fixed(value, 1, language, rounding), "")
    return Said(_rounded(value, 2, language, rounding), "")


def said_at_least(value: Decimal, unit: str, language: str) -> Said:
    """The headline form of a lower bound: cut off, for what is rounded up is none."""
    return said(value, unit, language, ROUND_FLOOR)


def on_tile(
    value: Decimal, unit: str, language: str, rounding: str = ROUND_HALF_UP
) -> str:
    """A number short enough for a tile or a drawing: money in billions, unsaid.

    Two decimals, and of what is less than a tenth two digits: never nothing.
    """
    if unit != "VND":
        return said(value, unit, language, rounding).text
    billions = value / 10**9
    places = max(2, 1 - billions.adjusted()) if value else 2
    return _fixed(billions, places, language, rounding)


def percent(value: Decimal, language: str) -> str:
    """A share of 1 in percent, to a tenth."""
    return f"{_fixed(value * 100, 1, language)} %"


def signed(value: Decimal, unit: str, language: str) -> str:
    """The headline form of a change, with its sign."""
    sign = "+" if value > 0 else _MINUS if value < 0 else "±"
    return sign + said(abs(value), unit, language).text


def signed_number(value: Decimal, language: str) -> str:
    """All digits of a change, with its sign; zero has none."""
    sign = "+" if value > 0 else _MINUS if value < 0 else ""
    return sign + number(abs(value), language)


def signed_percent(value: Decimal, language: str) -> str:
    """Growth in percent, with its sign."""
    return signed(value, "share", language)


def _fixed(
    value: Decimal, places: int, language: str, rounding: str = ROUND_HALF_UP
) -> str:
    """As many digits as its neighbours in a column, zeros too."""
    text = format(value.quantize(Decimal(1).scaleb(-places), rounding), ",f")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def _rounded(value: Decimal, places: int, language: str, rounding: str) -> str:
    return number(value.quantize(Decimal(1).scaleb(-places), rounding), language)

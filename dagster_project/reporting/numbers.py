"""Numbers and times as a reader writes them: `1.250,5` (vi), `1,250.5` (en).

Exact decimals in, text out; nothing passes through binary floating point. Knows
languages (`vi`, `en`), not what a number means.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

from dagster_project import viet_nam
from expectations.form import form

LANGUAGES = ("vi", "en")

_MONEY = {
    1: {"vi": "đồng", "en": "VND"},
    10**6: {"vi": "triệu đồng", "en": "million VND"},
}
# Above this a share is easier to read as "so many times".
_TIMES_FROM = Decimal(10)


def number(value: Decimal | int, language: str) -> str:
    """All digits of the number, grouped; no trailing zeros after the decimal mark."""
    text = format(value, ",f") if isinstance(value, Decimal) else f"{value:,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return "0" if text == "-0" else text


def quantity(value: Decimal | int, unit: str | None, language: str) -> str:
    """The number, with its currency where it is money."""
    currency = {"vi": " đồng", "en": " VND"}[language] if unit == "VND" else ""
    return number(value, language) + currency


def as_written(text: str, value_kind: str | None, language: str) -> str:
    """What stands in a cell; a typed number is `1,5` to a Vietnamese reader."""
    is_typed = value_kind == "number" and language == "vi"
    return text.replace(".", ",") if is_typed else text


def as_in_the_form(value: Decimal, line: str, language: str) -> str:
    """A value as the cell of its line is filled in: `1.250 triệu đồng`."""
    known = form().line(line)
    if known.unit != "VND":
        return number(value, language)
    with localcontext(prec=60):
        return (
            f"{number(value / known.scale, language)} {_MONEY[known.scale][language]}"
        )


def interval(
    low: Decimal,
    low_is_open: bool,
    high: Decimal | None,
    high_is_open: bool,
    language: str,
) -> str:
    """`(1.200; 1.300]` in Vietnamese, `(1,200, 1,300]` in English; `∞` is unbounded."""
    between = "; " if language == "vi" else ", "
    end = "∞" if high is None else number(high, language)
    return (
        ("(" if low_is_open else "[")
        + number(low, language)
        + between
        + end
        + (")" if high is None or high_is_open else "]")
    )


def share(value: Decimal, language: str) -> str:
    """A share of 1 in percent, rounded half up to a tenth; above ten as `24,760 ×`."""
    if abs(value) >= _TIMES_FROM:
        return number(value.quantize(Decimal(1), ROUND_HALF_UP), language) + " ×"
    percent = value * 100
    if 0 < abs(percent) < Decimal("0.05"):
        return f"< {number(Decimal('0.1'), language)} %"
    return number(percent.quantize(Decimal("0.1"), ROUND_HALF_UP), language) + " %"


def minute(moment: datetime, language: str) -> str:
    """A UTC time of the warehouse, to the minute, in Viet Nam."""
    form = "%d/%m/%Y %H:%M" if language == "vi" else "%Y-%m-%d %H:%M"
    return viet_nam.local(moment).strftime(form)


def day(value: date, language: str) -> str:
    """A day: `25/01/2025` in Vietnamese, `2025-01-25` in English."""
    return value.strftime("%d/%m/%Y" if language == "vi" else "%Y-%m-%d")

"""How a figure is said so that it is true: the hedge follows from what is known.

`exact`: a point that every expected locality stands behind, said to the last unit.
`at_least`: a lower bound, since a locality is missing or a number has no upper end.
`over`: money cut to two decimals of a million or a billion, always downward.
`between`: an interval, its lower end cut and its upper end raised; also from what was
written to the one number that its hedge leaves.
`about`: a ratio or a percentage, rounded half up to a tenth.

Without a hedge in front a number is exact.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    localcontext,
)
from typing import ParamSpec

from dagster_project.reporting.numbers import number

P = ParamSpec("P")
# Twice the digits of the warehouse's decimals: no step here may round by itself.
_EXACT = Context(prec=100)
_HUNDREDTH, _TENTH = Decimal("0.01"), Decimal("0.1")
_SCALES = (
    (Decimal(10**9), {"vi": "tỷ đồng", "en": "billion VND"}),
    (Decimal(10**6), {"vi": "triệu đồng", "en": "million VND"}),
    (Decimal(1), {"vi": "đồng", "en": "VND"}),
)
_WORDS = {
    ("vi", "exact"): "{}",
    ("vi", "at_least"): "ít nhất {}",
    ("vi", "over"): "hơn {}",
    ("vi", "between"): "từ {} đến {}",
    ("vi", "about"): "khoảng {}",
    ("en", "exact"): "{}",
    ("en", "at_least"): "at least {}",
    ("en", "over"): "over {}",
    ("en", "between"): "from {} to {}",
    ("en", "about"): "about {}",
}
_SIGNS = {
    "exact": "{}",
    "at_least": "≥ {}",
    "over": "> {}",
    "between": "{}–{}",
    "about": "≈ {}",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as it is said; `low` and `high` are the ends that are claimed.

    `kind` is one of the hedges above. In the figure's base unit; `high` is null unless
    `kind` is `between`. `words` hold the hedge in words, `sign` as a sign, for lists.
    """

    kind: str
    low: Decimal
    high: Decimal | None
    words: str
    sign: str

    def __str__(self) -> str:
        """The words."""
        return self.words

    @property
    def is_one(self) -> bool:
        """Whether a noun after it stands in the singular."""
        return self.low == 1 and self.high is None


def _exactly(function: Callable[P, Amount]) -> Callable[P, Amount]:
    """Let a function compute in a context that holds every digit."""

    @functools.wraps(function)
    def exact(*arguments: P.args, **named: P.kwargs) -> Amount:
        with localcontext(_EXACT):
            return function(*arguments, **named)

    return exact


@_exactly
def amount(
    value: Decimal,
    low: Decimal,
    high: Decimal | None,
    unit: str,
    language: str,
    *,
    is_lower_bound: bool,
) -> Amount:
    """A sum of counts or đồng; `high` null is unbounded."""
    if is_lower_bound or high is None:
        return _single("at_least", low, unit, language)
    if low == high == value:
        return _single("exact", value, unit, language)
    if low == high:  # "more than 5" counts as 5 and reads 6
        low, high = min(low, value), max(high, value)
    scale, name = _scale(low, unit, language)
    lower = (low / scale).quantize(_HUNDREDTH, ROUND_FLOOR)
    upper = (high / scale).quantize(_HUNDREDTH, ROUND_CEILING)
    texts = (number(lower, language), number(upper, language) + name)
    return _said("between", lower * scale, upper * scale, texts, language)


@_exactly
def ratio(
    value: Decimal,
    low: Decimal | None,
    high: Decimal | None,
    unit: str,
    language: str,
) -> Amount:
    """A ratio to a tenth: a share in percent, money in millions, else plain."""
    if unit == "share":
        scale, name = Decimal("0.01"), " %"
    else:
        scale, name = _scale(value, unit, language)
    if low is not None and not low == high == value:
        if low == high:
            low, high = min(low, value), max(high, value)
        lower = (low / scale).quantize(_TENTH, ROUND_FLOOR)
        if high is None:
            texts: tuple[str, ...] = (number(lower, language) + name,)
            return _said("at_least", lower * scale, None, texts, language)
        upper = (high / scale).quantize(_TENTH, ROUND_CEILING)
        texts = (number(lower, language), number(upper, language) + name)
        return _said("between", lower * scale, upper * scale, texts, language)
    rounded = (value / scale).quantize(_TENTH, ROUND_HALF_UP)
    texts = (_tenth(rounded, language) + name,)
    return _said("about", rounded * scale, None, texts, language)


@_exactly
def percentage(part: Decimal, whole: Decimal, language: str) -> Amount:
    """`part` of `whole` (both at least 0) in percent, to a tenth."""
    exact = part * 100 / whole
    rounded = exact.quantize(_TENTH, ROUND_HALF_UP)
    kind = "exact" if rounded * whole == part * 100 else "about"
    shown = number if kind == "exact" else _tenth
    text = shown(rounded, language) + " %"
    return _said(kind, rounded, None, (text,), language)


def _tenth(rounded: Decimal, language: str) -> str:
    """What is rounded to a tenth shows it: 38.0 beside 36.1."""
    text = number(rounded, language)
    mark = "," if language == "vi" else "."
    return text if rounded % 1 else f"{text}{mark}0"


def _single(kind: str, value: Decimal, unit: str, language: str) -> Amount:
    scale, name = _scale(value, unit, language)
    shown = (value / scale).quantize(_HUNDREDTH, ROUND_FLOOR)
    if shown * scale != value:
        kind = "over"
    return _said(kind, shown * scale, None, (number(shown, language) + name,), language)


def _scale(value: Decimal, unit: str, language: str) -> tuple[Decimal, str]:
    """What one shown unit is worth, and its name after the number."""
    if not unit.startswith("VND"):
        return Decimal(1), ""
    for scale, names in _SCALES:
        if abs(value) >= scale or scale == 1:
            return scale, f" {names[language]}"
    raise AssertionError(value)


def _said(
    kind: str,
    low: Decimal,
    high: Decimal | None,
    texts: tuple[str, ...],
    language: str,
) -> Amount:
    words = _WORDS[language, kind].format(*texts)
    return Amount(kind, low, high, words, _SIGNS[kind].format(*texts))

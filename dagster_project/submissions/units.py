"""Words for units, each with its size: beside figures, in labels and in notices.

The form asks for fines in million đồng. Whoever counts in thousands and says so beside
the figures means another number than the form reads; which one is not guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import prod

from dagster_project import paths
from dagster_project.submissions.labels import bare, plain, remembered
from expectations.form import Line, rows_of

MONEY = "VND"
# What parts the units that one text says: `nghìn đồng, vụ`, `triệu đồng / million VND`.
# A full stop does after a word of four letters, not in `tr. đồng`, `mil. VND`.
BETWEEN = re.compile(r"[;:()|/\n]|,(?!\d)|(?<=\w{4})\.(?=\s|$)|\s[-–—]\s")
# `1.000 đồng`, `1000đ`, `x 1.000 đồng`, `10^3 đồng`, `'000 VND`.
FACTOR = re.compile(r"[x×]?\s*(?:10\^(\d)|(10+|1(?:[., ]000)+|['’]?000)(?!\d))\s*")
OF_THE_COUNTRY = re.compile(r"^viet nam | (?:viet nam|vn)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, the units of the form that it may mean, and its size in them."""

    word: str
    meant: frozenset[str]
    scale: int


@cache
def _units() -> dict[str, Unit]:
    """Every known word by its plain form; of two alike the first."""
    found: dict[str, Unit] = {}
    for row in rows_of(paths.SEEDS / "unit_words.csv"):
        meant = frozenset(row["units"].split("|"))
        unit = Unit(row["word"], meant, int(row["scale"]))
        found.setdefault(plain(row["word"]), unit)
    return found


@cache
def _units_without_marks() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit in _units().values():
        found.setdefault(bare(unit.word), unit)
    return found


@cache
def _multiples() -> Mapping[str, Unit]:
    """What stands before a currency and multiplies it, without marks: `nghin`."""
    known = _units_without_marks()
    parted = ((bare(x.word).rpartition(" "), x) for x in known.values() if x.scale > 1)
    return {
        head: unit
        for (head, _, tail), unit in parted
        if head and tail in known and known[tail].scale == 1
    }


@remembered
def said_in(text: str) -> tuple[Unit, ...]:
    """The units that a text says, each with its size: `1.000 đồng` is of 1,000."""
    whole = _units().get(plain(text))
    if whole is not None:
        return (whole,)
    found = (unit_of(x) for x in BETWEEN.split(unicodedata.normalize("NFC", text)))
    return tuple(x for x in found if x is not None)


def unit_of(text: str) -> Unit | None:
    """One unit, with a power of ten or `nghìn` before it; null where a word is none."""
    factor = FACTOR.match(text.strip())
    rest = text.strip()[factor.end() :] if factor else text
    unit = _known(rest)
    multiples = []
    if unit is None:
        words = bare(rest).split()
        multiples = [_multiples()[x] for x in words if x in _multiples()]
        others = " ".join(x for x in words if x not in _multiples())
        unit = _known(others) if others else next(iter(multiples), None)
        unit = unit and Unit(unit.word, unit.meant, unit.scale if others else 1)
    if unit is None:
        return None
    tens = int(factor[1]) if factor and factor[1] else 0
    zeros = factor[2].count("0") if factor and factor[2] else 0
    scale = unit.scale * 10 ** (tens or zeros) * prod(x.scale for x in multiples)
    return Unit(text.strip(), unit.meant, scale)


def _known(text: str) -> Unit | None:
    said = OF_THE_COUNTRY.sub("", bare(text))
    return _units().get(plain(text)) or _units_without_marks().get(said)


def is_unit(text: str) -> bool:
    """Whether a text is a word for a unit."""
    return plain(text) in _units()


def is_of_another(line: Line, text: str) -> bool:
    """Whether the unit beside a label is one that its line cannot have."""
    said = said_in(text)
    return bool(said) and not any(line.unit in x.meant for x in said)


def of_another_size(line: Line, texts: Iterable[str]) -> str | None:
    """The first of these that is the line's unit in another size: `nghìn đồng`.

    Or one in which nothing of the kind is asked: `USD`, `%`. A unit beside itself in a
    size, `triệu đồng (VNĐ)`, says nothing more.
    """
    for text in (x.strip() for x in texts):
        said = said_in(text)
        sizes = {x.scale for x in said if line.unit in x.meant}
        if sizes and (sizes - {1} or {1}) != {line.scale}:
            return text
        if not sizes and any(_is_foreign(line, x) for x in said):
            return text
    return None


def _is_foreign(line: Line, unit: Unit) -> bool:
    """Whether a unit is no line's: a share or, beside money, another currency."""
    return "percent" in unit.meant or (line.unit == MONEY and not unit.scale)


@cache
def name_of(line: Line) -> str:
    """The Vietnamese word for what a line is written in: `vụ`, `triệu đồng`."""
    words = [
        unit.word
        for unit in _units().values()
        if line.unit in unit.meant and unit.scale == line.scale
    ]
    money = [word for word in words if word.endswith("đồng")]
    return next(iter(money or words), line.unit)


def in_brackets(label: str) -> list[str]:
    """What a label says in brackets: `Tiền phạt (triệu đồng)`."""
    return re.findall(r"\(([^()]*)\)", label)


def is_said_within(value: str) -> bool:
    """Whether a value says its unit itself, as `12 tỷ đồng`: then that one counts."""
    said = plain(value)
    return any(re.search(rf"[\d\s.,]{re.escape(x)}$", said) for x in _units())

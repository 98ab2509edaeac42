"""What a sheet says that its figures are counted in: beside them, in labels, above.

The form asks for fines in million đồng. Whoever counts in thousands and says so beside
the figures means another number than the form reads; which one is not guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from dagster_project import paths
from dagster_project.submissions.labels import bare, plain
from dagster_project.submissions.sheets import Sheet
from expectations.form import Line, rows_of

# `Đơn vị tính: nghìn đồng` above a table, without marks.
NOTICES = frozenset({"don vi", "don vi tinh", "dvt", "unit", "units", "currency unit"})


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


def is_unit(text: str) -> bool:
    """Whether a text is a word for a unit."""
    return plain(text) in _units()


def is_of_another(line: Line, text: str) -> bool:
    """Whether the unit beside a label is one that its line cannot have."""
    unit = _units().get(plain(text))
    return unit is not None and line.unit not in unit.meant


def of_another_size(line: Line, texts: Iterable[str]) -> str | None:
    """The first of these that is the line's unit in another size: `nghìn đồng`.

    The form's own name of the unit, `VND`, says nothing of the size.
    """
    for text in (x.strip() for x in texts):
        unit = _units().get(plain(text))
        if unit is None or line.unit not in unit.meant or text == line.unit:
            continue
        if unit.scale != line.scale:
            return text
    return None


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


def notices(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The rows of a sheet that name a unit for what stands below, with the unit."""
    for number, row in sheet.rows.items():
        for cell in row.values():
            named, _, unit = cell.text.strip(" ()").partition(":")
            if unit.strip() and bare(named).strip() in NOTICES:
                yield number, unit.strip(" .")

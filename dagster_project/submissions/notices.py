"""What a sheet says above or below its figures that they are counted in."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from dagster_project.submissions.sheets import Sheet, SheetCell, address
from dagster_project.submissions.unfilled import is_figure
from dagster_project.submissions.units import (
    BETWEEN,
    FACTOR,
    MONEY,
    Unit,
    in_brackets,
    said_in,
    unit_of,
)
from expectations.form import Line

# `Đơn vị tính: nghìn đồng`, `(ĐVT: 1.000đ)`, `Tiền tính bằng triệu đồng` near a table.
NOTICE = re.compile(
    r"(?<!\w)(?:[đd][ơo]n v[ịi](?: t[íi]nh)?(?: ti[ềe]n(?: t[ệe])?)?|[đd]vt"
    r"|(?:currency )?units?|(?:t[íi]nh|ghi|vi[ếe]t|nh[ậa]p) (?:b[ằa]ng|theo)"
    r"|(?:amounts?|figures?|values?|fines?|money)"
    r"(?: (?:all|are|is|given|stated|expressed|shown|entered|reported|written)){0,3}"
    r" in)(?!\w)"
    r"(?:\s*\([^()]*\))?[\s:–—-]*(.*)",
    re.DOTALL | re.IGNORECASE,
)
# `Không ghi bằng đồng`, `Do not enter amounts in thousand VND`: the unit that is not.
NOT_IN = re.compile(
    r"(?<!\w)(?:(?:kh[ôo]ng|[đd][ừu]ng)(?: \w+)?"
    r" (?:t[íi]nh|ghi|vi[ếe]t|nh[ậa]p) (?:b[ằa]ng|theo)"
    r"|(?:not|never)(?: \w+){1,4} in)(?!\w)"
    r".*?(?=[;:,.()]|\sm[àa]\s|\sbut\s|$)",
    re.DOTALL | re.IGNORECASE,
)
PARTED = re.compile(f"({BETWEEN.pattern})")
LONGEST_NOTICE = 2_000
LONGEST_UNIT = 40


@dataclass(frozen=True, slots=True)
class Notice:
    """A unit that is said for what stands below, in row `number` (from 0) of its sheet.

    `number` is -1 where another sheet, or the sheet's name, says it of the whole sheet.
    """

    number: int
    unit: str
    place: str


def notices_of(sheet: Sheet, rows: Collection[int]) -> Iterator[Notice]:
    """What names a unit on a sheet for what stands below.

    It stands in the cell that says so or in the next one of its row. Money is also said
    without such words, outside the `rows` of the tables: `(nghìn đồng)`.
    """
    last = max(rows, default=-1)
    for number, row in sheet.rows.items():
        texts = [(at, x.text) for at, x in sorted(row.items()) if x.kind == "text"]
        followed = [*(x for _, x in texts[1:]), ""]
        for (column, text), following in zip(texts, followed, strict=False):
            if len(text) > LONGEST_NOTICE or (number > last and _is_label(row, column)):
                continue
            meant = NOT_IN.sub("", _without_sums(text))
            found = NOTICE.search(meant)
            said = found[1].strip(" .)") if found else ""
            heads = in_brackets(meant) if found and not found.start() else []
            texts_of = [said, *heads, "" if said or not found else following]
            unit = next((x for x in texts_of if x and said_in(x)), None)
            if unit is None and number not in rows:
                unit = money_alone(text)
            if unit:
                yield Notice(number, unit, f"{sheet.name}!{address(number, column)}")


def _is_label(row: Mapping[int, SheetCell], column: int) -> bool:
    """Whether a text labels the figure in the next cell: `Phí (nghìn đồng) | 500`."""
    text = row[column].text.rstrip(" :")
    after = min((x for x in row if x > column), default=None)
    is_one = text.endswith(")") and not text.startswith("(") and not NOTICE.match(text)
    return is_one and after is not None and is_figure(row[after].text)


def _without_sums(text: str) -> str:
    """A text without the units of figures that it gives: `Phí (nghìn đồng): 500`."""
    parts = PARTED.split(unicodedata.normalize("NFC", text))
    said = [x for x in range(0, len(parts), 2) if parts[x].strip()]
    for unit, figure in pairwise(said):
        is_given = ":" in parts[unit:figure] and is_figure(parts[figure])
        named = NOTICE.search(parts[unit])
        if is_given and unit_of(named[1] if named else parts[unit]):
            parts[unit] = ""
    return "".join(parts)


def money_alone(text: str) -> str | None:
    """Units with money that a text is, or has in brackets: `Tiền phạt (nghìn đồng)`."""
    text = _without_sums(text)
    for said in (text.strip(" .:*()[]"), *in_brackets(text)):
        if said != MONEY and len(said) <= LONGEST_UNIT:
            units = [None if _is_sum(x) else unit_of(x) for x in BETWEEN.split(said)]
            known = [x for x in units if x is not None]
            if len(known) == len(units) and any(MONEY in x.meant for x in known):
                return said
    return None


def _is_sum(text: str) -> bool:
    """Whether a text is a sum of money: `100 triệu đồng`, but not `1.000 đồng`."""
    factor = FACTOR.match(text.strip())
    if factor is None or not factor[2] or not factor[0][0].isdigit():
        return False
    unit = unit_of(text.strip()[factor.end() :])
    return unit is not None and unit.scale > 1


def nearest(
    line: Line, said: Iterable[Notice], row_number: int, last: int
) -> Notice | None:
    """The notice that speaks of the line's unit beside a row or nearest above it.

    Else the first below `last`, the last line of the sheet: it speaks of all above.
    """
    of_it = [x for x in said if any(_speaks_of(line, y) for y in said_in(x.unit))]
    above = [x for x in of_it if x.number <= row_number]
    below = [x for x in of_it if x.number > last]
    if above:
        return max(above, key=lambda x: x.number)
    return min(below, key=lambda x: x.number, default=None)


def _speaks_of(line: Line, unit: Unit) -> bool:
    """Whether a unit is the line's or, of money, another country's."""
    return line.unit in unit.meant or (line.unit == MONEY and not unit.scale)

"""Where a workbook says whose report it is: cover labels and the values beside them."""

import re
from collections.abc import Sequence

from dagster_project.submissions.cover import EITHER
from dagster_project.submissions.labels import (
    cover_names,
    english_cover_labels,
    label_key,
)
from dagster_project.submissions.sheets import Address, Sheet, SheetCell

META = "_meta"
# The list of marks in a workbook that went back to its sender.
MARKS = "_ipw"
# How many cover labels make a sheet a cover of its own, and what it says then.
COVER = 2
# A word, a number or a box that is ticked or not; dots and lines are none.
ANSWER = re.compile(r"\w|[\u2610-\u2612\u2713-\u2718]")
WHOSE = frozenset(
    {"report_year", "locality_code", "locality_name", "period_start", "period_end"}
)


def cover_texts(sheets: Sequence[Sheet]) -> tuple[dict[str, str], bool]:
    """The cover's texts by field, and whether its labels are English alone.

    The sheet with most cover labels is the cover; what it lacks may stand on others.
    Two different values of one field are given together, so that nobody guesses; so
    are whose report of which year two covers in one workbook say it is.
    """
    found = [_cover_labels(x) for x in sheets]
    order = sorted(range(len(sheets)), key=lambda x: (-len(found[x]), x))
    texts: dict[str, str] = {}
    for index in order:
        for name, values in _cover_values(sheets[index], found[index]).items():
            is_another = len(found[index]) >= COVER and name in WHOSE and name in texts
            if values and (name not in texts or is_another):
                given = texts[name].split(EITHER) if is_another else []
                texts[name] = EITHER.join(dict.fromkeys([*given, *values]))
    labels = [x for index in order[:1] for _, _, x, _ in found[index]]
    english = [label_key(x) in english_cover_labels() for x in labels]
    return texts, bool(english) and all(english)


def is_cover(sheet: Sheet) -> bool:
    """Whether a sheet has labels of the cover enough to be one of its own."""
    return len(_cover_labels(sheet)) >= COVER


def _cover_labels(sheet: Sheet) -> list[tuple[Address, str, str, str]]:
    """(address, field, label, value in the same cell after a colon) of each label."""
    found = []
    for number, row in sheet.rows.items():
        for column, cell in sorted(row.items()):
            if cell.kind != "text":
                continue
            names = cover_names().find(cell.text)
            label, value = cell.text, ""
            if not names and ":" in cell.text:
                label, _, value = cell.text.partition(":")
                names = cover_names().find(label)
            if len(names) == 1:
                found.append(
                    ((number, column), next(iter(names)), label, value.strip())
                )
    return found


def _cover_values(
    sheet: Sheet, labels: Sequence[tuple[Address, str, str, str]]
) -> dict[str, list[str]]:
    """Values by field: those beside the labels, in the nearest column that has any."""
    taken = {place for place, _, _, _ in labels}
    nearest: dict[int, int] = {}
    for (number, column), _, _, inline in labels:
        for other, cell in sorted(sheet.rows[number].items()):
            if (
                other > column
                and not inline
                and _is_value(cell, (number, other), taken)
            ):
                nearest[column] = min(nearest.get(column, other), other)
                break
    values: dict[str, list[str]] = {}
    for (number, column), name, _, inline in labels:
        beside = sheet.at(number, nearest.get(column))
        place = (number, nearest.get(column, -1))
        text = inline or (beside.text if _is_value(beside, place, taken) else "")
        values.setdefault(name, []).extend([text] if text.strip() else [])
    return values


def _is_value(cell: SheetCell, place: Address, taken: set[Address]) -> bool:
    return place not in taken and bool(ANSWER.search(cell.text))


def meta_texts(sheets: Sequence[Sheet]) -> dict[str, str]:
    """The hidden sheet of our own workbooks: names in a column, values beside them."""
    found: dict[str, str] = {}
    for sheet in sheets:
        for row in sheet.rows.values() if sheet.name.casefold() == META else ():
            texts = [y.text for _, y in sorted(row.items())]
            if len(texts) > 1:
                found[label_key(texts[0]).replace(" ", "_")] = texts[1]
    return found

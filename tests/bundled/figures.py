"""What happened in each locality: single cases, tasks, courses, then counted.

Everything is made event by event, so that every breakdown of a locality adds up by
itself and the country's sums are those of `country.NATIONAL`, exactly.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt

from tests.bundled.chance import Chance, apportion
from tests.bundled.country import (
    DOCUMENTS,
    NATIONAL,
    STRONG,
    Territory,
    reporting,
    size,
)

Figures = dict[str, int | Decimal]

# Money is made in quarters of a million đồng (250,000 đồng): always whole đồng.
_QUARTERS = 4
_RARE = 80
_AGENCIES = {"BA1": 2, "BA2": 85, "BA3": 2, "BA4": 8, "BA5": 2, "BA9": 1}
_AUDIENCES = {"LB1": 34, "LB2": 26, "LB3": 12, "LB4": 22, "LB9": 6}
_SOURCES = {"H1": 84, "H2": 9, "H3": 7}
_TOTALS = {
    "A": "A",
    "B": "B",
    "E": "E",
    "G": "G",
    "K": "K",
    "M": "M",
    "N": "N",
    "P": "P",
}
_SUBJECTS = {"B": "cases", "E": "advice", "M": "applications", "N": "applications"}


@dataclass
class _Event:
    """A case or a course: whose, of which kind, and how much (quarters or heads)."""

    code: str
    kind: str
    amount: int


def figures(year: int) -> dict[str, Figures]:
    """For each reporting locality, by code: what each line of the year's form holds."""
    found = {x.code: Counter[str]() for x in reporting(year)}
    _count_documents(year, found)
    for part, total in NATIONAL[year].parts.items():
        for code, count in _over_country(year, part, total).items():
            found[code][part] = count
            found[code][_TOTALS[part[0]]] += count
    _count_fines(year, found)
    _count_tasks(year, found)
    _count_participants(year, found)
    for code, counts in found.items():
        _count_of_which(year, code, counts)
    return {code: _in_million(counts) for code, counts in found.items()}


def _over_country(year: int, part: str, total: int) -> dict[str, int]:
    """One part of the country's sum over the localities: in proportion, rare by lot."""
    weights = {}
    for territory in reporting(year):
        chance = Chance("weight", year, part, territory.code)
        weights[territory.code] = _weight(territory, part) * chance.between(88, 112)
    if total >= _RARE:
        return apportion(total, weights)
    chance = Chance("rare", year, part)
    drawn = Counter(chance.draw(weights) for _ in range(total))
    return {code: drawn[code] for code in weights}


def _weight(territory: Territory, part: str) -> int:
    """How much of a part a territory has; programs are spread more evenly."""
    weight = 0
    subject = _SUBJECTS.get(part[0])
    for code in territory.predecessors or (territory.code,):
        own = size(Territory("63", code, "", "", "", ()))
        if subject is None:
            weight += isqrt(own * 10_000)
        else:
            strong = code in STRONG.get(subject, ())
            weight += own * 100 * (4 if strong else 1)
    return weight


def _count_documents(year: int, found: dict[str, Counter[str]]) -> None:
    for code, counts in DOCUMENTS[year].items():
        for line, count in zip(("A1", "A2", "A3"), counts, strict=True):
            found[code][line] = count
            found[code]["A"] += count


def _count_fines(year: int, found: dict[str, Counter[str]]) -> None:
    """Every case has one right, one agency and one fine."""
    chance = Chance("cases", year)
    cases = [
        _Event(code, right, chance.between(4 * _QUARTERS, 21 * _QUARTERS))
        for code, counts in found.items()
        for right in ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B9")
        for _ in range(counts[right])
    ]
    _settle(cases, NATIONAL[year].fines * _QUARTERS, at_least=4 * _QUARTERS)
    for case in cases:
        agency = chance.draw(_AGENCIES)
        found[case.code].update({agency: 1, "C": case.amount})
        found[case.code].update({f"C{case.kind[1:]}": case.amount})
        found[case.code].update({f"C{agency[1:]}": case.amount})


def _count_tasks(year: int, found: dict[str, Counter[str]]) -> None:
    """Every task has one source of money in the year."""
    chance = Chance("tasks", year)
    for counts in found.values():
        for _ in range(counts["G"]):
            spent = chance.between(100 * _QUARTERS, 150 * _QUARTERS)
            counts.update({"H": spent, chance.draw(_SOURCES): spent})


def _count_participants(year: int, found: dict[str, Counter[str]]) -> None:
    """Every course has its participants, and every participant one audience."""
    chance = Chance("courses", year)
    courses = [
        _Event(code, kind, chance.between(30, 45))
        for code, counts in found.items()
        for kind in ("K1", "K2")
        for _ in range(counts[kind])
    ]
    _settle(courses, NATIONAL[year].participants, at_least=20)
    for course in courses:
        counts = found[course.code]
        counts.update({"L": course.amount, f"L{course.kind[1:]}": course.amount})
        counts.update(chance.draw(_AUDIENCES) for _ in range(course.amount))


def _count_of_which(year: int, code: str, counts: Counter[str]) -> None:
    chance = Chance("of which", year, code)
    counts["B1a"] = counts["B1"] * chance.between(58, 76) // 100
    if year >= 2025:
        counts["La"] = counts["L"] * chance.between(35, 48) // 100
        counts["M1a"] = counts["M1"] * chance.between(8, 24) // 100
        counts["EC1"] = counts["E"] * chance.between(48, 66) // 100
        counts["EC2"] = counts["E"] - counts["EC1"]


def _settle(events: list[_Event], total: int, *, at_least: int) -> None:
    """Change the amounts by ones, in turn, until they add up to `total`."""
    missing = total - sum(x.amount for x in events)
    step = 1 if missing > 0 else -1
    while missing:
        for event in events:
            if missing and event.amount + step >= at_least:
                event.amount += step
                missing -= step


def _in_million(counts: Counter[str]) -> Figures:
    money = ("C", "H")
    return {
        line: Decimal(count) / _QUARTERS if line.startswith(money) else count
        for line, count in counts.items()
    }

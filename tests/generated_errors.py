"""Right blocks, each with one error put into it: what the named causes are worth.

Seeded and reproducible. Two kinds are unknown to the solver on purpose: a random number
in one cell, and two slips at once. `table()` is what docs/stewards.md shows.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass

from dagster_project.inquiry import replay
from tests.country import codes
from tests.given import Report, loaded, report

PARTS = {
    "A": (("A1", "A2", "A3", "A9"),),
    "B": (
        ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B9"),
        ("BA1", "BA2", "BA3", "BA4", "BA5", "BA9"),
    ),
    "E": (("E1", "E2", "E3", "E9"),),
    "G": (("G1", "G2", "G3", "G9"),),
    "L": (("L1", "L2"), ("LB1", "LB2", "LB3", "LB4", "LB9")),
    "M": (("M1", "M2", "M3", "M4", "M5"),),
    "N": (("N1", "N2", "N3", "N4", "N5"),),
    "P": (("P1", "P2", "P3", "P4", "P9"),),
}
KNOWN = (
    "transposition",
    "digit_dropped",
    "digit_added",
    "digit_changed",
    "unit_slip",
    "exchange",
    "subtotal_counted",
    "part_left_out",
    "sign",
)
UNKNOWN = ("a random number", "two transpositions")
KINDS = (*KNOWN, *UNKNOWN)
OUTCOMES = ("cause and cell", "cell only", "abstained", "wrong cell")

Block = dict[str, int]


@dataclass(frozen=True)
class Planted:
    """An error of a kind, and the cells that were changed."""

    kind: str
    cells: frozenset[str]


def _split(dice: random.Random, total: int, count: int) -> list[int]:
    weights = [dice.random() ** 3 for _ in range(count)]
    parts = [int(total * weight / sum(weights)) for weight in weights]
    parts[0] += total - sum(parts)
    return parts


def _right(dice: random.Random, total_code: str) -> Block:
    total = int(10 ** dice.uniform(1, 4))
    block = {total_code: total}
    for codes_ in PARTS[total_code]:
        block |= dict(zip(codes_, _split(dice, total, len(codes_)), strict=True))
    if total_code == "B":
        block["B1a"] = dice.randint(0, block["B1"])
    return block


def _swapped(dice: random.Random, value: int) -> int | None:
    text = str(value)
    places = [
        at
        for at in range(len(text) - 1)
        if text[at] != text[at + 1] and not (at == 0 and text[1] == "0")
    ]
    if not places:
        return None
    at = dice.choice(places)
    return int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def _edited(dice: random.Random, kind: str, value: int) -> int | None:
    """The number with one slip of the kind; None where it has no room for it."""
    text = str(value)
    at = dice.randrange(len(text))
    if kind == "transposition":
        return _swapped(dice, value)
    if kind == "a random number":
        return int(10 ** dice.uniform(0, 4))
    if value == 0:
        return None
    if kind == "digit_dropped":
        return int(text[:at] + text[at + 1 :]) if len(text) > 1 else None
    if kind == "digit_added":
        return int(text[: at + 1] + dice.choice("0123456789") + text[at + 1 :])
    if kind == "digit_changed":
        return int(text[:at] + dice.choice("123456789") + text[at + 1 :])
    return -value if kind == "sign" else value * 1000


def _planted(
    dice: random.Random, kind: str, total_code: str, block: Block
) -> Planted | None:
    """Put the error into the block; None where this block has no room for it."""
    lines = [code for code in block if code != "B1a"]
    parts = [code for code in lines if code != total_code]
    changes: dict[str, int | None]
    if kind == "exchange":
        at = dice.randrange(len(lines) - 1)
        one, other = lines[at : at + 2]
        changes = {one: block[other], other: block[one]}
    elif kind == "part_left_out":
        changes = {total_code: block[total_code] - block[dice.choice(parts)]}
    elif kind == "subtotal_counted":
        again = block.get("B1a", block[total_code])
        changes = {total_code: block[total_code] + again}
    elif kind == "two transpositions":
        changes = {code: _swapped(dice, block[code]) for code in dice.sample(lines, 2)}
    else:
        code = dice.choice(lines)
        changes = {code: _edited(dice, kind, block[code])}
    if any(value is None or value == block[code] for code, value in changes.items()):
        return None
    block.update({code: value for code, value in changes.items() if value is not None})
    return Planted(kind, frozenset(changes))


def country(seed: int) -> tuple[list[Report], dict[tuple[int, str, str], Planted]]:
    """Two years of reports with one error a block, and what was planted where."""
    dice = random.Random(seed)
    reports, planted = [], {}
    for year in (2023, 2024):
        for code in codes("63"):
            cells: Block = {}
            for total_code in PARTS:
                error = None
                while error is None:
                    block = _right(dice, total_code)
                    error = _planted(dice, dice.choice(KINDS), total_code, block)
                planted[year, code, total_code] = error
                cells |= block
            reports.append(report(code, year, cells))
    return reports, planted


def outcomes(seed: int) -> dict[str, Counter[str]]:
    """For each kind of error, how often the failing sums were explained how."""
    reports, planted = country(seed)
    con = loaded(reports)
    replay.build_models(con, up_to={"int_causes"})
    found = con.execute("""
        select sums.report_year, sums.locality_code, sums.total_code, causes.cause,
            causes.line_code, causes.other_code
        from intermediate.int_sums__judged as sums
        left join intermediate.int_causes as causes
            using (report_year, unit_set, locality_code, rule_id)
        where sums.verdict = 'fail' and sums.is_current
    """).fetchall()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for year, code, total_code, cause, *accused in found:
        error = planted[year, code, total_code]
        if cause is None or cause == "undecided":
            outcome = "abstained"
        elif not error.cells & set(accused):
            outcome = "wrong cell"
        else:
            outcome = "cause and cell" if cause == error.kind else "cell only"
        counts[error.kind][outcome] += 1
    return counts


def table(counts: dict[str, Counter[str]]) -> str:
    """The outcomes as a Markdown table."""
    lines = [
        "| Error | failing sums | " + " | ".join(OUTCOMES) + " |",
        "|---|---:|" + "---:|" * len(OUTCOMES),
    ]
    total: Counter[str] = sum((counts[kind] for kind in KINDS), Counter())
    for name, row in [*((kind, counts[kind]) for kind in KINDS), ("all", total)]:
        cells = " | ".join(str(row[outcome]) for outcome in OUTCOMES)
        lines.append(f"| {name.replace('_', ' ')} | {row.total()} | {cells} |")
    return "\n".join(lines)

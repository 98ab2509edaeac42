"""The verdict of SUM against brute force: every way in which the numbers could be true.

What was written is turned into the set of integers that it may mean, straight from the
definition of the readings; a rule holds when some choice of one integer a cell adds up.
No interval arithmetic, so it cannot share a mistake with the models.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.inquiry import replay
from tests.given import loaded, report

CEILING = 60  # beyond any sum of what is written below


@dataclass(frozen=True)
class Written:
    """A text with the integers that it customarily and at the widest may mean."""

    text: str
    customary: frozenset[int]
    widest: frozenset[int]
    is_given: bool = True

    @property
    def has_number(self) -> bool:
        return bool(self.customary)


def number(text: str, customary: Iterable[int], widest: Iterable[int]) -> Written:
    return Written(text, frozenset(customary), frozenset(widest))


NOTHING: frozenset[int] = frozenset()
WRITTEN = (
    *(number(str(n), [n], [n]) for n in range(4)),
    number("hơn 2", [3], range(3, CEILING)),  # no integer in (2, 3): the next one
    number("gần 3", [2], range(3)),  # [2, 3) and [0, 3)
    number("khoảng 2", [2], range(1, 4)),  # [1.5, 2.5] and [1, 3]
    number("ít nhất 2", range(2, CEILING), range(2, CEILING)),
    number("tối đa 1", range(2), range(2)),
    Written("", NOTHING, NOTHING, is_given=False),
    Written("-", NOTHING, NOTHING, is_given=False),
    Written("n/a", NOTHING, NOTHING),
    Written("k.a.d", NOTHING, NOTHING),
    Written("12*", NOTHING, NOTHING),
)


def may_mean(part: Written, widest: bool) -> frozenset[int]:
    if part.has_number:
        return part.widest if widest else part.customary
    return frozenset([0]) if part.text == "k.a.d" else frozenset(range(CEILING))


def adds_up(total: Written, parts: tuple[Written, ...], widest: bool) -> bool:
    sums = {0}
    for part in parts:
        sums = {s + n for s in sums for n in may_mean(part, widest) if s + n < CEILING}
    return not sums.isdisjoint(may_mean(total, widest))


def expected(total: Written, parts: tuple[Written, ...]) -> str:
    if all(not w.is_given or w.text == "k.a.d" for w in (total, *parts)):
        return "not_asked"
    if not total.has_number or not any(part.is_given for part in parts):
        return "cannot_tell"
    if not adds_up(total, parts, widest=True):
        return "fail"
    if not adds_up(total, parts, widest=False):
        return "soft_gap"
    if any(not part.has_number and part.text != "k.a.d" for part in parts):
        return "cannot_tell"
    points = all(
        len(w.widest) == 1 and len(w.customary) == 1
        for w in (total, *parts)
        if w.text != "k.a.d"
    )
    return "exact" if points else "consistent"


def judged(
    lines: tuple[str, ...], rule_id: str, blocks: list[tuple[Written, ...]]
) -> list[str]:
    """The models' verdicts: each block is a version that replaces all earlier ones."""
    con = loaded(
        report(
            "01",
            2024,
            {code: w.text for code, w in zip(lines, block, strict=True)},
            replaces_all=True,
        )
        for block in blocks
    )
    replay.build_models(con, up_to={"int_sums__judged"})
    found = con.execute(
        "select verdict from intermediate.int_sums__judged"
        " where rule_id = ? and version > 0 order by version",
        [rule_id],
    ).fetchall()
    return [verdict for (verdict,) in found]


def test_every_small_block_is_judged_as_enumeration_judges_it() -> None:
    blocks = list(itertools.product(WRITTEN, repeat=3))
    verdicts = judged(("K", "K1", "K2"), "SUM:K:event_type", blocks)
    wrong = [
        ([written.text for written in block], verdict, truth)
        for block, verdict in zip(blocks, verdicts, strict=True)
        if verdict != (truth := expected(block[0], block[1:]))
    ]
    assert wrong == []
    assert set(verdicts) == {
        "exact",
        "consistent",
        "soft_gap",
        "fail",
        "cannot_tell",
        "not_asked",
    }


LARGER = (
    *WRITTEN,
    *(number(str(n), [n], [n]) for n in (4, 5, 7, 12)),
    number("hơn 10", range(11, 20), range(11, CEILING)),
    number("gần 10", range(10), range(10)),
    number("khoảng 10", range(5, 16), range(21)),
)


@settings(max_examples=3, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(*[st.sampled_from(LARGER)] * 5), min_size=300, max_size=300))
def test_longer_blocks_are_judged_as_enumeration_judges_them(
    blocks: list[tuple[Written, ...]],
) -> None:
    verdicts = judged(("G", "G1", "G2", "G3", "G9"), "SUM:G:field", blocks)
    for block, verdict in zip(blocks, verdicts, strict=True):
        assert verdict == expected(block[0], block[1:]), [w.text for w in block]

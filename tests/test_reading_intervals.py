"""How much a number may be: a hedged or rounded one in both its readings.

B is a count (cases), C is money (fines, written in million đồng, held in đồng).
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.reading import Reader, customary, reader, widest

INF = None
# Money in đồng; the line is written in million đồng. "(" open, "[" closed.
INTERVALS = [
    # u of 3.300 is 100
    ("hơn 3.300", "B", (3301, False, 3399, False), (3301, False, INF, False)),
    ("trên 40", "B", (41, False, 49, False), (41, False, INF, False)),
    ("gần 40", "B", (30, False, 39, False), (0, False, 39, False)),
    ("~40", "B", (35, False, 45, False), (30, False, 50, False)),
    ("khoảng 40", "B", (35, False, 45, False), (30, False, 50, False)),
    ("xấp xỉ 40 vụ", "B", (35, False, 45, False), (30, False, 50, False)),
    ("khoảng 200", "B", (150, False, 250, False), (100, False, 300, False)),
    ("khoảng 41", "B", (41, False, 41, False), (40, False, 42, False)),
    ("ít nhất 5", "B", (5, False, INF, False), (5, False, INF, False)),
    ("không quá 10", "B", (0, False, 10, False), (0, False, 10, False)),
    ("tối đa 10", "B", (0, False, 10, False), (0, False, 10, False)),
    ("≤ 10", "B", (0, False, 10, False), (0, False, 10, False)),
    ("dưới 10", "B", (0, False, 9, False), (0, False, 9, False)),
    ("<10", "B", (0, False, 9, False), (0, False, 9, False)),
    ("dưới 12", "C", (0, False, 12_000_000, True), (0, False, 12_000_000, True)),
    ("> 40", "B", (41, False, 49, False), (41, False, INF, False)),
    ("≥5", "B", (5, False, INF, False), (5, False, INF, False)),
    ("không dưới 5", "B", (5, False, INF, False), (5, False, INF, False)),
    ("ước tính 40", "B", (35, False, 45, False), (30, False, 50, False)),
    ("ước 40 vụ", "B", (35, False, 45, False), (30, False, 50, False)),
    # no count is less than 0: the number itself is left
    ("dưới 0", "B", (0, False, 0, False), (0, False, 0, False)),
    # (41, 42) holds no integer: 42
    ("hơn 41", "B", (42, False, 42, False), (42, False, INF, False)),
    ("gần 41", "B", (40, False, 40, False), (0, False, 40, False)),
    ("gần 1", "B", (0, False, 0, False), (0, False, 0, False)),
    ("hơn 0", "B", (1, False, 1, False), (1, False, INF, False)),
    # no money is below 0 either, and [0, 0) would hold nothing
    ("gần 0", "C", (0, False, 0, False), (0, False, 0, False)),
    # [-1, 0) and [0, 0) hold no count: v - 1, as the contract says
    ("gần 0", "B", (-1, False, -1, False), (-1, False, -1, False)),
    # u of 40,0 is 0.1: (40, 40.1) holds no integer
    ("hơn 40,0", "B", (41, False, 41, False), (41, False, INF, False)),
    ("MORE THAN 40", "B", (41, False, 49, False), (41, False, INF, False)),
    ("approximately 40", "B", (35, False, 45, False), (30, False, 50, False)),
    ("at least 5", "B", (5, False, INF, False), (5, False, INF, False)),
    (
        "hơn 1,2 tỷ đồng",
        "C",
        (1_200_000_000, True, 1_300_000_000, True),
        (1_200_000_000, True, INF, True),
    ),
    (
        "gần 1,2 tỷ",
        "C",
        (1_100_000_000, False, 1_200_000_000, True),
        (0, False, 1_200_000_000, True),
    ),
    (
        "khoảng 1,2 tỷ",
        "C",
        (1_150_000_000, False, 1_250_000_000, False),
        (1_100_000_000, False, 1_300_000_000, False),
    ),
    # without a unit word u is in the line's million đồng: u of 870 is 10 million
    (
        "hơn 870",
        "C",
        (870_000_000, True, 880_000_000, True),
        (870_000_000, True, INF, True),
    ),
    ("không quá 5", "C", (0, False, 5_000_000, False), (0, False, 5_000_000, False)),
    # rounded: a unit word of 10^6 or more is written
    (
        "36,7 tỷ",
        "C",
        (36_650_000_000, False, 36_750_000_000, False),
        (36_650_000_000, False, 36_750_000_000, False),
    ),
    # zeros after the mark are significant, zeros of an integer are not
    (
        "36,70 tỷ",
        "C",
        (36_695_000_000, False, 36_705_000_000, False),
        (36_695_000_000, False, 36_705_000_000, False),
    ),
    (
        "40 triệu",
        "C",
        (35_000_000, False, 45_000_000, False),
        (35_000_000, False, 45_000_000, False),
    ),
    ("0 triệu", "C", (0, False, 500_000, False), (0, False, 500_000, False)),
    # not rounded: no unit word, or one below 10^6
    ("36,7", "C", (36_700_000, False) * 2, (36_700_000, False) * 2),
    ("500 nghìn đồng", "C", (500_000, False) * 2, (500_000, False) * 2),
    ("12 đồng", "C", (12, False) * 2, (12, False) * 2),
    ("12,5", "B", (Decimal("12.5"), False) * 2, (Decimal("12.5"), False) * 2),
    ("-3", "B", (-3, False) * 2, (-3, False) * 2),
]


@pytest.fixture(scope="module")
def one_read() -> Iterator[Reader]:
    yield from reader((text, "text", "vi", line) for text, line, *_ in INTERVALS)


@pytest.mark.parametrize(("text", "line", "one", "other"), INTERVALS)
def test_a_number_has_a_customary_and_a_widest_interval(
    one_read: Reader, text: str, line: str, one: tuple, other: tuple
) -> None:
    row = one_read(text, line)
    assert customary(row) == one
    assert widest(row) == other
    is_point = one[0] == one[2] == other[2] == row["value"]
    assert row["is_hedged"] is not is_point


def test_a_hedged_number_counts_as_the_number_written(one_read: Reader) -> None:
    assert one_read("hơn 41")["value"] == 41


def test_a_hedged_zero_is_a_value(one_read: Reader) -> None:
    assert one_read("hơn 0")["state"] == "value"

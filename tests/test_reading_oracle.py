"""The warehouse's SQL and an independent reading in Python agree on any text."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.reading import LINES, Cell, all_read, as_reading, empty_reports
from tests.reading_oracle import CELL_WORDS, HEDGES, UNITS, read


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = empty_reports()
    yield connection
    connection.close()


DIGITS = st.text("0123456789", min_size=1, max_size=4)
SHORT = st.text("0123456789", min_size=1, max_size=26)
GROUP = st.text("0123456789", min_size=3, max_size=3)
MARK = st.sampled_from([".", ",", " ", "\u00a0", "\u2009", "\u200b"])
GROUPED = st.builds(
    lambda first, mark, groups: first + "".join(mark + g for g in groups),
    st.text("0123456789", min_size=1, max_size=3),
    MARK,
    st.lists(GROUP, max_size=3),
)
NUMBERS = st.one_of(
    SHORT,
    DIGITS,
    GROUPED,
    st.builds("{},{}".format, DIGITS, st.text("0123456789", min_size=1, max_size=8)),
    st.builds("{}{}{}".format, GROUPED, MARK, st.text("0123456789", max_size=8)),
    st.sampled_from(["0", "1.250", "1,250", "36,7", "3.300", "1250,50", "0,0", "1200"]),
)
HEDGE = st.sampled_from(["", *HEDGES])
UNIT = st.sampled_from(
    ["", "vụ", "cases", *(u for u in UNITS if UNITS[u][1] == ["VND"])]
)
GAP = st.sampled_from(["", " ", " ", "\u00a0", "\n", "  ", "\u200b"])
WRITTEN = st.builds("{}{}{}{}{}".format, HEDGE, GAP, NUMBERS, GAP, UNIT)
ODD = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["-", "−", "+", "hơn khoảng", "hơn -", "=", "@", *HEDGES]),
    GAP,
    NUMBERS,
    GAP,
    st.sampled_from(["*", "(1)", "e3", ".", "vụ vụ", "%", *UNITS]),
)
CASED = st.builds(str.upper, WRITTEN)
NOISE = st.text(
    st.one_of(
        st.sampled_from("0123456789., -–vụtỷhơn%"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A written number with one character put in, taken out or doubled."""
    text = draw(WRITTEN)
    at = draw(st.integers(0, len(text)))
    return (
        text[:at]
        + draw(st.sampled_from(["", " ", ".", ",", "1", "\x00", "-"]))
        + (text[at + draw(st.integers(0, 1)) :])
    )


WORDS = st.sampled_from([*CELL_WORDS])
TEXTS = st.one_of(NUMBERS, WRITTEN, WRITTEN, CASED, ODD, mutated(), NOISE, WORDS)


def differences(con: duckdb.DuckDBPyConnection, cells: list[Cell]) -> list[tuple]:
    """Up to five cells that SQL and the oracle read differently, with both readings."""
    found = all_read(con, cells)
    assert len(found) == len(set(cells))
    compared = (
        (cell, as_reading(row), read(cell[0], cell[1], cell[2], LINES[cell[3]]))
        for cell, row in found.items()
    )
    return [one for one in compared if one[1] != one[2]][:5]


def agree(con: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    """Each text, in both languages, as a count and as money."""
    assert differences(con, [
        (text, "text", language, line)
        for text in texts
        for language in ("vi", "en")
        for line in LINES
    ]) == []  # fmt: skip


# Shrinking a list of hundreds of texts takes minutes and tells nothing more than the
# five differences do.
MANY = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@settings(MANY, max_examples=15)
@given(st.lists(TEXTS, min_size=150, max_size=400))
def test_any_text_is_read_alike_by_sql_and_by_the_oracle(con, texts) -> None:
    agree(con, texts)


@pytest.mark.soak
@settings(MANY, max_examples=150)
@given(st.lists(TEXTS, min_size=150, max_size=400))
def test_many_more_texts_are_read_alike(con, texts) -> None:
    agree(con, texts)


@settings(MANY, max_examples=5)
@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, places=4, max_value=10**25),
        min_size=100,
    )
)
def test_typed_numbers_are_read_alike(con, numbers) -> None:
    texts = {f"{number:f}" for number in numbers}
    cells = [(t, "number", "vi", line) for t in texts for line in LINES]
    assert differences(con, cells) == []


def test_every_word_hedge_and_unit_is_read_alike_with_every_number(con) -> None:
    numbers = ["1", "0", "40", "3.300", "1,2", "36,70", "1,250", "0,05", "12.5", "-7"]
    agree(con, [f"{hedge} {number}" for hedge in HEDGES for number in numbers])
    agree(con, [f"{number} {unit}" for unit in UNITS for number in numbers])
    agree(con, [f"{h} 1,20 {u}" for h in HEDGES for u in UNITS])
    agree(con, list(CELL_WORDS))

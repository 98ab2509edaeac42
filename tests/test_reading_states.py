"""What a word or the type of a spreadsheet cell says in place of a number.

B is a count (cases), C is money (fines, written in million đồng, held in đồng).
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.reading import Reader, customary, reader, widest

STATES = [
    ("", "blank"),
    (" \t\n\u00a0\u3000", "blank"),
    ("\u200b", "blank"),
    ("0", "zero"),
    ("00", "zero"),
    ("0,0", "zero"),
    ("-0", "zero"),
    ("0 vụ", "zero"),
    ("không", "zero"),
    ("Không có", "zero"),
    ("KHÔNG\u00a0 CÓ", "zero"),
    ("kho\u0302ng co\u0301", "zero"),  # decomposed (NFD)
    ("khong co", "zero"),
    ("Không phát sinh", "zero"),
    ("không có phát sinh", "zero"),
    ("none", "zero"),
    ("Nil", "zero"),
    ("-", "dash"),
    ("–", "dash"),
    ("—", "dash"),
    ("−", "dash"),
    ("/", "dash"),
    (" - ", "dash"),
    ("không áp dụng", "not_applicable"),
    ("N/A", "not_available"),
    ("chưa có số liệu", "not_available"),
    ("Chưa tổng hợp", "not_available"),
    ("..", "not_available"),
]


@pytest.fixture(scope="module")
def one_read() -> Iterator[Reader]:
    yield from reader(
        (text, "text", "vi", line) for text, _ in STATES for line in ("B", "C")
    )


@pytest.mark.parametrize(("text", "state"), STATES)
@pytest.mark.parametrize("line", ["B", "C"])
def test_a_word_is_a_state(one_read: Reader, text: str, state: str, line: str) -> None:
    if line == "C" and text == "0 vụ":
        state = "unreadable"
    row = one_read(text, line)
    assert row["state"] == state
    if state == "zero":
        assert row["value"] == 0
        assert customary(row) == widest(row) == (0, False, 0, False)
    else:
        assert row["value"] is None
        assert customary(row) == widest(row) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "kind", "state"),
    [
        ("", "empty", "blank"),
        ("2024-05-12", "date", "unreadable"),
        ("TRUE", "boolean", "unreadable"),
        ("#REF!", "error", "unreadable"),
        ("36,7", "torn_row", "unreadable"),
        ("1", "shown_otherwise", "unreadable"),
        ("=SUM(E5:E9)", "formula", "unreadable"),
        ("", "formula", "unreadable"),
        ("1250", "number", "value"),
        ("0", "number", "zero"),
    ],
)
def test_a_typed_cell_is_what_its_type_says(
    one_read: Reader, text: str, kind: str, state: str
) -> None:
    assert one_read(text, kind=kind)["state"] == state


@pytest.mark.parametrize(
    ("text", "language", "line", "value"),
    [
        ("1.25", "vi", "B", "1.25"),  # a point is a decimal point in a typed number
        ("1.250", "vi", "B", "1.25"),
        ("36.7", "vi", "C", "36700000"),
        ("36.7", "en", "C", "36700000"),
        ("-3", "vi", "B", "-3"),
        ("123456789012345", "vi", "B", "123456789012345"),
        ("0.000001", "vi", "C", "1"),
    ],
)
def test_a_typed_number_is_that_number(
    one_read: Reader, text: str, language: str, line: str, value: str
) -> None:
    row = one_read(text, line, language, kind="number")
    assert row["value"] == Decimal(value)
    assert customary(row) == (Decimal(value), False, Decimal(value), False)

"""The meaning of a cell: every example of the contract and of real local figures.

B is a count (cases), C is money (fines, written in million đồng, held in đồng).
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from tests.reading import Cell, all_read, customary, empty_reports, widest

INF = None
Reader = Callable[..., dict]


@pytest.fixture(scope="module")
def one_read() -> Iterator[Reader]:
    """Reads one cell; the cells of the tables below are read in one go."""
    con = empty_reports()
    known = all_read(con, _cells_of_tables())

    def look_up(
        text: str, line: str = "B", language: str = "vi", kind: str = "text"
    ) -> dict:
        cell = (text, kind, language, line)
        if cell not in known:
            known.update(all_read(con, [cell]))
        return known[cell]

    yield look_up
    con.close()


def _cells_of_tables() -> list[Cell]:
    tables = [row[:3] for row in [*VALUES, *UNREADABLE, *BOTH_READINGS]]
    return [
        *((text, "text", language, line) for text, language, line in tables),
        *((text, "text", "vi", line) for text, _ in STATES for line in ("B", "C")),
        *((text, "text", "vi", line) for text, line, *_ in INTERVALS),
    ]


# text, language, line, value in the base unit
VALUES = [
    ("1.250", "vi", "B", "1250"),
    ("1.250.000", "vi", "B", "1250000"),
    ("1.349", "vi", "B", "1349"),
    ("299442", "vi", "B", "299442"),
    ("36,7", "vi", "C", "36700000"),
    ("1.250,5", "vi", "C", "1250500000"),
    ("1250,5", "vi", "C", "1250500000"),
    ("1,250", "vi", "C", "1250000"),
    ("0,125", "vi", "C", "125000"),
    ("319,613 tỷ", "vi", "C", "319613000000"),
    ("36,7 tỷ", "vi", "C", "36700000000"),
    ("36,7 tr", "vi", "C", "36700000"),
    ("1.250 trđ", "vi", "C", "1250000000"),
    ("36,7 tr.đ", "vi", "C", "36700000"),
    ("36,7 Tr.đồng", "vi", "C", "36700000"),
    ("1,2 tỷ đ", "vi", "C", "1200000000"),
    ("1,250", "en", "B", "1250"),
    ("2,041", "en", "B", "2041"),
    ("1.250", "en", "C", "1250000"),
    ("36.7", "en", "C", "36700000"),
    ("1,250.5", "en", "C", "1250500000"),
    ("1,250,000", "en", "B", "1250000"),
    ("01", "vi", "B", "1"),
    ("02", "vi", "B", "2"),
    ("08", "vi", "B", "8"),
    ("007", "en", "B", "7"),
    ("1 250", "vi", "B", "1250"),
    ("1\u00a0250", "vi", "B", "1250"),
    ("1\u2009250\u202f000", "vi", "B", "1250000"),
    ("12 345 678", "en", "B", "12345678"),
    ("1 250,5", "vi", "C", "1250500000"),
    ("  12\u00a0", "vi", "B", "12"),
    ("-3", "vi", "B", "-3"),
    ("−3", "vi", "B", "-3"),
    ("-1.250,5", "vi", "C", "-1250500000"),
    ("12,5", "vi", "B", "12.5"),
    ("36,7", "vi", "B", "36.7"),
    ("0,125", "vi", "B", "0.125"),
    ("12 vụ", "vi", "B", "12"),
    ("12vụ", "vi", "B", "12"),
    ("12 VỤ VIỆC", "vi", "B", "12"),
    ("12 hồ sơ", "vi", "B", "12"),
    ("12 cases", "en", "B", "12"),
    ("1,2 tỷ đồng", "vi", "C", "1200000000"),
    ("1,2 tỉ đồng", "vi", "C", "1200000000"),
    ("1,2tỷ", "vi", "C", "1200000000"),
    ("1,2 tỷ Ðồng", "vi", "C", "1200000000"),
    ("45 triệu", "vi", "C", "45000000"),
    ("24 triệu đồng", "vi", "C", "24000000"),
    ("500 nghìn đồng", "vi", "C", "500000"),
    ("5 triệu VND", "vi", "C", "5000000"),
    ("1,2 tỷ VNĐ", "vi", "C", "1200000000"),
    ("207.690.000 đồng", "vi", "C", "207690000"),
    ("207,690,000 VND", "en", "C", "207690000"),
    ("207.690.000 VNĐ", "vi", "C", "207690000"),
    ("207690000₫", "vi", "C", "207690000"),
    ("45 million", "en", "C", "45000000"),
    ("1.2 billion", "en", "C", "1200000000"),
    ("45m", "en", "C", "45000000"),
    ("1.2bn", "en", "C", "1200000000"),
    ("1,234567", "vi", "C", "1234567"),
    ("123456789012345678901234", "vi", "B", "123456789012345678901234"),
    ("9.007.199.254.740.993", "vi", "C", "9007199254740993000000"),
]


@pytest.mark.parametrize(("text", "language", "line", "value"), VALUES)
def test_a_number_is_read_in_the_language_of_its_form(
    one_read: Reader, text: str, language: str, line: str, value: str
) -> None:
    row = one_read(text, line, language)
    assert (row["state"], row["value"]) == ("value", Decimal(value))
    assert row["problem_vi"] is None
    assert row["problem_en"] is None


UNREADABLE = [
    ("11.7943", "vi", "B"),
    ("1,250.5", "vi", "B"),
    ("1,250.5", "vi", "C"),
    ("1,250,000", "vi", "C"),
    ("1.250,5", "en", "C"),
    ("1,250", "vi", "B"),
    ("1,250 vụ", "vi", "B"),
    ("hơn 1,250", "vi", "B"),
    ("1.250", "en", "B"),
    ("12.5", "vi", "B"),
    ("0.125", "vi", "B"),
    ("1 25", "vi", "B"),
    ("1 250 00", "vi", "B"),
    ("1234 567", "vi", "B"),
    ("1 250.000", "vi", "B"),
    ("1\n250", "vi", "B"),
    ("3\t 120", "vi", "B"),
    ("12.", "vi", "B"),
    ("12,", "vi", "B"),
    ("12..5", "vi", "B"),
    (".5", "vi", "C"),
    (",5", "vi", "C"),
    ("12*", "vi", "B"),
    ("12 (1)", "vi", "B"),
    ("(12)", "vi", "B"),
    ("1e3", "vi", "B"),
    ("1E3", "en", "C"),
    ("١٢", "vi", "B"),
    ("１２", "vi", "B"),
    ("1٢", "vi", "B"),
    ("12²", "vi", "B"),
    ("½", "vi", "B"),
    ("+3", "vi", "B"),
    ("=1+1", "vi", "B"),
    ("=12", "vi", "B"),
    ("@x", "vi", "B"),
    ("@12", "vi", "B"),
    ("--3", "vi", "B"),
    ("- 3", "vi", "B"),
    ("–3", "vi", "B"),
    ("hơn -3", "vi", "B"),
    ("hơn khoảng 3", "vi", "B"),
    ("khoảng hơn 3", "vi", "B"),
    ("hơn hơn 3", "vi", "B"),
    ("hơn", "vi", "B"),
    ("40 trở lên", "vi", "B"),
    ("12 vụ 3", "vi", "B"),
    ("12 vụ", "vi", "C"),
    ("12 đối tượng", "vi", "B"),
    ("12 tỷ", "vi", "B"),
    ("12 %", "vi", "B"),
    ("39,4%", "vi", "C"),
    ("1,2345678", "vi", "C"),
    ("0,5 đồng", "vi", "C"),
    ("1,250 đồng", "vi", "C"),
    ("1/2", "vi", "B"),
    ("12/5/2024", "vi", "B"),
    ("2024-05-12", "vi", "B"),
    ("3-5", "vi", "B"),
    ("true", "en", "B"),
    ("#REF!", "vi", "B"),
    ("nhiều", "vi", "B"),
    ("😀", "vi", "B"),
    ("\x00", "vi", "B"),
    ("12\x00", "vi", "B"),
    ("\x1b[31m12", "vi", "B"),
    ("1\u200b2", "vi", "B"),
    ("1" * 400, "vi", "B"),
    ("1234567890123456789012345", "vi", "B"),
    ("1" * 19, "vi", "C"),  # 25 digits in đồng
    ("0,1234567", "vi", "B"),
    ("trong đó 12", "vi", "B"),
]


@pytest.mark.parametrize(("text", "language", "line"), UNREADABLE)
def test_what_has_no_single_reading_is_unreadable_in_both_languages(
    one_read: Reader, text: str, language: str, line: str
) -> None:
    row = one_read(text, line, language)
    assert (row["state"], row["value"], row["low"]) == ("unreadable", None, None)
    assert row["problem_vi"]
    assert row["problem_en"]


BOTH_READINGS = [
    ("1,250", "vi", "B", "1,25 hoặc 1250", "1.25 or 1250"),
    ("1.250", "en", "B", "1,25 hoặc 1250", "1.25 or 1250"),
    ("11.7943", "vi", "B", "117943 hoặc 11,7943", "117943 or 11.7943"),
    ("1,250.5", "vi", "C", "1,2505 hoặc 1250,5", "1.2505 or 1250.5"),
    ("1.250,5", "en", "C", "1,2505 hoặc 1250,5", "1.2505 or 1250.5"),
    ("12.5", "vi", "B", "125 hoặc 12,5", "125 or 12.5"),
    ("1,250,000", "vi", "B", "1250000", "1250000"),
    ("1,250 đồng", "vi", "C", "1,25 hoặc 1250", "1.25 or 1250"),
]


@pytest.mark.parametrize(("text", "language", "line", "vi", "en"), BOTH_READINGS)
def test_the_message_names_the_text_and_both_readings(
    one_read: Reader, text: str, language: str, line: str, vi: str, en: str
) -> None:
    row = one_read(text, line, language)
    assert row["problem_vi"].startswith(f"“{text}”")
    assert row["problem_en"].startswith(f"“{text}”")
    assert f"có thể là {vi}." in row["problem_vi"]
    assert f"it may be {en}." in row["problem_en"]


def test_a_message_says_which_units_a_word_means(one_read: Reader) -> None:
    row = one_read("12 lượt", "B")
    assert "lượt tổ chức, cá nhân hoặc lượt người học" in row["problem_vi"]
    assert "clients or participants, this line is in cases" in row["problem_en"]


def test_a_message_about_a_long_text_is_short_and_without_control_characters(
    one_read: Reader,
) -> None:
    row = one_read("\x1b\x00\n" + "x" * 1_000_000)
    assert len(row["problem_vi"]) < 300
    assert row["problem_vi"].isprintable()


STATES = [
    ("", "blank"),
    (" \t\n\u00a0\u3000", "blank"),
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


@pytest.mark.parametrize("text", ["１２３", "1２", "١٢", "hơn ４０"])
def test_digits_that_are_not_0_to_9_are_said_to_be_so(one_read, text: str) -> None:
    row = one_read(text)
    assert "chữ số 0–9" in row["problem_vi"]
    assert "type the number again with 0–9" in row["problem_en"]


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

"""The number in a cell: every example of the contract and of real local figures.

B is a count (cases), C is money (fines, written in million đồng, held in đồng).
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.reading import Reader, reader


@pytest.fixture(scope="module")
def one_read() -> Iterator[Reader]:
    tables = (*VALUES, *UNREADABLE, *BOTH_READINGS)
    yield from reader(
        (text, "text", language, line) for text, language, line, *_ in tables
    )


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
    ("\u200b12\u200b", "vi", "B", "12"),
    ("1\u2060250\u00ad vụ", "vi", "B", "1250"),
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
    assert "lượt tổ chức, cá nhân hoặc lượt người tham dự" in row["problem_vi"]
    assert "clients or participants, this line is in cases" in row["problem_en"]


def test_a_message_about_a_long_text_is_short_and_without_control_characters(
    one_read: Reader,
) -> None:
    row = one_read("\x1b\x00\n" + "x" * 1_000_000)
    assert len(row["problem_vi"]) < 300
    assert row["problem_vi"].isprintable()


@pytest.mark.parametrize("text", ["１２３", "1２", "١٢", "hơn ４０"])
def test_digits_that_are_not_0_to_9_are_said_to_be_so(one_read, text: str) -> None:
    row = one_read(text)
    assert "chữ số 0–9" in row["problem_vi"]
    assert "type the number again with 0–9" in row["problem_en"]

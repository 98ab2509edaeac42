"""The encodings of a CSV: read where they are certain, whatever bytes come."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.submissions.encodings import TCVN3, is_vietnamese
from dagster_project.submissions.refusals import Refused
from expectations.form import form
from tests.texts import HEADER, one, read, values

VIETNAMESE = HEADER + "2024,22,A,không có\n2024,22,A1,hơn 3\n2024,22,B,chưa tổng hợp\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_with_or_without_its_mark(encoding: str) -> None:
    assert values(VIETNAMESE.encode(encoding))[0] == ("A", "text", "không có")


def test_windows_1258_is_read_where_it_is_certain() -> None:
    # Windows-1258 writes ô and ơ as letters and the tones as marks behind them.
    parted = unicodedata.normalize("NFD", VIETNAMESE)
    for letter in "âăêôơưđ":
        parted = parted.replace(unicodedata.normalize("NFD", letter), letter)
    assert [x[2] for x in values(parted.encode("cp1258"))] == [
        "không có",
        "hơn 3",
        "chưa tổng hợp",
    ]


def test_tcvn3_is_read_where_it_is_certain() -> None:
    back = {y: x for x, y in TCVN3.items()}
    content = bytes(back.get(x) or ord(x) for x in VIETNAMESE)
    assert [x[2] for x in values(content)] == ["không có", "hơn 3", "chưa tổng hợp"]


def test_an_encoding_that_is_not_certain_is_refused_by_name() -> None:
    with pytest.raises(Refused) as caught:
        read((HEADER + "2024,22,A,Ünïcôdé ß÷\n").encode("latin-1"))
    assert caught.value.code == "encoding"
    assert "UTF-8" in caught.value.reason_vi


def test_a_word_is_vietnamese_by_how_it_is_built() -> None:
    assert is_vietnamese("không có số liệu, Nghiêng, ĐÀ NẴNG, quyết, giữa")
    assert not is_vietnamese("kh“ng cã")
    assert not is_vietnamese("naïve Müller")


CODES = [x.code for x in form().lines(2024)]
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(CODES), TEXT, min_size=1, max_size=8),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_text_is_written_is_read_back_as_it_is(
    written: dict[str, str], delimiter: str, encoding: str
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(["report_year", "locality_code", "line_code", "value"])
    writer.writerows(["2024", "22", x, y] for x, y in written.items())
    found = one(stream.getvalue().encode(encoding))
    assert {x.line_code: x.raw_text for x in found.cells} == written


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_never_more(content: bytes) -> None:
    try:
        assert read(HEADER.encode() + content)
    except Refused as refused:
        assert refused.reason_vi and refused.reason_en

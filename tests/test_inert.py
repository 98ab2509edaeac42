"""What a sender wrote is harmless in a terminal and in a spreadsheet."""

import csv
from io import StringIO

import pytest

from dagster_project import inert


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+cmd|x", "-2+3", "@SUM(A1)", "\t1", "\ra", "\n ", "＝1+1", "=", "-"],
)
def test_a_text_that_would_be_evaluated_is_quoted(text: str) -> None:
    assert inert.for_spreadsheet(text) == f"'{text}"


SEPARATED = [
    "a;=1+1;b",
    'a;"=1+1;b',
    "a\t@SUM(A1)\tb",
    "a\n=1;",
    "a\r＝1;",
    ";;=1",
    "\t=1",
    "\r=1",
    "\n=1",
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("text", SEPARATED)
def test_no_text_is_evaluated_whatever_a_spreadsheet_takes_for_the_separator(
    text: str, delimiter: str
) -> None:
    written = StringIO()
    inert.csv_rows(written, [["2025", inert.for_spreadsheet(text), "E"]])
    lines = written.getvalue().splitlines(keepends=True)
    for row in csv.reader(lines, delimiter=delimiter):
        assert not any(inert.FORMULA.match(cell) for cell in row), row


def test_what_no_text_holds_is_written_out_in_a_csv() -> None:
    assert inert.for_spreadsheet("2\0") == "2\\x00"
    assert inert.for_spreadsheet("=\x1b1") == "'=\\x1b1"


@pytest.mark.parametrize(
    "value", ["-5", "+3,5", "-1.250,5", "12 %", "a=b", "a; -5", "", 5, None]
)
def test_a_number_or_a_plain_text_is_left_alone(value: object) -> None:
    assert inert.for_spreadsheet(value) == value


def test_control_characters_and_turned_directions_are_written_out() -> None:
    assert inert.for_terminal("a\x1b[31m\x07b\u202egpj") == (
        "a\\x1b[31m\\x07b\\u202egpj"
    )
    assert inert.for_terminal("Quảng Ninh\n[đỏ]") == "Quảng Ninh\n[đỏ]"


def test_a_name_adds_no_line_to_what_is_said_of_it() -> None:
    assert inert.on_one_line("a\nok   disk\x1b[2J") == "a\\nok   disk\\x1b[2J"


def test_what_a_page_would_not_show_is_written_out_there() -> None:
    assert inert.for_page("1\x002 \x1b[31m \x85\u202e9") == (
        "1\\x002 \\x1b[31m \\x85\\u202e9"
    )
    assert inert.for_page("Quảng\tNinh\r\n“12”") == "Quảng\tNinh\r\n“12”"

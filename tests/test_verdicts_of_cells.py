"""Verdicts of OFW and CELL on hand-made reports, worked out by hand."""

from decimal import Decimal

import pytest

from tests.country import Country

COUNTRY = Country(2024)
SILENT = COUNTRY.locality()
# of which 20 in trademarks counted again: 40 + 12 + 8 + 20 ≠ 80
OF_WHICH_COUNTED = COUNTRY.report(
    {"B": 80, "B1": 40, "B1a": 20, "B2": 12, "B3": 8}
    | dict.fromkeys(("B4", "B5", "B6", "B7", "B9"), 0)
)
OF_WHICH_ABOVE = COUNTRY.report({"B": 9, "B1": 9, "B1a": 10})
OF_WHICH_EQUAL = COUNTRY.report({"B": 9, "B1": 9, "B1a": 9})
OF_WHICH_ALONE = COUNTRY.report({"B1a": 3})
# hơn 30 is 31 to 39 and, widest, anything from 31 on: 35 of which is customarily fine
OF_WHICH_HEDGED = COUNTRY.report({"B": 60, "B1": "hơn 30", "B1a": 35})
OF_WHICH_GAP = COUNTRY.report({"B": 60, "B1": "hơn 30", "B1a": 45})
BAD_CELLS = COUNTRY.report(
    {"A": -3, "A1": "12,5", "A2": "#REF!", "A3": "=1+1", "A9": "~40", "C": "12,5"}
)
ONLY_UNREADABLE = COUNTRY.report({"E": "12*"})


def test_an_of_which_is_never_added() -> None:
    # 40 + 12 + 8 = 60: the total took the 20 in again
    row = COUNTRY.row(OF_WHICH_COUNTED, "SUM:B:ip_right")
    assert (row["verdict"], row["gap"], row["summed_low"]) == ("fail", 20, 60)
    assert COUNTRY.verdict(OF_WHICH_COUNTED, "OFW:B1a") == "consistent"


def test_an_of_which_above_its_parent_fails_and_one_equal_to_it_does_not() -> None:
    row = COUNTRY.row(OF_WHICH_ABOVE, "OFW:B1a")
    assert (row["verdict"], row["gap"], row["cells"]) == ("fail", 1, "B1,B1a")
    assert COUNTRY.block(OF_WHICH_ABOVE, "cases_count")["status"] == "held"
    assert COUNTRY.verdict(OF_WHICH_EQUAL, "OFW:B1a") == "consistent"
    assert COUNTRY.verdict(OF_WHICH_ALONE, "OFW:B1a") == "cannot_tell"


def test_an_of_which_is_held_against_both_readings_of_its_parent() -> None:
    assert COUNTRY.verdict(OF_WHICH_HEDGED, "OFW:B1a") == "consistent"
    row = COUNTRY.row(OF_WHICH_GAP, "OFW:B1a")
    assert (row["verdict"], row["gap"]) == ("soft_gap", 6)  # 45 - 39


@pytest.mark.parametrize(
    ("line", "verdict", "reported"),
    [
        ("A", "fail", -3),
        ("A1", "fail", Decimal("12.5")),
        ("A2", "fail", None),
        ("A3", "fail", None),
        ("A9", "consistent", 40),
        ("C", "consistent", 12_500_000),
    ],
)
def test_a_cell_is_readable_whole_and_not_negative(
    line: str, verdict: str, reported: Decimal | None
) -> None:
    row = COUNTRY.row(BAD_CELLS, f"CELL:{line}")
    assert (row["verdict"], row["reported_value"]) == (verdict, reported)


def test_a_block_of_nothing_but_an_unreadable_cell_is_held() -> None:
    assert COUNTRY.block(ONLY_UNREADABLE, "advised_count")["status"] == "held"
    assert COUNTRY.row(ONLY_UNREADABLE, "CELL:E")["status"] == "open"
    assert COUNTRY.block(SILENT, "advised_count")["status"] == "missing"

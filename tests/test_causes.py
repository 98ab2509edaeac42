"""The cause that is named for a failure, or that none is, worked out by hand."""

import pytest

from dagster_project import paths
from expectations.form import rows_of
from tests.country import Cells, Country

COUNTRY = Country(2024)


def rights(**cells: int | str) -> Cells:
    """Cases by right; whatever is not given is 0."""
    return dict.fromkeys(("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B9"), 0) | cells


def agencies(**cells: int | str) -> Cells:
    """Cases by agency; whatever is not given is 0."""
    return dict.fromkeys(("BA1", "BA2", "BA3", "BA4", "BA5", "BA9"), 0) | cells


# 321 = 285 + 31 + 5; of the single repairs only 258 is a swap of neighbours
SWAPPED = COUNTRY.report({"E": 321, "E1": 258, "E2": 31, "E3": 5, "E9": 0})
# million đồng taken for thousand: 1,250 is 1.25, the agencies add up to 1250
SLIPPED = COUNTRY.report(
    {"B": 9, "C": "1,250", "CA1": "640,5", "CA2": "609,5"}
    | dict.fromkeys(("CA3", "CA4", "CA5", "CA9"), 0)
)
# more than 400 by right and 400 by agency: no total is both
OPEN_ENDED = COUNTRY.report(
    {"B": 9, "C": 40, "C1": "hơn 400", "CA1": 400}
    | dict.fromkeys(("C2", "C3", "C4", "C5", "C6", "C7", "C9"), 0)
    | dict.fromkeys(("CA2", "CA3", "CA4", "CA5", "CA9"), 0)
)
# 40 + 12 + 8 = 60; the 20 of which were counted again
OF_WHICH = COUNTRY.report({"B": 80, "B1a": 20} | rights(B1=40, B2=12, B3=8))
# 40 + 12 + 8 = 60 and 48 is all but the 12
LEFT_OUT = COUNTRY.report({"B": 48} | rights(B1=40, B2=12, B3=8))
NEGATIVE = COUNTRY.report({"E": 46, "E1": 33, "E2": -8, "E3": 5, "E9": 0})
# by right 62 + 5 = 67, by agency 31 + 36; 5 and 31 changed places
EXCHANGED = COUNTRY.report({"B": 67} | rights(B1=62, B9=31) | agencies(BA1=5, BA2=36))
# 50 = 30 + 15 + 5 by right; nothing is given by agency
EXCHANGED_ALONE = COUNTRY.report({"B": 30} | rights(B1=50, B2=15, B3=5))
# 67 - 62 = 5: either 31 may be a 36, and the total a 62
TIED = COUNTRY.report({"E": 67, "E1": 31, "E2": 31, "E3": 0, "E9": 0})
# the total agrees by right, so it is not accused by agency; 21 + 13 = 34, 12 is 21
ONE_WAY = COUNTRY.report({"B": 34} | rights(B1=30, B2=4) | agencies(BA1=12, BA2=13))
# both ways add up to 46; 64 has its digits swapped and explains both at once
BOTH_WAYS = COUNTRY.report({"B": 64} | rights(B1=30, B2=16) | agencies(BA1=25, BA2=21))
# both ways add up to 46 and no slip makes 193 of it: nobody else is accused
UNKNOWN = COUNTRY.report({"B": 193} | rights(B1=30, B2=16) | agencies(BA1=25, BA2=21))
# 11 = 0 + 11: "nearly 1" of a count can be 0 alone, and is hedged all the same
HEDGED = COUNTRY.report({"E": 11, "E1": "gần 1", "E2": 0, "E3": 0, "E9": 0})
RIGHT = COUNTRY.report({"E": 128, "E1": 117, "E2": 8, "E3": 3, "E9": 0})
BLANK = COUNTRY.report({"E": 128, "E1": 117, "E2": 8})
# 12 000 000 000 000 - 9 999 999 999 999 = 2 000 000 000 001: exact to the last digit
LARGE = COUNTRY.report(
    {"E": "12000000000000", "E1": "2000000000010", "E2": "9999999999999"}
    | {"E3": 0, "E9": 0}
)
LAST_YEAR = COUNTRY.locality()
COUNTRY.send(LAST_YEAR, {"E": 90, "E1": 47, "E2": 31, "E3": 12, "E9": 0}, year=2023)
# 158 = 113 + 32 + 13 and the 47 stood there a year ago
COUNTRY.send(LAST_YEAR, {"E": 158, "E1": 47, "E2": 32, "E3": 13, "E9": 0})


@pytest.mark.parametrize(
    ("code", "rule", "cause", "cell", "value"),
    [
        (SWAPPED, "SUM:E:ip_right", "transposition", "E1", 285),
        (SLIPPED, "SUM:C:agency", "unit_slip", "C", 1_250_000_000),
        (OPEN_ENDED, "SUM:C:ip_right", None, None, None),
        (OF_WHICH, "SUM:B:ip_right", "subtotal_counted", "B", 60),
        (LEFT_OUT, "SUM:B:ip_right", "part_left_out", "B", 60),
        (NEGATIVE, "SUM:E:ip_right", "sign", "E2", 8),
        (NEGATIVE, "CELL:E2", "sign", "E2", 8),
        (EXCHANGED, "SUM:B:ip_right", "exchange", "BA1", 31),
        (EXCHANGED, "SUM:B:agency", "exchange", "BA1", 31),
        (EXCHANGED_ALONE, "SUM:B:ip_right", "exchange", "B1", 30),
        (ONE_WAY, "SUM:B:agency", "transposition", "BA1", 21),
        (BOTH_WAYS, "SUM:B:ip_right", "transposition", "B", 46),
        (BOTH_WAYS, "SUM:B:agency", "transposition", "B", 46),
        (LAST_YEAR, "SUM:E:ip_right", "last_year", "E1", 113),
        (LARGE, "SUM:E:ip_right", "transposition", "E1", 2_000_000_000_001),
        (TIED, "SUM:E:ip_right", "undecided", None, None),
        (UNKNOWN, "SUM:B:ip_right", None, None, None),
        (HEDGED, "SUM:E:ip_right", None, None, None),
        (RIGHT, "SUM:E:ip_right", None, None, None),
        (BLANK, "SUM:E:ip_right", None, None, None),
    ],
)
def test_the_cause_is_named_with_its_cell_or_not_at_all(
    code: str, rule: str, cause: str | None, cell: str | None, value: int | None
) -> None:
    row = COUNTRY.row(code, rule)
    assert (row["cause"], row["cause_cell"], row["cause_value"]) == (cause, cell, value)


def test_a_named_cause_is_told_in_both_languages() -> None:
    row = COUNTRY.row(SWAPPED, "SUM:E:ip_right")
    assert "E1 ghi 258 thay cho 285" in row["message_vi"]
    assert "E1 says 258 for 285" in row["message_en"]


def test_only_failures_have_a_cause() -> None:
    accused = COUNTRY.con.sql(
        "select count(*) from marts.reconciliations"
        " where cause is not null and verdict != 'fail'"
    ).fetchone()
    assert accused == (0,)


def test_every_cause_has_its_name_for_the_pages_and_the_marks_and_no_other() -> None:
    causes = {row["cause"] for row in rows_of(paths.SEEDS / "rule_causes.csv")}
    words = rows_of(paths.PROJECT / "dagster_project" / "reporting" / "words.csv")
    groups = [row["key"].partition(".") for row in words]
    assert {name for group, _, name in groups if group == "cause" and name} == causes

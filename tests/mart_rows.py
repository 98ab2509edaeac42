"""Rows of the marts, for the tests of their figures."""

import pytest

from tests import given
from tests.given import report, rows


def indicator(con, year, name, member="total", breakdown=None):
    found = rows(
        con,
        "select * from marts.annual_indicators where report_year = ? and indicator = ?"
        " and member = ? and breakdown = coalesce(?, breakdown)",
        year,
        name,
        member,
        breakdown,
    )
    assert len(found) == 1
    return found[0]


def coverage(row):
    return tuple(
        row[f"localities_{what}"]
        for what in ("expected", "reporting", "held", "missing")
    )


PARTS_OF_DOCUMENTS = {"A1": 1, "A2": 1, "A3": 0, "A9": 0}


@pytest.fixture(scope="session")
def five_localities():
    """Five of the 63 in 2024.

    Hà Nội (01): documents 2 = 1 + 1 + 0 + 0; cases 1000, fines "12.000" million đồng;
    courses 4, participants "hơn 120"; applications 200, trademarks 187.
    Hồ Chí Minh (79): documents blank, parts 3 + 2 + 0 + 0 (implied 5); cases
    "hơn 3.300"; applications 7, trademarks blank.
    Quảng Ninh (22): documents 9 = 4 + 4 + 0 + 0 is wrong (held); cases 10, fines
    missing; titles 8, trademarks 5.
    Huế (46): documents "chưa có số liệu"; cases "ít nhất 5", fines 60 million.
    Đà Nẵng (48): everything blank but media items 0.
    """
    con = given.built(
        [
            report(
                "01",
                2024,
                {
                    "A": 2,
                    **PARTS_OF_DOCUMENTS,
                    "B": 1000,
                    "C": "12.000",
                    "K": 4,
                    "L": "hơn 120",
                    "M": 200,
                    "M1": 187,
                },
                submission_id="hanoi",
            ),
            report(
                "79",
                2024,
                {"A1": 3, "A2": 2, "A3": 0, "A9": 0, "B": "hơn 3.300", "M": 7},
                submission_id="hcm",
            ),
            report(
                "22",
                2024,
                {"A": 9, "A1": 4, "A2": 4, "A3": 0, "A9": 0, "B": 10, "N": 8, "N1": 5},
                submission_id="quangninh",
            ),
            report("46", 2024, {"A": "chưa có số liệu", "B": "ít nhất 5", "C": 60}),
            report("48", 2024, {"P": 0, "B": None}),
        ]
    )
    yield con
    con.close()

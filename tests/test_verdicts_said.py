"""What a verdict says is true: its numbers, its remedy and what it calls blank."""

import pytest

from tests.country import Country

COUNTRY = Country(2024)

NO_OTHER_RIGHT = dict.fromkeys(("C2", "C3", "C4", "C5", "C6", "C7", "C9"), 0)
# "more than 300 million" is above 300 million, "nearly 300 million" below it
POINT_BESIDE_MORE = COUNTRY.report({"C": 300, "C1": "hơn 300"} | NO_OTHER_RIGHT)
POINT_BESIDE_NEARLY = COUNTRY.report({"C": 300, "C1": "gần 300"} | NO_OTHER_RIGHT)
POINT_BELOW_PARTS = COUNTRY.report({"C": 300, "C1": "hơn 300"})
MIXED = COUNTRY.report({"C": 250, "C1": "hơn 300"} | NO_OTHER_RIGHT | {"C2": "gần 200"})
CLOSED = COUNTRY.report({"C": 900, "C1": "khoảng 300"} | NO_OTHER_RIGHT)
BELOW_ONE = COUNTRY.report({"E": "dưới 1", "E1": 5, "E2": 0, "E3": 0, "E9": 0})
NONE_OF_NEARLY_ONE = COUNTRY.report(
    {"E": "gần 1"} | dict.fromkeys(("E1", "E2", "E3", "E9"), 0)
)
NOT_APPLICABLE = COUNTRY.report({"E": "không áp dụng", "C": "không áp dụng"})


@pytest.mark.parametrize(
    ("report", "found_vi", "found_en"),
    [
        (
            POINT_BESIDE_MORE,
            "lệch chưa tới 1 đồng. Sẽ khớp nếu C là hơn 300.000.000"
            " và dưới 400.000.000 đồng",
            "less than 1 VND apart. It holds if C is more than 300,000,000"
            " and less than 400,000,000 VND",
        ),
        (
            POINT_BESIDE_NEARLY,
            "lệch chưa tới 1 đồng. Sẽ khớp nếu C là 200.000.000 đến dưới 300.000.000",
            "less than 1 VND apart. It holds if C is 200,000,000 to less than 300,0",
        ),
        (
            POINT_BELOW_PARTS,
            "vượt chưa tới 1 đồng. Sẽ khớp nếu C là hơn 300.000.000 đồng",
            "less than 1 VND too much. It holds if C is more than 300,000,000 VND",
        ),
        (
            MIXED,
            "Sẽ khớp nếu C là hơn 400.000.000 và dưới 600.000.000 đồng",
            "It holds if C is more than 400,000,000 and less than 600,000,000 VND",
        ),
        (
            CLOSED,
            "Sẽ khớp nếu C là 250.000.000 đến 350.000.000 đồng",
            "It holds if C is 250,000,000 to 350,000,000 VND",
        ),
    ],
)
def test_the_remedy_excludes_the_number_of_an_open_end(
    report: str, found_vi: str, found_en: str
) -> None:
    row = COUNTRY.row(report, "SUM:C:ip_right")
    assert row["verdict"] == "fail"
    assert found_vi in row["message_vi"]
    assert found_en in row["message_en"]


def test_a_hedge_that_one_count_fits_is_still_told_in_its_own_words() -> None:
    fails = COUNTRY.row(BELOW_ONE, "SUM:E:ip_right")
    assert "cộng lại đúng “dưới 1”" in fails["message_vi"]
    assert "add up to “dưới 1”" in fails["message_en"]
    holds = COUNTRY.row(NONE_OF_NEARLY_ONE, "SUM:E:ip_right")
    assert holds["verdict"] == "consistent"
    assert (
        "is given as “gần 1” (1); E1 + E2 + E3 + E9 add up to 0" in holds["message_en"]
    )


@pytest.mark.parametrize("rule", ["SUM:E:ip_right", "REQ:E", "PAIR:fines-cases"])
def test_what_does_not_apply_is_not_asked_and_not_said_to_be_blank(rule: str) -> None:
    row = COUNTRY.row(NOT_APPLICABLE, rule)
    assert (row["verdict"], row["status"]) == ("not_asked", None)
    assert row["message_vi"].endswith("để trống hoặc không áp dụng.")
    assert row["message_en"].endswith("are blank or do not apply.")

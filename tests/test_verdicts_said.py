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
BELOW_ZERO = COUNTRY.report({"E": -46, "E1": 33, "E2": 8, "E3": 5, "E9": 0})
FRACTION = COUNTRY.report({"E": "12,5", "E1": 12, "E2": 0, "E3": 0, "E9": 0})
PARTS_BELOW_ZERO = COUNTRY.report({"E": 3, "E1": 2, "E2": -7, "E3": 0, "E9": 0})
PART_BELOW_ZERO = COUNTRY.report({"E": 10, "E1": 3, "E2": -2, "E9": 0})
PARENT_BELOW_ZERO = COUNTRY.report({"B1": -5, "B1a": 3})
PARENT_HEDGED = COUNTRY.report({"B1": "gần 10", "B1a": 20})
SMALL = {"E": 128, "E1": 117, "E2": 8, "E3": 3, "E9": 0}
SMALL_AGAIN = COUNTRY.locality()
COUNTRY.send(SMALL_AGAIN, SMALL, year=2023)
COUNTRY.send(SMALL_AGAIN, SMALL)
NEARLY_ONE_CASE = COUNTRY.report({"B": "gần 1", "C": 5})
NEARLY_TEN_PEOPLE = COUNTRY.report({"K": 10, "L": "gần 10"})
NEARLY_TEN = COUNTRY.report({"E": "gần 10", "E1": 3, "E2": 0, "E3": 0})
MORE_THAN_THREE = COUNTRY.report({"E": 10, "E1": "hơn 3", "E2": 0, "E3": 0})
NEARLY_TEN_ALONE = COUNTRY.report({"E": "gần 10"})
ONE_ABOVE = COUNTRY.report({"E": 1, "E1": 2})
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


@pytest.mark.parametrize(
    ("report", "rule", "end_vi", "end_en"),
    [
        (
            BELOW_ZERO,
            "SUM:E:ip_right",
            "lệch 92. Số -46 không thể là E: hãy sửa E trước.",
            "92 apart. E cannot be -46: please correct E first.",
        ),
        (
            FRACTION,
            "SUM:E:ip_right",
            "lệch 0,5. Số 12,5 không thể là E: hãy sửa E trước.",
            "0.5 apart. E cannot be 12.5: please correct E first.",
        ),
        (
            PARTS_BELOW_ZERO,
            "SUM:E:ip_right",
            "lệch 8. Sẽ khớp nếu các dòng E1, E2, E3, E9 cộng lại đúng 3.",
            "8 apart. It holds if E1, E2, E3, E9 add up to 3.",
        ),
        (
            PARENT_BELOW_ZERO,
            "OFW:B1a",
            "vượt 8. B1 không thể là số âm: hãy sửa B1 trước.",
            "8 too much. B1 cannot be negative: please correct B1 first.",
        ),
        (
            PARENT_HEDGED,
            "OFW:B1a",
            "Sẽ đúng nếu B1a không quá 9, hoặc B1 ít nhất là 20.",
            "It holds if B1a is at most 9, or if B1 is at least 20.",
        ),
    ],
)
def test_no_number_that_a_cell_may_not_hold_is_told_as_a_remedy(
    report: str, rule: str, end_vi: str, end_en: str
) -> None:
    row = COUNTRY.row(report, rule)
    assert row["verdict"] == "fail"
    assert end_vi in row["message_vi"]
    assert end_en in row["message_en"]


def test_beside_a_negative_part_no_remainder_is_asked_for() -> None:
    row = COUNTRY.row(PART_BELOW_ZERO, "SUM:E:ip_right")
    assert (row["verdict"], row["remainder"]) == ("cannot_tell", 9)
    assert row["message_vi"].endswith(
        "cộng lại 1, nhưng E2 không thể là số âm: hãy sửa E2 trước."
    )
    assert row["message_en"].endswith(
        "add up to 1, but E2 cannot be negative: please correct E2 first."
    )


def test_too_few_cells_are_not_said_to_be_no_copy_where_all_are_the_same() -> None:
    row = COUNTRY.row(SMALL_AGAIN, "COPY")
    assert row["verdict"] == "consistent"
    assert row["message_vi"].startswith("Năm 2023 chỉ có 4 ô khác 0 (4 ô giống hệt")
    assert row["message_en"].startswith("Too few cells of 2023 are not zero to tell")
    assert row["message_en"].endswith(": 4, of which 4 the same this year.")


def test_what_may_be_one_or_several_is_told_in_words_that_fit_both() -> None:
    row = COUNTRY.row(NEARLY_TEN_ALONE, "EMPTY")
    assert row["message_en"] == "Cells above zero: 1."
    row = COUNTRY.row(ONE_ABOVE, "SUM:E:ip_right")
    assert "already, though nothing is known of E2, E3, E9: 1 too" in row["message_en"]


def test_a_pair_that_a_hedge_parts_is_told_as_it_was_written() -> None:
    row = COUNTRY.row(NEARLY_ONE_CASE, "PAIR:fines-cases")
    assert row["verdict"] == "fail"
    assert "ghi “gần 1” (1). Sẽ đúng nếu B lớn hơn 0" in row["message_vi"]
    assert "as “gần 1” (1). It holds if B is above 0" in row["message_en"]
    row = COUNTRY.row(NEARLY_TEN_PEOPLE, "PAIR:participants-courses")
    assert (row["verdict"], row["severity"]) == ("fail", "soft")
    assert "ghi “gần 10” (10), ít hơn K" in row["message_vi"]
    assert "is given as “gần 10” (10), fewer than K" in row["message_en"]


@pytest.mark.parametrize("report", [NEARLY_TEN, MORE_THAN_THREE])
def test_no_remainder_of_a_hedge_is_asked_for_that_would_fail(report: str) -> None:
    row = COUNTRY.row(report, "SUM:E:ip_right")
    assert (row["verdict"], row["remainder"]) == ("cannot_tell", 7)
    assert "cộng lại 3. Phần còn lại thuộc E9: hãy ghi vào đó." in row["message_vi"]
    assert "add up to 3. The rest belongs to E9: please give it." in row["message_en"]


def test_a_hedge_is_to_be_divided_as_it_was_written() -> None:
    row = COUNTRY.row(NEARLY_TEN_ALONE, "SUM:E:ip_right")
    assert row["message_vi"].endswith("Hãy chia “gần 10” cho các dòng đó.")
    assert row["message_en"].endswith("Please divide “gần 10” among them.")


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

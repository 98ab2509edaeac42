"""Verdicts of SUM and OFW on hedged numbers, worked out by hand."""

from tests.country import Country

COUNTRY = Country(2024)


def fined(total: str, by_one_agency: int) -> str:
    """A report of fines in all and, in millions, by the one agency that fined."""
    others = dict.fromkeys(("CA2", "CA3", "CA4", "CA5", "CA9"), 0)
    return COUNTRY.report({"C": total, "CA1": by_one_agency} | others)


# hơn 1,2 tỷ is between 1.2 and 1.3 billion, both open; 640.5 + 587 = 1,227.5 million
AGENCIES = {"CA1": "640,5", "CA2": "587"} | dict.fromkeys(
    ("CA3", "CA4", "CA5", "CA9"), 0
)
OVER_1_2_BILLION = COUNTRY.report({"B": 9, "C": "hơn 1,2 tỷ"} | AGENCIES)
NEARLY_1_2_BILLION = COUNTRY.report({"B": 9, "C": "gần 1,2 tỷ"} | AGENCIES)
# over 1.2 billion customarily ends below 1.3; 1,400 is met only in the widest reading
WIDELY_OVER = fined("hơn 1,2 tỷ", 1400)
# open end: more than 1.2 billion is not 1.2 billion
EXACTLY_1_2_BILLION = fined("hơn 1,2 tỷ", 1200)
# nearly 1.2 billion is not 1.2 billion either, and more than 1.2 billion is customarily
# not 1.3 billion
NEARLY_EXACTLY = fined("gần 1,2 tỷ", 1200)
EXACTLY_1_3_BILLION = fined("hơn 1,2 tỷ", 1300)
# closed end: at least 1.2 billion may be 1.2 billion
AT_LEAST_1_2_BILLION = fined("ít nhất 1,2 tỷ", 1200)
# A count "more than 5" is 6, "nearly 100" 0 to 99: never the written number itself.
MORE_THAN_5_IS_6 = COUNTRY.report({"E": "hơn 5", "E1": 6})
MORE_THAN_5_IS_NOT_5 = COUNTRY.report(
    {"E": "hơn 5", "E1": 5, "E2": 0, "E3": 0, "E9": 0}
)
NEARLY_100_IS_NOT_100 = COUNTRY.report({"E": "gần 100", "E1": 100})
MORE_THAN_ALL = COUNTRY.report({"B1": 5, "B1a": "hơn 5"})
# whatever "more than 3" is, it is 4 at least
PART_MORE_THAN_3 = COUNTRY.report({"E": 2, "E1": "hơn 3"})


def test_a_hedged_number_beside_the_sum_is_apart_by_its_reading() -> None:
    gaps = {
        (MORE_THAN_5_IS_NOT_5, "SUM:E:ip_right"): 1,
        (NEARLY_100_IS_NOT_100, "SUM:E:ip_right"): -1,
        (MORE_THAN_ALL, "OFW:B1a"): 1,
    }
    for (report, rule), gap in gaps.items():
        row = COUNTRY.row(report, rule)
        assert (row["verdict"], row["gap"]) == ("fail", gap)


def test_what_remains_is_never_below_zero() -> None:
    row = COUNTRY.row(MORE_THAN_5_IS_6, "SUM:E:ip_right")
    assert (row["verdict"], row["gap"], row["remainder"]) == ("cannot_tell", 0, 0)


def test_the_remedy_for_a_hedged_number_would_satisfy_the_rule() -> None:
    """Parts that add up to 5 are what fails beside "more than 5"."""
    for report, rule_id, remedy_vi, remedy_en in [
        (
            MORE_THAN_5_IS_NOT_5,
            "SUM:E:ip_right",
            "nếu E là 5, hoặc các dòng E1, E2, E3, E9 cộng lại đúng “hơn 5”.",
            "if E is 5, or if E1, E2, E3, E9 add up to “hơn 5”.",
        ),
        (
            NEARLY_100_IS_NOT_100,
            "SUM:E:ip_right",
            "nếu E là ít nhất 100, hoặc các dòng chi tiết không vượt “gần 100”.",
            "if E is at least 100, or if the parts do not exceed “gần 100”.",
        ),
        (
            PART_MORE_THAN_3,
            "SUM:E:ip_right",
            "nếu E là ít nhất 4, hoặc các dòng chi tiết không vượt 2.",
            "if E is at least 4, or if the parts do not exceed 2.",
        ),
        (
            MORE_THAN_ALL,
            "OFW:B1a",
            "nếu B1a không quá 5, hoặc B1 ít nhất là “hơn 5”.",
            "if B1a is at most 5, or if B1 is at least “hơn 5”.",
        ),
    ]:
        row = COUNTRY.row(report, rule_id)
        assert row["verdict"] == "fail"
        assert remedy_vi in row["message_vi"]
        assert remedy_en in row["message_en"]


def test_more_than_meets_a_sum_within_its_last_digit() -> None:
    row = COUNTRY.row(OVER_1_2_BILLION, "SUM:C:agency")
    assert (row["verdict"], row["gap"]) == ("consistent", 0)
    assert row["reported_value"] == 1_200_000_000
    assert row["summed_low"] == row["summed_high"] == 1_227_500_000
    assert "1.227.500.000 đồng" in row["message_vi"]
    assert "1,227,500,000 VND" in row["message_en"]


def test_nearly_fails_above_even_in_the_widest_reading() -> None:
    row = COUNTRY.row(NEARLY_1_2_BILLION, "SUM:C:agency")
    assert (row["verdict"], row["gap"]) == ("fail", -27_500_000)
    assert COUNTRY.block(NEARLY_1_2_BILLION, "fines_vnd")["status"] == "held"
    assert COUNTRY.block(NEARLY_1_2_BILLION, "cases_count")["status"] == "counted"


def test_what_holds_only_in_the_widest_reading_is_a_soft_gap() -> None:
    row = COUNTRY.row(WIDELY_OVER, "SUM:C:agency")
    assert (row["verdict"], row["status"], row["gap"]) == (
        "soft_gap",
        "open",
        -200_000_000,
    )
    assert COUNTRY.block(WIDELY_OVER, "fines_vnd")["status"] == "counted"


def test_an_open_end_excludes_its_own_number_and_a_closed_one_does_not() -> None:
    assert COUNTRY.verdict(EXACTLY_1_2_BILLION, "SUM:C:agency") == "fail"
    assert COUNTRY.verdict(NEARLY_EXACTLY, "SUM:C:agency") == "fail"
    assert COUNTRY.verdict(EXACTLY_1_3_BILLION, "SUM:C:agency") == "soft_gap"
    assert COUNTRY.verdict(AT_LEAST_1_2_BILLION, "SUM:C:agency") == "consistent"

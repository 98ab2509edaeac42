"""Each sentence of the regenerated report is true of the marts it was written from."""

import random
import re
from decimal import Decimal

import pytest

from dagster_project.annual import annual_report
from dagster_project.reporting import hedging
from tests import given
from tests.claims import build, check
from tests.country import codes as codes_of
from tests.given import decision, report

SEED = 42


def country(pick):
    """Two years of twelve localities: hedged, blank, held and missing cells."""
    texts = (0, 1, 7, 30, 250, 1234, "hơn 40", "gần 90", "ít nhất 3", "-", None)
    money = (5, "12,5", "0,123456", "1.234,5", "hơn 1,2 tỷ đồng", "2 tỷ đồng", None)
    codes = ["01", "02", "04", "06", "08", "10", "11", "12", "14", "15", "22", "79"]
    lines = ("A", "A1", "B", "B1", "BA1", "E", "E1", "G", "K", "L", "M", "M1", "N", "P")
    return [
        report(
            code,
            year,
            {line: pick.choice(texts) for line in lines if pick.random() < 0.9}
            | {line: pick.choice(money) for line in ("C", "C1", "H")},
        )
        for year in (2023, 2024)
        for code in pick.sample(codes, 11)
    ]


@given.attempts(3)
def test_every_number_of_any_report_is_true_of_the_marts(attempt):
    con = build(country(random.Random(SEED + attempt)))
    for year in (2023, 2024):
        for language in ("vi", "en"):
            check(con, year, language)


def test_a_figure_that_every_locality_stands_behind_is_said_plainly():
    con = build([report(code, 2025, {"E": 2}) for code in codes_of("34")])
    text = check(con, 2025, "en")
    # 34 localities of two each.
    said = "recorded 68 instances of advice to organizations and persons on protecting"
    assert said in text
    assert ": All 34 localities." in text


@pytest.mark.parametrize(
    ("hedged", "said"), [("hơn 2", "from 68 to 69"), ("gần 2", "from 67 to 68")]
)
def test_a_hedged_count_with_one_reading_is_not_said_plainly(hedged, said):
    """“More than 2” reads 3 and counts as 2: neither is all that is known."""
    first, *others = codes_of("34")
    plain = [report(code, 2025, {"E": 2}) for code in others]
    con = build([report(first, 2025, {"E": hedged}), *plain])
    assert f"recorded {said} instances of advice" in check(con, 2025, "en")


def test_what_one_number_alone_satisfies_is_not_said_to_be_what_was_written():
    """Between 45 and 46 lies no whole number: "more than 45" reads 46 (contract, 4)."""
    none = dict.fromkeys(("E", "P", "A", "A1", "A2", "A3", "A9"), 0)
    first = none | {"E": "hơn 45", "P": "gần 45", "A": "hơn 0", "A1": "hơn 0"}
    con = build(
        [report(x, 2025, none if i else first) for i, x in enumerate(codes_of("34"))]
    )
    text = check(con, 2025, "en")
    assert "recorded from 45 to 46 instances of advice" in text
    assert "count from 44 to 45 media items" in text
    assert "Resolutions of the People's Council: 0–1[^1]" in text
    assert "từ 45 đến 46 lượt" in check(con, 2025, "vi")


def test_a_figure_with_a_locality_missing_is_a_lower_bound_that_names_it():
    con = build([report(code, 2025, {"E": 2}) for code in codes_of("34")[1:]])
    text = check(con, 2025, "vi")
    assert "ít nhất 66 lượt tổ chức, cá nhân" in text
    assert "33 trên 34 địa phương. Không có số liệu: Hà Nội." in text


def test_growth_is_said_as_an_increase_and_for_the_same_localities():
    # 01 goes from 10 to 15, 22 leaves with 10, 79 enters with 25: 20 to 40.
    con = build(
        [
            report("01", 2023, {"E": 10}),
            report("22", 2023, {"E": 10}),
            report("01", 2024, {"E": 15}),
            report("79", 2024, {"E": 25}),
        ]
    )
    text = check(con, 2024, "en")
    assert (
        "Against 2023 the sum of what was reported rose by 20 (100 %), with 2 of 63"
        " localities after 2 of 63; in the localities that count in both years (1) it"
        " rose by 5 (50 %)." in text
    )


def test_a_comparison_over_the_merger_says_which_map_it_is_on():
    con = build([report("01", 2024, {"E": 10}), report("01", 2025, {"E": 15})])
    text = check(con, 2025, "en")
    assert "> 2025 is on the map of 34 localities, 2024 on that of 63." in text
    assert "in the localities of the map of 2025 that count in both years (1)" in text
    assert "trên bản đồ năm 2025 có số liệu" in check(con, 2025, "vi")
    assert "map" not in check(con, 2024, "en")


def test_nothing_is_compared_across_a_scope_break():
    con = build([report("01", 2023, {"B": 10})])
    text = check(con, 2023, "en")
    assert "It is not compared with 2022: the two years do not count the same" in text


def test_ten_localities_must_count_before_one_stands_out():
    codes = ("01", "02", "04", "06", "08", "10", "11", "12", "14", "15")
    sizes = dict.fromkeys(codes, 1) | {"15": 11, "14": 5}
    reports = [report(code, 2024, {"E": sizes[code]}) for code in codes]
    # The average of ten is 24 / 10; twice of it is 4.8.
    assert "Standing out: Son La (11), Lai Chau (5)." not in check(
        build(reports[:9]), 2024, "en"
    )
    text = check(build(reports), 2024, "en")
    (line,) = [row for row in text.splitlines() if row.startswith("Standing out")]
    assert re.findall(r"\((\d+)\)", line) == ["11", "5"]


def test_made_up_submissions_are_announced_in_both_languages():
    con = build([report("01", 2024, {"E": 1})])
    assert "> Synthetic:" in check(con, 2024, "en")
    assert "> Dữ liệu giả lập:" in check(con, 2024, "vi")
    real = report("01", 2024, {"E": 1}, is_synthetic=False)
    assert "Synthetic" not in check(build([real]), 2024, "en")
    con = build([report("01", 2023, {"E": 1}), real])
    assert "> Synthetic:" in check(con, 2024, "en"), "it compares with made-up ones"


def test_what_may_be_more_than_nothing_is_not_said_to_be_nothing():
    con = build([report("01", 2024, {"B": "ít nhất 0", "C": "0 tỷ đồng", "E": 0})])
    text = check(con, 2024, "en")
    assert text.count("none in the reports that count") == 1


def test_a_ratio_whose_lower_end_is_unknown_is_at_least_nothing():
    con = build(
        [report("01", 2024, {"K": "gần 1", "L": 5}, submission_id="s")],
        [
            decision(
                "s", "PAIR:participants-courses", "accept", {"K": "gần 1", "L": "5"}
            )
        ],
    )
    assert "course" in check(con, 2024, "en")


@pytest.mark.parametrize(
    ("low", "high", "is_bound", "words"),
    [
        # Money is cut downward, and then it is more than what is said.
        (42_030_000_000, 42_030_000_000, False, "42.03 billion VND"),
        (42_034_999_999, 42_034_999_999, False, "over 42.03 billion VND"),
        (42_030_000_000, 42_030_000_000, True, "at least 42.03 billion VND"),
        (42_039_000_000, 42_039_000_000, True, "over 42.03 billion VND"),
        (1_234_567, 1_239_999, False, "from 1.23 to 1.24 million VND"),
        (999, 999, False, "999 VND"),
        # 10^33 đồng and one: every digit of it is seen.
        (10**33 + 1, 10**33 + 1, False, f"over 1{',000' * 8} billion VND"),
    ],
)
def test_money_is_rounded_so_that_it_stays_true(low, high, is_bound, words):
    said = hedging.amount(
        Decimal(low),
        Decimal(low),
        Decimal(high),
        "VND",
        "en",
        is_lower_bound=is_bound,
    )
    assert said.words == words


def test_a_year_that_is_not_published_is_named():
    con = build([report("01", 2024, {"E": 1})])
    with pytest.raises(annual_report.ReportError, match="2031; published: 2024"):
        annual_report.written(con, 2031, "vi")


def test_what_is_rounded_to_a_tenth_shows_the_tenth():
    con = build([report("01", 2024, {"K": 1, "L": 38, "M": 100, "M1": 94})])
    assert "about 38.0 attendances a course" in check(con, 2024, "en")
    assert "khoảng 94,0 % số đơn" in check(con, 2024, "vi")

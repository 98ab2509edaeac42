"""Rules on last year: YOY, COPY and UNIT on the same territory, worked out by hand."""

import duckdb
import pytest

from tests.given import Report, built, report, rows

LINES = ("A", "A1", "A2", "B", "B1", "E", "E1", "G", "K", "K1")  # ten cells


def verdict(con: duckdb.DuckDBPyConnection, year: int, code: str, rule: str) -> str:
    (row,) = rows(
        con,
        "select verdict from marts.reconciliations where report_year = ?"
        " and locality_code = ? and rule_id = ?",
        year,
        code,
        rule,
    )
    return str(row["verdict"])


def numbers(*values: int) -> dict[str, str | int | None]:
    return dict(zip(LINES, values, strict=False))


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """2023 to 2025; the others of the country make 0.5 % of 60 000 cases be 300."""
    same = (9, 8, 1, 70, 70, 5, 5, 3, 2, 2)
    country: list[Report] = [
        # cases 100 to 301 and 300: a factor of more than 3, and of 3
        report("02", 2023, {"B": 100}),
        report("02", 2024, {"B": 301}),
        report("04", 2023, {"B": 100}),
        report("04", 2024, {"B": 300}),
        # documents 10 to 31: the country has 10 + 31 + ..., 0.5 % of it is below 21
        report("06", 2023, {"A": 10}),
        report("06", 2024, {"A": 31}),
        # a zero on one side is beyond any factor
        report("08", 2023, {"A": 0}),
        report("08", 2024, {"A": 7}),
        report("10", 2024, {"A": 7}),  # no last year
        report("11", 2023, {"A": 4, "A1": 5, "A2": 0, "A3": 0, "A9": 0}),  # held
        report("11", 2024, {"A": 90}),
        report("12", 2023, {"A": 7}),
        report("12", 2024, {"A": "n/a"}),
        # ten of ten, nine of ten, eight of ten, and seven of seven non-zero cells
        report("14", 2023, numbers(*same)),
        report("14", 2024, numbers(*same)),
        report("15", 2023, numbers(*same)),
        report("15", 2024, numbers(*same[:9], 1)),
        report("17", 2023, numbers(*same)),
        report("17", 2024, numbers(*same[:8], 1, 1)),
        report("19", 2023, numbers(*same[:7], 0, 0, 0)),
        report("19", 2024, numbers(*same[:7], 0, 0, 0)),
        report("30", 2023, numbers(*same[:8], 0, 0)),  # eight of eight
        report("30", 2024, numbers(*same[:8], 0, 0)),
        # 1,000 times last year, and 1,021 times
        report("20", 2023, {"P": 20}),
        report("20", 2024, {"P": 20000}),
        report("22", 2023, {"P": 1}),
        report("22", 2024, {"P": 1021}),
        # 1,020 times: two percent are within
        report("27", 2023, {"P": 1}),
        report("27", 2024, {"P": 1020}),
        report("24", 2023, {"B": 60000}),
        report("24", 2024, {"B": 60000}),
        # over July 2025: Phú Thọ (25) takes over Vĩnh Phúc (26) and Hòa Bình (17)
        report("25", 2024, {"A": 10}),
        report("26", 2024, {"A": 5}),
        report("25", 2025, {"A": 16, "A1": 16}),
        # Lào Cai (15) takes over Lào Cai (10) and Yên Bái (15), both of which reported
        report("15", 2025, {"A": 60}),
        # Quảng Trị (44) takes over Quảng Bình (44) and Quảng Trị (45), one is missing
        report("45", 2024, {"A": 30}),
        report("44", 2025, {"A": 100}),
    ]
    return built(country)


@pytest.mark.parametrize(
    ("code", "rule", "expected"),
    [
        ("04", "YOY:B", "consistent"),
        ("06", "YOY:A", "fail"),
        ("08", "YOY:A", "fail"),
        ("10", "YOY:A", "not_asked"),
        ("11", "YOY:A", "not_asked"),
        ("12", "YOY:A", "cannot_tell"),
        ("14", "YOY:A", "consistent"),
        ("14", "YOY:C", "not_asked"),
        # 301 is beyond 3 x 100, but 201 is below 0.5 % of some 61 000 cases
        ("02", "YOY:B", "consistent"),
    ],
)
def test_a_figure_is_within_a_factor_of_three_or_of_little_weight(
    con: duckdb.DuckDBPyConnection, code: str, rule: str, expected: str
) -> None:
    assert verdict(con, 2024, code, rule) == expected


def test_weight_is_measured_against_the_country() -> None:
    # without the 60 000 the national figure is 601, 0.5 % of it 3.005, and 201 is more
    con = built(
        [
            report("02", 2023, {"B": 100}),
            report("02", 2024, {"B": 301}),
            report("04", 2023, {"B": 100}),
            report("04", 2024, {"B": 300}),
        ]
    )
    assert verdict(con, 2024, "02", "YOY:B") == "fail"
    assert verdict(con, 2024, "04", "YOY:B") == "consistent"  # 3 is not beyond 3


def test_half_a_percent_of_the_country_weighs_little_and_more_does_not() -> None:
    # cases 100 to 400: 300 is 0.5 % of 400 + 59 600 = 60 000 and not above it;
    # applications 100 to 401: 301 is above 0.5 % of 401 + 59 599 = 60 000, that is 300
    con = built(
        [
            report("02", 2023, {"B": 100, "M": 100}),
            report("02", 2024, {"B": 400, "M": 401}),
            report("04", 2024, {"B": 59600, "M": 59599}),
        ]
    )
    assert verdict(con, 2024, "02", "YOY:B") == "consistent"
    assert verdict(con, 2024, "02", "YOY:M") == "fail"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("14", "fail"),
        ("15", "fail"),
        ("17", "consistent"),
        ("19", "consistent"),
        ("30", "fail"),
        ("10", "not_asked"),
    ],
)
def test_nine_of_ten_equal_cells_are_a_copy_from_eight_cells_on(
    con: duckdb.DuckDBPyConnection, code: str, expected: str
) -> None:
    assert verdict(con, 2024, code, "COPY") == expected


def test_a_thousand_times_last_year_is_a_slip_of_unit(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert verdict(con, 2024, "20", "UNIT:media_items_count") == "fail"
    assert verdict(con, 2024, "22", "UNIT:media_items_count") == "consistent"
    assert verdict(con, 2024, "27", "UNIT:media_items_count") == "fail"


def test_last_year_is_the_sum_over_all_predecessors_or_nothing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    # Phú Thọ 10 + Vĩnh Phúc 5 + Hòa Bình 9 = 24
    (row,) = rows(
        con,
        "select * from marts.reconciliations where report_year = 2025"
        " and locality_code = '25' and rule_id = 'YOY:A'",
    )
    assert (row["verdict"], row["compared_value"]) == ("consistent", 24)
    # Lào Cai 7 + Yên Bái 9 = 16 and 60 is more than 48: neither code nor name alone
    (row,) = rows(
        con,
        "select * from marts.reconciliations where report_year = 2025"
        " and locality_code = '15' and rule_id = 'YOY:A'",
    )
    assert (row["verdict"], row["compared_value"]) == ("fail", 16)
    assert verdict(con, 2025, "44", "YOY:A") == "not_asked"
    assert verdict(con, 2025, "44", "COPY") == "not_asked"
    assert verdict(con, 2025, "25", "COPY") == "consistent"

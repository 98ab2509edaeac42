"""Verdicts of SUM and REQ on hand-made reports, worked out by hand."""

import pytest

from dagster_project.inquiry import replay
from tests import given
from tests.country import Country

COUNTRY = Country(2024)

# advice: 128 = 117 + 8 + 3
CONTROL = COUNTRY.report({"E": 128, "E1": 117, "E2": 8, "E3": 3, "E9": 0})
# 258 + 31 + 5 = 294; 321 - 294 = 27
TRANSPOSED = COUNTRY.report({"E": 321, "E1": 258, "E2": 31, "E3": 5, "E9": 0})
# by right 30 + 10 + 6 = 46; by agency 25 + 12 + 6 = 43, the other agency is blank
ONE_AGENCY_BLANK = COUNTRY.report(
    {"B": 46, "B1": 30, "B2": 10, "B3": 6}
    | dict.fromkeys(("B4", "B5", "B6", "B7", "B9"), 0)
    | {"BA1": 25, "BA2": 12, "BA3": 6, "BA4": 0, "BA5": 0}
)
# 40 = 33 + ? + 2 + 0: 5 remain
BLANK_PART = COUNTRY.report({"E": 40, "E1": 33, "E3": 2, "E9": 0})
# 38 + 4 = 42 is above 40 whatever the blank holds
PARTS_ABOVE = COUNTRY.report({"E": 40, "E1": 38, "E3": 4, "E9": 0})
# 38 + 2 = 40: the blank may be 0, but nobody said so
PARTS_REACH = COUNTRY.report({"E": 40, "E1": 38, "E3": 2, "E9": 0})
ALL_BLANK = COUNTRY.report({"A": 1, "A1": 1, "M": None, "M1": "", "M2": "-"})
NOT_APPLICABLE = COUNTRY.report({"E": 5, "E1": 5, "E2": 0, "E3": "k.a.d", "E9": 0})
ALL_NOT_APPLICABLE = COUNTRY.report({"E": "k.a.d", "E1": "k.a.d"})
NOT_AVAILABLE_PART = COUNTRY.report({"E": 5, "E1": 3, "E2": 0, "E3": "n/a", "E9": 0})
UNREADABLE_PART = COUNTRY.report({"E": 5, "E1": 3, "E2": 0, "E3": "#", "E9": 0})
TOTAL_NOT_AVAILABLE = COUNTRY.report({"E": "n/a", "E1": 3, "E2": 0, "E3": 0, "E9": 0})
NO_PART = COUNTRY.report({"E": 7})
SECOND_COMPLETE = COUNTRY.report(
    # by right 29 and one blank, by agency 30
    {"B1": 29, "BA1": 30}
    | dict.fromkeys(("B2", "B3", "B4", "B5", "B6", "B7"), 0)
    | dict.fromkeys(("BA2", "BA3", "BA4", "BA5", "BA9"), 0)
)
DISAGREEING = COUNTRY.report(
    # by right 30, by agency 31, total blank
    {"B1": 30, "BA1": 31}
    | dict.fromkeys(("B2", "B3", "B4", "B5", "B6", "B7", "B9"), 0)
    | dict.fromkeys(("BA2", "BA3", "BA4", "BA5", "BA9"), 0)
)
AGREEING = COUNTRY.report(
    {"B1": 30, "BA1": 29}
    | dict.fromkeys(("B2", "B3", "B4", "B5", "B6", "B7", "B9"), 0)
    | dict.fromkeys(("BA3", "BA4", "BA5", "BA9"), 0)
)
SILENT = COUNTRY.locality()


def test_equal_points_are_exact() -> None:
    row = COUNTRY.row(CONTROL, "SUM:E:ip_right")
    assert (row["verdict"], row["gap"], row["remainder"]) == ("exact", 0, None)
    assert (row["summed_low"], row["summed_high"], row["status"]) == (128, 128, None)
    assert COUNTRY.block(CONTROL, "advised_count")["status"] == "counted"


def test_a_total_that_differs_from_its_parts_fails_with_the_signed_gap() -> None:
    row = COUNTRY.row(TRANSPOSED, "SUM:E:ip_right")
    assert (row["verdict"], row["severity"], row["gap"]) == ("fail", "hard", 27)
    assert row["cells"] == "E,E1,E2,E3,E9"
    assert row["status"] == "open"
    for number in ("321", "294", "27"):
        assert number in row["message_vi"]
        assert number in row["message_en"]
    assert COUNTRY.block(TRANSPOSED, "advised_count")["status"] == "held"


def test_each_breakdown_of_a_total_is_judged_on_its_own() -> None:
    assert COUNTRY.verdict(ONE_AGENCY_BLANK, "SUM:B:ip_right") == "exact"
    row = COUNTRY.row(ONE_AGENCY_BLANK, "SUM:B:agency")
    assert (row["verdict"], row["remainder"]) == ("cannot_tell", 3)
    assert row["missing_cells"] == "BA9"
    assert COUNTRY.block(ONE_AGENCY_BLANK, "cases_count")["status"] == "counted"


def test_a_blank_part_is_not_a_zero() -> None:
    row = COUNTRY.row(BLANK_PART, "SUM:E:ip_right")
    assert (row["verdict"], row["remainder"], row["gap"]) == ("cannot_tell", 5, 0)
    assert (row["summed_low"], row["summed_high"]) == (35, None)
    assert COUNTRY.verdict(PARTS_REACH, "SUM:E:ip_right") == "cannot_tell"
    assert COUNTRY.row(PARTS_REACH, "SUM:E:ip_right")["remainder"] == 0


def test_parts_above_the_total_fail_in_spite_of_a_blank() -> None:
    row = COUNTRY.row(PARTS_ABOVE, "SUM:E:ip_right")
    assert (row["verdict"], row["gap"], row["remainder"]) == ("fail", -2, None)
    assert "E2" in row["message_en"]
    assert COUNTRY.block(PARTS_ABOVE, "advised_count")["status"] == "held"


@pytest.mark.parametrize("report", [NOT_AVAILABLE_PART, UNREADABLE_PART])
def test_what_is_not_available_or_unreadable_leaves_a_remainder(report: str) -> None:
    row = COUNTRY.row(report, "SUM:E:ip_right")
    assert (row["verdict"], row["remainder"]) == ("cannot_tell", 2)


def test_what_does_not_apply_adds_nothing_and_is_not_missing() -> None:
    assert COUNTRY.verdict(NOT_APPLICABLE, "SUM:E:ip_right") == "exact"


def test_a_total_without_a_number_cannot_be_told() -> None:
    row = COUNTRY.row(TOTAL_NOT_AVAILABLE, "SUM:E:ip_right")
    assert (row["verdict"], row["remainder"]) == ("cannot_tell", None)
    assert (
        COUNTRY.block(TOTAL_NOT_AVAILABLE, "advised_count")["implied_breakdown"] is None
    )


def test_a_total_alone_leaves_all_of_itself() -> None:
    row = COUNTRY.row(NO_PART, "SUM:E:ip_right")
    assert (row["verdict"], row["remainder"]) == ("cannot_tell", 7)
    assert (row["summed_low"], row["summed_high"]) == (None, None)


@pytest.mark.parametrize(
    ("report", "rule"),
    [
        (ALL_BLANK, "SUM:M:ip_right"),
        (ALL_BLANK, "REQ:M"),
        (ALL_BLANK, "CELL:M"),
        (ALL_NOT_APPLICABLE, "SUM:E:ip_right"),
        (CONTROL, "OFW:B1a"),
        (SILENT, "SUM:E:ip_right"),
        (SILENT, "EMPTY"),
    ],
)
def test_what_nobody_filled_in_is_not_asked(report: str, rule: str) -> None:
    row = COUNTRY.row(report, rule)
    assert (row["verdict"], row["status"], row["gap"]) == ("not_asked", None, None)


def test_every_rule_is_asked_of_every_expected_territory_once() -> None:
    (counts,) = COUNTRY.con.sql("""
        select count(*), count(distinct (locality_code, rule_id)),
            count(distinct locality_code), count(distinct rule_id)
        from marts.reconciliations
    """).fetchall()
    rules = COUNTRY.con.sql(
        "select count(*) from reference.rules where report_year = 2024"
    ).fetchone()
    assert rules is not None
    assert counts == (63 * rules[0], 63 * rules[0], 63, rules[0])


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (CONTROL, "consistent"),
        (NO_PART, "fail"),
        (TOTAL_NOT_AVAILABLE, "consistent"),
        (SILENT, "not_asked"),
    ],
)
def test_total_and_parts_require_each_other_softly(report: str, verdict: str) -> None:
    row = COUNTRY.row(report, "REQ:E")
    assert (row["verdict"], row["severity"]) == (verdict, "soft")
    assert COUNTRY.verdict(DISAGREEING, "REQ:B") == "fail"


def test_breakdowns_of_a_blank_total_are_compared_with_each_other() -> None:
    block = COUNTRY.block(DISAGREEING, "cases_count")
    assert (block["status"], block["implied_breakdown"]) == ("held", None)
    row = COUNTRY.row(DISAGREEING, "SUM:B:agency")
    assert (row["verdict"], row["remainder"]) == ("cannot_tell", None)
    assert "disagree" in row["message_en"]


def test_a_blank_total_is_implied_by_the_breakdown_that_is_complete() -> None:
    # by agency 29 and one blank may still be 30
    block = COUNTRY.block(AGREEING, "cases_count")
    assert (block["status"], block["implied_breakdown"]) == ("counted", "ip_right")
    block = COUNTRY.block(SECOND_COMPLETE, "cases_count")
    assert (block["status"], block["implied_breakdown"]) == ("counted", "agency")


def test_braces_of_a_label_or_a_sender_are_nothing_but_braces() -> None:
    written = "{0} {} {reported} {:d} }{ {{12}}"
    con = given.loaded([given.report("22", 2024, {"E": 321, "E1": 258, "E2": written})])
    label = "Lượt {0} {mẫu} }}{{"
    con.execute("update reference.form_lines set label_vi = $label", {"label": label})
    replay.build_models(con, up_to={"reconciliations"})
    rows = given.rows(
        con,
        "select rule_id, message_vi, message_en from marts.reconciliations"
        " where locality_code = '22'",
    )
    found = {row["rule_id"]: row for row in rows}
    assert f"E “{label}” là 321" in found["SUM:E:ip_right"]["message_vi"]
    for language in ("vi", "en"):
        assert written in found["CELL:E2"][f"message_{language}"]

"""Which cells of a submission are marked, and with which remedy."""

from dataclasses import replace

import duckdb

from dagster_project.reporting.marks import marks_of
from tests import given
from tests.acknowledged import ID


def test_marks_are_of_the_submission_that_the_cell_came_with(
    answered: duckdb.DuckDBPyConnection,
) -> None:
    found = {
        (m.rule_id, m.line_code, m.address)
        for m in marks_of(answered, ID["first"], "vi")
    }
    # The unreadable E stands in E9 of the first file, the missing K should in E10.
    assert found == {("CELL:E", "E", "E9"), ("REQ:K", "K", "E10")}
    later = {
        (m.rule_id, m.line_code, m.address)
        for m in marks_of(answered, ID["second"], "vi")
    }
    assert later == {
        ("SUM:B:ip_right", "B", "E7"),
        ("SUM:B:ip_right", "B1", "E8"),
        ("SUM:B:ip_right", "B2", "E9"),
        # Cells of the first file: listed for the sender of the latest.
        ("CELL:E", "E", None),
        ("REQ:E", "E", None),
        ("REQ:K", "K", None),
    }


def test_a_figure_of_another_submission_is_told_from_a_line_that_is_not_in_the_file(
    answered: duckdb.DuckDBPyConnection,
) -> None:
    found = marks_of(answered, ID["second"], "vi")
    elsewhere = {m.rule_id for m in found if m.is_elsewhere}
    assert elsewhere == {"CELL:E", "REQ:E"}
    assert not any(m.address for m in found if m.is_elsewhere)


def test_a_mark_names_the_other_cells_in_the_language_asked_for(
    answered: duckdb.DuckDBPyConnection,
) -> None:
    (mark,) = [m for m in marks_of(answered, ID["second"], "en") if m.line_code == "B1"]
    assert mark.others[:3] == (
        "B Infringement cases handled administratively = 8",
        "B2 Industrial design = 5",
        "B3 Invention: blank",
    )
    assert mark.severity == "hard"


def test_a_known_cause_marks_the_accused_cell_alone() -> None:
    """E = 153 against 90 + 30 + 15 = 135: two digits changed places in the total."""
    sent = given.report(
        "22",
        2025,
        {"E": 153, "E1": 90, "E2": 30, "E3": 15, "E9": 0, "EC1": 100, "EC2": 35},
    )
    con = given.built([sent])
    marks = marks_of(con, sent.submission.submission_id, "en")
    hard = [mark for mark in marks if mark.severity == "hard"]
    assert {(mark.rule_id, mark.line_code) for mark in hard} == {
        ("SUM:E:ip_right", "E"),
        ("SUM:E:client_type", "E"),
    }
    assert {mark.remedy for mark in hard} == {"E = 135"}
    assert {mark.cause for mark in hard} == {"adjacent digits swapped"}


def test_a_remedy_for_money_is_in_the_unit_of_its_column() -> None:
    """C = 153 against 90 + 30 + 15 = 135, all in million đồng."""
    right = {"C1": 90, "C2": 30, "C3": 15, "CA1": "100,5", "CA2": "34,5"}
    nil = dict.fromkeys(("C4", "C5", "C6", "C7", "C9", "CA3", "CA4", "CA5", "CA9"), 0)
    sent = given.report("22", 2024, {"B": 9, "C": 153, **right, **nil})
    con = given.built([sent])
    marks = marks_of(con, sent.submission.submission_id, "vi")
    assert {x.remedy for x in marks if x.severity == "hard"} == {"C = 135 triệu đồng"}


def test_a_typed_number_and_a_text_of_other_cells_are_told_apart() -> None:
    sent = given.report("22", 2024, {"C": 5, "C1": 1, "C2": "1.234"})
    total, first, second = sent.cells
    typed = replace(total, raw_text="5.5"), replace(first, raw_text="1.234")
    cells = (*typed, second)
    con = given.built([replace(sent, cells=cells)])
    name = sent.submission.submission_id
    vi, en = (
        next(m for m in marks_of(con, name, x) if m.rule_id == "SUM:C:ip_right")
        for x in ("vi", "en")
    )
    assert vi.others[:2] == ("C1 Nhãn hiệu = 1,234", "C2 Kiểu dáng công nghiệp = 1.234")
    assert en.others[0] == "C1 Trademark = 1.234"
    assert "ghi “5,5” (5.500.000 đồng)" in vi.text
    assert "given as “5.5” (5,500,000 VND)" in en.text


def test_two_exchanged_cells_are_both_marked() -> None:
    """L = 110 = 60 + 50 by event = 72 + 38 by audience; L2 and LB1 changed places."""
    cells = {"K": 3, "K1": 2, "K2": 1, "L": 110, "L1": 60, "L2": 72}
    cells |= {"LB1": 50, "LB2": 20, "LB3": 10, "LB4": 5, "LB9": 3}
    sent = given.report("22", 2025, cells)
    con = given.built([sent])
    marks = marks_of(con, sent.submission.submission_id, "en")
    sums = {mark.line_code for mark in marks if mark.rule_id.startswith("SUM:L")}
    assert sums == {"L2", "LB1"}


def test_a_missing_total_is_marked_alone_not_a_part_that_is_blank_too() -> None:
    sent = given.report("22", 2024, {"A": None, "A1": 1, "A2": 2, "A3": 3, "A9": None})
    con = given.built([sent])
    marks = marks_of(con, sent.submission.submission_id, "vi")
    places = {cell.line_code: cell.address for cell in sent.cells}
    assert [(x.line_code, x.address) for x in marks if x.rule_id == "REQ:A"] == [
        ("A", places["A"])
    ]

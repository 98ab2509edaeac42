"""What a trace shows: held and missing cells with their reasons, and no command."""

import io
import json
import re

import pytest
from rich.console import Console

from dagster_project.inquiry import trace_page, tracing
from tests.given import decision, report
from tests.traced import YEAR, build


def shown(con, indicator, year=YEAR, locality=None, member="total", width=200):
    console = Console(width=width, record=True, file=io.StringIO())
    found = tracing.traced(con, indicator, year, member, locality)
    trace_page.show(console, found, "table")
    return " ".join(console.export_text().split())


def test_what_a_sender_wrote_does_nothing_to_a_terminal(capsys):
    con = build(
        [report("01", YEAR, {"A": 4}, original_name="[red]x\x1b[2J[/red].xlsx")]
    )
    found = tracing.traced(con, "documents_count", YEAR)
    trace_page.show(Console(width=200), found, "table")
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "[red]x\\x1b[2J[/red].xlsx" in printed
    assert "Sum of the traced cells (1): 4; it equals the figure, 4." in printed


def test_one_rule_holds_in_the_singular():
    con = build([report("22", YEAR, {"E1": 4, "E2": 2, "E3": 0, "E9": 0})])
    assert "1 rule holds" in shown(con, "advised_count")


@pytest.fixture(scope="module")
def silent():
    """Nobody's advice counts in 2024, each for another reason."""
    con = build(
        [
            report("01", YEAR, {"E": "chưa có", "A": 1}),
            report("02", YEAR, {"A": 1}),
            report("04", YEAR, {"E": "11.7943"}),
            report("06", YEAR, {"E": 9, "E1": 1, "E2": 1, "E3": 0, "E9": 0}),
            report("08", YEAR, {"E": 5}, hold_code="overlap", hold_en="two files"),
            report("10", YEAR, {"K": 3}),
            report("11", YEAR, {"L": 30}),
            report("96", YEAR, {"E": "12 (1)"}, submission_id="unread"),
        ],
        [decision("unread", "CELL:E", "accept", {"E": "12 (1)"})],
    )
    yield con
    con.close()


def test_an_empty_figure_shows_the_cells_that_were_given_and_do_not_count(silent):
    found = tracing.traced(silent, "advised_count", YEAR)
    assert (found.value, found.adds_up) == (None, True)
    held = {cell.locality_code: cell.held_value for cell in found.cells}
    assert held == {"04": None, "06": 9}
    text = shown(silent, "advised_count")
    assert "advised_count total, 2024: no figure" in text
    assert re.search(r"\[9\]│[^│]*│held ", text)
    assert re.search(r"\[unreadable\]│[^│]*│held ", text) and "“11.7943”" in text
    assert "what was given, in brackets, is not counted" in text


def test_a_narrow_terminal_cuts_no_name_of_a_column(silent):
    text = shown(silent, "participants_per_course", width=80)
    assert "locality" in text and "denominator" in text and "decisions" in text
    assert "│not counted" in text


def test_an_empty_figure_names_who_gave_no_number_and_why(silent):
    found = tracing.traced(silent, "advised_count", YEAR)
    reasons = {each.locality_code: each.reason for each in found.absent}
    assert len(reasons) == 63 - 2
    assert reasons["01"] == "not_available"
    assert reasons["96"] == "unreadable"
    assert reasons["02"] == reasons["10"] == "left_blank"
    assert reasons["08"] == "submission_held"
    assert reasons["79"] == "no_report"
    text = shown(silent, "advised_count")
    assert "written as not available (1): 01 Hà Nội (“chưa có” in 01-2024.xlsx)" in text
    assert "submission held whole (1): 08 Tuyên Quang (" in text
    assert "two files)" in text
    assert "no report received (55): 12 Lai Châu, 14 Sơn La" in text


def test_a_figure_that_nobody_reports_says_so_and_shows_no_empty_table(silent):
    text = shown(silent, "titles_count")
    assert "nobody gave a number" in text and "┏" not in text
    alone = shown(silent, "titles_count", locality="79")
    assert "no report received (1): 79 Hồ Chí Minh" in alone


def test_an_empty_ratio_shows_the_cells_of_the_term_that_was_given(silent):
    # 10 gives courses without participants, 11 participants without courses: held.
    found = tracing.traced(silent, "participants_per_course", YEAR)
    assert (found.value, found.adds_up, found.cells) == (None, True, ())
    assert {(c.locality_code, c.term) for c in found.aside} == {
        ("10", "denominator"),
        ("11", "numerator"),
    }
    text = shown(silent, "participants_per_course")
    assert "no locality's numbers count for both terms" in text
    assert re.search(r"\[3\]│[^│]*│not counted for both terms ", text)
    assert "Without a number for the numerator (62)" in text


def test_a_trace_as_json_gives_a_terminal_no_command(capsys):
    con = build([report("22", YEAR, {"A": "\x9b2J\u202e9"})])
    trace_page.show(Console(), tracing.traced(con, "documents_count", YEAR), "json")
    printed = capsys.readouterr().out
    assert "\x9b" not in printed and "\u202e" not in printed
    assert "\x9b2J\u202e9" in json.dumps(json.loads(printed), ensure_ascii=False)


def test_who_said_that_a_line_does_not_apply_is_named_apart_from_who_left_it_blank():
    con = build(
        [report("01", YEAR, {"E": "k.a.d", "A": 1}), report("02", YEAR, {"A": 1})]
    )
    found = tracing.traced(con, "advised_count", YEAR)
    reasons = {each.locality_code: each.reason for each in found.absent}
    assert (reasons["01"], reasons["02"]) == ("not_applicable", "left_blank")
    text = shown(con, "advised_count")
    assert "01 Hà Nội (“k.a.d” in 01-2024.xlsx)" in text

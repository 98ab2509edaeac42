"""Decisions are bound to what was published; what cannot be decided is named."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dagster_project import paths
from dagster_project.decisions.decidable import DecisionError
from dagster_project.decisions.decision_files import append, read_decisions
from dagster_project.decisions.stewardship import assign, decide
from tests.decidable import ID, REPORTS, found, publish
from tests.decision_folder import FOLDER, NOW, SUM, content, with_decisions


@pytest.fixture(autouse=True)
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return with_decisions(tmp_path, monkeypatch)


def test_a_decision_is_bound_to_the_current_texts_of_its_block(published: Path) -> None:
    path = decide(ID["accepted"], SUM, "accept", " đã xác nhận ", "steward", now=NOW)
    assert path.parent == published / "decisions"
    assert path.name.startswith("20260201T020000000000Z-")
    assert content(path) == {
        "submission_id": ID["accepted"],
        "rule_id": SUM,
        "decision": "accept",
        "reason": "đã xác nhận",
        "by": "steward",
        "until": None,
        # The cases block only: no other measure, no blank, no dash.
        "cells": {"B": "8", "B1": "7", "B2": " 3 "},
        "decided_at": "2026-02-01T02:00:00.000000Z",
    }


def test_a_decision_names_the_submission_that_the_block_rests_on(
    published: Path,
) -> None:
    # The second report touched advice only: deciding from its page binds to the first.
    path = decide(ID["second"], SUM, "accept", "đúng", "steward", now=NOW)
    assert content(path)["submission_id"] == ID["first"]
    # Advice is the second's now; whoever looks at the first sees an old text.
    with pytest.raises(DecisionError, match=ID["second"]):
        decide(ID["first"], "CELL:E", "accept", "đúng", "steward", now=NOW)


def test_a_revoke_needs_something_to_revoke(published: Path) -> None:
    one = ID["accepted"]
    with pytest.raises(DecisionError, match="no decision on SUM:B:ip_right"):
        decide(one, SUM, "revoke", "nhầm", "steward", now=NOW)
    decide(one, SUM, "exclude", "sai", "steward", now=NOW)
    decide(one, SUM, "revoke", "nhầm", "steward", now=NOW)
    with pytest.raises(DecisionError, match="no decision"):
        decide(one, SUM, "revoke", "nhầm", "steward", now=NOW)


def test_a_submission_that_was_taken_out_is_given_back_by_its_own_name(
    published: Path,
) -> None:
    decide(ID["first"], "SUBMISSION", "exclude", "sai", "steward", now=NOW)
    with pytest.raises(DecisionError, match="no decision on SUBMISSION"):
        decide(ID["second"], "SUBMISSION", "revoke", "nhầm", "steward", now=NOW)
    path = decide(ID["first"], "SUBMISSION", "revoke", "nhầm", "steward", now=NOW)
    assert content(path)["submission_id"] == ID["first"]


def test_until_is_a_day_in_viet_nam(published: Path) -> None:
    # 18:00 UTC on 1 February is 01:00 on 2 February in Ha Noi.
    late = datetime(2026, 2, 1, 18, 0, tzinfo=UTC)
    one, today = ID["accepted"], date(2026, 2, 2)
    path = decide(one, "CELL:E", "accept", "đúng", "steward", today, late)
    assert content(path)["until"] == "2026-02-02"
    with pytest.raises(DecisionError, match="past"):
        decide(one, "CELL:E", "accept", "đúng", "steward", date(2026, 2, 1), late)


@pytest.mark.parametrize(
    ("name", "rule", "decision", "reason", "by", "named"),
    [
        ("accepted", "SUM:B:ip_rihgt", "accept", "x", "y", f"did you mean {SUM}"),
        ("accepted", "SUM:B:agency", "accept", "x", "y", "does not fail"),
        ("accepted", "PERIOD", "accept", "x", "y", "was not asked"),
        ("first", "PERIOD", "accept", "x", "y", "was not asked"),
        ("accepted", "OFW:B1a", "exclude", "x", "y", "was not asked"),
        ("accepted", "CELL:E", "accept", "  ", "y", "--reason is empty"),
        ("accepted", "CELL:E", "accept", "x", "", "--by is empty"),
        ("accepted", "CELL:E", "accept", "\ud800", "y", "no text"),
        # The commands of the pages as they stand there, pasted and sent.
        ("accepted", "CELL:E", "accept", "…", "…", "--reason says only “…”"),
        ("accepted", "CELL:E", "accept", "đúng", "…", "--by says only “…”"),
        ("accepted", "CELL:E", "agree", "x", "y", "accept, exclude, revoke"),
        ("accepted", "SUBMISSION", "accept", "x", "y", "cannot be accepted"),
        ("unknown", "CELL:E", "accept", "x", "y", "ipw assign"),
        ("refused", "SUBMISSION", "exclude", "x", "y", "was refused: no cell of it"),
        ("other_year", SUM, "accept", "x", "y", "held whole, so that SUM:B:ip_right"),
        ("other_year", SUM, "accept", "x", "y", "with `ipw decide`, rule PERIOD"),
    ],
)
def test_what_cannot_be_decided_names_culprit_and_remedy(
    published: Path,
    name: str,
    rule: str,
    decision: str,
    reason: str,
    by: str,
    named: str,
) -> None:
    with pytest.raises(DecisionError, match=re.escape(named)):
        decide(ID[name], rule, decision, reason, by, now=NOW)
    assert not list((published / "decisions").iterdir())


def test_a_rule_that_holds_can_be_excluded_with_the_cells_of_its_block(
    published: Path, undecided: Path
) -> None:
    path = decide(ID["accepted"], "SUM:B:agency", "exclude", "x", "steward", now=NOW)
    assert found(undecided, "22", "SUM:B:agency")[0] == "cannot_tell"
    assert "B" in content(path)["cells"]  # type: ignore[operator]


def test_a_gap_that_only_the_widest_reading_closes_can_be_accepted(
    published: Path, undecided: Path
) -> None:
    rule = "SUM:A:document_type"
    assert found(undecided, "36", rule) == ("soft_gap", "open", None)
    path = decide(ID["gap"], rule, "accept", "đã hỏi lại", "steward", now=NOW)
    assert content(path)["cells"]["A"] == "khoảng 30"  # type: ignore[index]


def test_a_period_that_cannot_be_read_is_accepted_where_it_holds_the_report(
    published: Path, undecided: Path, tmp_path: Path
) -> None:
    assert found(undecided, "52", "PERIOD")[0] == "cannot_tell"
    path = decide(ID["no_date"], "PERIOD", "accept", "cả năm", "steward", now=NOW)
    assert content(path)["submission_id"] == ID["no_date"]
    assert found(undecided, "52", SUM)[0] == "not_asked"
    publish(REPORTS.values(), tmp_path)
    assert found(tmp_path, "52", SUM)[0] == "fail"


def test_a_rule_in_small_letters_is_answered_with_that_rule(published: Path) -> None:
    with pytest.raises(DecisionError, match=rf"did you mean {SUM}\?"):
        decide(ID["accepted"], SUM.lower(), "accept", "x", "y", now=NOW)


def test_an_unknown_submission_is_answered_with_close_ones(published: Path) -> None:
    mistyped = ID["accepted"][:-1] + "?"
    with pytest.raises(DecisionError, match=f"did you mean {ID['accepted']}"):
        decide(mistyped, "CELL:E", "accept", "x", "y", now=NOW)


def test_breakdowns_that_disagree_without_a_total_can_be_decided(
    published: Path, undecided: Path
) -> None:
    assert found(undecided, "79", "SUM:B:agency") == ("cannot_tell", None, None)
    path = decide(
        ID["disagreeing"], "SUM:B:agency", "accept", "theo cơ quan", "steward", now=NOW
    )
    # Eight parts by right and six by agency.
    assert len(content(path)["cells"]) == 14  # type: ignore[arg-type]


def test_a_held_submission_is_assigned_to_a_locality_of_that_year(
    published: Path,
) -> None:
    path = assign(ID["unknown"], "1", 2024, "theo công văn", "steward", now=NOW)
    assert content(path) == {
        "submission_id": ID["unknown"],
        "rule_id": "IDENTITY",
        "decision": "assign",
        "reason": "theo công văn",
        "by": "steward",
        "locality_code": "01",
        "report_year": 2024,
        "decided_at": "2026-02-01T02:00:00.000000Z",
    }
    ((decision,), _, problems) = read_decisions()
    assert not problems
    assert (decision.locality_code, decision.report_year) == ("01", 2024)


def test_what_counts_as_assigned_may_be_assigned_anew(published: Path) -> None:
    said = {"submission_id": ID["accepted"], "decision": "assign", "reason": "x"}
    append({**said, "locality_code": "22", "report_year": "2024"}, NOW)
    path = assign(ID["accepted"], "4", 2024, "nhầm", "steward", now=NOW)
    assert content(path)["locality_code"] == "04"


@pytest.mark.parametrize(
    ("name", "code", "year", "named"),
    [
        # Hà Giang (02) went into Tuyên Quang (08) on 1 July 2025.
        ("unknown", "02", 2025, "Tuyên Quang (08)"),
        ("unknown", "99", 2024, "no locality “99”"),
        ("unknown", "x", 2024, "no locality “x”"),
        ("unknown", "22", 1999, "no report year"),
        ("accepted", "22", 2024, "not held"),
    ],
)
def test_what_cannot_be_assigned_names_culprit_and_remedy(
    published: Path, name: str, code: str, year: int, named: str
) -> None:
    with pytest.raises(DecisionError, match=re.escape(named)):
        assign(ID[name], code, year, "x", "y", now=NOW)


@pytest.mark.parametrize(
    ("name", "decided_at"),
    [
        ("slip", "9998-12-31T23:59:59.999999Z"),
        ("slip", "2206-02-01T09:00:00+07:00"),
        ("slip", "2026-02-02T02:00:00.000001Z"),
        # What `ipw decide` would name so leaves no later moment.
        ("99981231T235959999999Z-slip", "9998-12-31T23:59:59.999999Z"),
    ],
)
def test_after_a_decision_dated_in_the_future_none_is_made_until_its_date_is_corrected(
    published: Path, name: str, decided_at: str
) -> None:
    wrong = hand_written(ID["first"], name, decided_at)
    for decide_anew in (
        lambda: decide(ID["first"], "CELL:E", "revoke", "x", "y", now=NOW),
        lambda: assign(ID["unknown"], "1", 2024, "x", "y", now=NOW),
    ):
        with pytest.raises(DecisionError, match=rf"“{name}”.*correct its decided_at"):
            decide_anew()
    assert [*paths.decisions().iterdir()] == [wrong]
    hand_written(ID["first"], name, "2026-02-02T02:00:00Z")  # a day ahead
    path = decide(ID["first"], "CELL:E", "revoke", "x", "y", now=NOW)
    assert content(path)["decided_at"] == "2026-02-02T02:00:00.000001Z"
    decisions, _, problems = read_decisions()
    assert [each.decision for each in decisions] == ["exclude", "revoke"]
    assert not problems


def test_a_cell_that_no_decision_file_can_hold_is_named_and_nothing_is_written(
    published: Path,
) -> None:
    with pytest.raises(DecisionError, match="cells E hold characters"):
        decide(ID["nul"], "CELL:E", "accept", "x", "y", now=NOW)
    assert not list(paths.decisions().glob("*"))


def hand_written(submission_id: str, name: str, decided_at: str) -> Path:
    said = {"submission_id": submission_id, "rule_id": "CELL:E", "reason": "x"}
    path = paths.decisions() / f"{name}.json"
    path.write_text(
        json.dumps({**said, "decision": "exclude", "decided_at": decided_at})
    )
    return path


def test_without_a_publication_there_is_nothing_to_decide_on(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "empty"))
    with pytest.raises(DecisionError, match="ipw refresh"):
        decide(FOLDER, "SUBMISSION", "exclude", "x", "y", now=NOW)

"""Decisions are bound to what was published, and lapse when it changes."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dagster_project import paths, warehouse
from dagster_project.decisions.decidable import DecisionError
from dagster_project.decisions.decision_files import read_decisions
from dagster_project.decisions.stewardship import assign, decide
from dagster_project.inquiry import replay
from expectations.form import form
from tests import given
from tests.decision_folder import FOLDER, NOW, SUM, content, with_decisions

# B = 8 but B1 + B2 = 7 + 3 = 10 already: SUM:B:ip_right fails, whatever B3 to B9 are.
# B3 is blank and B4 a dash, which counts as blank; E is unreadable: CELL:E fails.
WRONG = {"B": 8, "B1": "7", "B2": " 3 ", "B3": None, "B4": "-", "E": "unread", "A": 1}
HELD = {"hold_code": "unknown_locality", "hold_vi": "chưa rõ", "hold_en": "unknown"}
NO_DATE = {"period_start_text": "đầu năm", "hold_code": "period_unreadable"}
OTHER_YEAR = (date(2023, 1, 1), date(2023, 12, 31))
# What decisions are asked of; their parents are built with them.
TABLES = {"dim_submissions", "rules", "reconciliations", "current_cells"}


def parts(stem: str, first: int) -> dict[str, int]:
    """All parts of one breakdown of the cases: `first`, then zeros."""
    lines = form().lines(2024)
    codes = [x.code for x in lines if re.fullmatch(f"{stem}[0-9]", x.code)]
    return {code: first if code == codes[0] else 0 for code in codes}


REPORTS = {
    "accepted": given.report("22", 2024, WRONG),
    "lapsing": given.report("01", 2024, WRONG),
    "taken_out": given.report("04", 2024, WRONG),
    "first": given.report("31", 2024, {**WRONG, "E": "unread", "E1": None}),
    "second": given.report("31", 2024, {"E": "unread too"}),
    "other_year": given.report("48", 2024, WRONG, period=OTHER_YEAR),
    "no_date": given.report("52", 2024, WRONG, **NO_DATE),
    "unknown": given.report(None, 2024, WRONG, **HELD),
    "nul": given.report("46", 2024, {**WRONG, "E": "la\x00"}),
    # No total; 7 by right and 9 by agency: both sums cannot tell, the block is held.
    "disagreeing": given.report("79", 2024, {**parts("B", 7), **parts("BA", 9)}),
}
LATER = given.report("01", 2024, {"B2": 4})
ID = {name: report.submission.submission_id for name, report in REPORTS.items()}


def publish(reports: Iterable[given.Report], build: Path) -> None:
    """Build the country with the decisions in `raw/`; write the published file."""
    decisions, cells, problems = read_decisions()
    assert not problems
    bound = [
        (each, tuple(c for c in cells if c.decision_id == each.decision_id))
        for each in decisions
    ]
    con = given.loaded(reports, bound)
    replay.build_models(con, up_to=TABLES)
    given.publish(con, build)
    con.close()


def installation(root: Path) -> Path:
    for identity in [*ID.values(), LATER.submission.submission_id]:
        (root / "received" / identity).mkdir(parents=True)
    (root / "decisions").mkdir()
    return root


@pytest.fixture(autouse=True)
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return with_decisions(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPW_RAW", str(build / "raw"))
        publish(REPORTS.values(), build)
    return build


@pytest.fixture
def published(raw: Path, first_build: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own on the country as published without decisions."""
    monkeypatch.setenv("IPW_BUILD", str(first_build))
    monkeypatch.setenv("IPW_RAW", str(installation(raw / "own")))
    return raw / "own"


@pytest.fixture(scope="module")
def decided(first_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next publication, after decisions on four reports and one later report."""
    root = tmp_path_factory.mktemp("decided")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPW_RAW", str(installation(root / "raw")))
        with pytest.MonkeyPatch.context() as asking:
            asking.setenv("IPW_BUILD", str(first_build))
            for name in ("accepted", "lapsing"):
                decide(ID[name], SUM, "accept", "đã xác nhận", "steward", now=NOW)
            decide(ID["taken_out"], "SUBMISSION", "exclude", "nhầm", "steward", now=NOW)
            decide(ID["other_year"], "PERIOD", "accept", "ghi nhầm", "steward", now=NOW)
            decide(ID["first"], SUM, "exclude", "sai", "steward", now=NOW)
            decide(ID["first"], SUM, "revoke", "không sai", "steward", now=NOW)
        publish([*REPORTS.values(), LATER], root)
    return root


def found(build: Path, locality: str, rule_id: str) -> tuple[object, ...] | None:
    file = build / "published" / "warehouse.duckdb"
    with warehouse.connect(file, read_only=True) as con:
        return con.execute(
            "select verdict, status, explanation from marts.reconciliations"
            " where (rule_id, locality_code, report_year) = (?, ?, 2024)",
            [rule_id, locality],
        ).fetchone()


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


def test_an_accepted_rule_shows_its_explanation(decided: Path) -> None:
    assert found(decided, "22", SUM) == ("fail", "accepted", "đã xác nhận")


def test_a_decision_lapses_when_a_cell_of_its_block_changes(decided: Path) -> None:
    # 8 against 7 + 4 = 11 fails anew, and nobody accepted that.
    assert found(decided, "01", SUM) == ("fail", "open", None)


def test_a_whole_submission_taken_out_says_nothing(
    first_build: Path, decided: Path
) -> None:
    assert found(first_build, "04", SUM) == ("fail", "open", None)
    assert found(decided, "04", SUM) == ("not_asked", None, None)


def test_an_accepted_period_lets_the_submission_in(
    first_build: Path, decided: Path
) -> None:
    assert found(first_build, "48", SUM) == ("not_asked", None, None)
    assert found(decided, "48", SUM) == ("fail", "open", None)


def test_a_revoked_decision_is_gone(decided: Path) -> None:
    assert found(decided, "31", SUM) == ("fail", "open", None)


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
    published: Path, first_build: Path
) -> None:
    path = decide(ID["accepted"], "SUM:B:agency", "exclude", "x", "steward", now=NOW)
    assert found(first_build, "22", "SUM:B:agency")[0] == "cannot_tell"
    assert "B" in content(path)["cells"]  # type: ignore[operator]


def test_a_period_that_cannot_be_read_is_accepted_where_it_holds_the_report(
    published: Path, first_build: Path, tmp_path: Path
) -> None:
    assert found(first_build, "52", "PERIOD")[0] == "cannot_tell"
    path = decide(ID["no_date"], "PERIOD", "accept", "cả năm", "steward", now=NOW)
    assert content(path)["submission_id"] == ID["no_date"]
    assert found(first_build, "52", SUM)[0] == "not_asked"
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
    published: Path, first_build: Path
) -> None:
    assert found(first_build, "79", "SUM:B:agency") == ("cannot_tell", None, None)
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

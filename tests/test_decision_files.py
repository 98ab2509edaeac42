"""Decision files that are read: mistakes by hand are reported, the others count."""

import json
import os
from datetime import date, datetime
from pathlib import Path

import pytest

from dagster_project.decisions.decision_files import read_decisions
from tests.anybody import python
from tests.decision_folder import FOLDER, FULL, with_decisions


@pytest.fixture(autouse=True)
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return with_decisions(tmp_path, monkeypatch)


def written(raw: Path, name: str, content: object) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    (raw / "decisions" / name).write_text(text, "utf-8")


def without(*names: str, **changes: object) -> dict[str, object]:
    return {k: v for k, v in {**FULL, **changes}.items() if k not in names}


def test_a_full_file_is_read_with_its_cells(raw: Path) -> None:
    written(raw, "20260201T020000000000Z-a.json", FULL)
    decisions, cells, problems = read_decisions()
    assert not problems
    (decision,) = decisions
    assert decision.decision_id == "20260201T020000000000Z-a"
    assert decision.sequence == 1
    assert decision.decided_at == datetime(2026, 2, 1, 2, 0)
    assert decision.valid_until == date(2026, 12, 31)
    assert decision.has_cells
    assert {(cell.line_code, cell.raw_text) for cell in cells} == {
        ("B", "12"),
        ("B1", "hơn 10"),
    }


def test_optional_fields_may_be_absent(raw: Path) -> None:
    written(raw, "a.json", without("until", "cells", "by"))
    (decision,), cells, problems = read_decisions()
    assert (decision.valid_until, decision.has_cells, decision.decided_by) == (
        None,
        False,
        "",
    )
    assert not cells
    assert not problems


def test_a_time_without_zone_is_utc_and_order_is_by_time_then_name(raw: Path) -> None:
    # 09:00+07:00 is 02:00 UTC, later than the naive 01:59:59.
    written(raw, "a.json", FULL)
    written(raw, "z.json", {**FULL, "decided_at": "2026-02-01T01:59:59"})
    written(raw, "b.json", FULL)
    decisions, _, _ = read_decisions()
    assert [decision.decision_id for decision in decisions] == ["z", "a", "b"]
    assert [decision.sequence for decision in decisions] == [1, 2, 3]


def test_a_silent_file_named_for_the_last_year_there_is_is_left_out(raw: Path) -> None:
    written(raw, "99991231T233000000000Z-ff.json", without("decided_at"))
    decisions, _, (problem,) = read_decisions()
    assert not decisions
    assert "decided_at" in problem.text_en


def test_a_silent_file_is_dated_by_its_name(raw: Path) -> None:
    written(raw, "20260102T030405000006Z-ff.json", without("decided_at"))
    ((decision,), _, _) = read_decisions()
    assert decision.decided_at == datetime(2026, 1, 2, 3, 4, 5, 6)


def test_a_file_with_the_mark_that_notepad_sets_before_a_text_is_read(
    raw: Path,
) -> None:
    written(raw, "a.json", "\ufeff" + json.dumps(FULL))
    (decision,), _, problems = read_decisions()
    assert (decision.decision_id, problems) == ("a", [])


def test_numbers_in_a_hand_written_file_stay_as_written(raw: Path) -> None:
    said = ', "cells": {"B": 12.50, "B1": null, "B2": " "}}'
    text = json.dumps(without("cells"))[:-1] + said
    written(raw, "a.json", text)
    _, cells, problems = read_decisions()
    assert not problems
    assert [(cell.line_code, cell.raw_text) for cell in cells] == [("B", "12.50")]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{not json", "JSON"),
        ("[]", "object"),
        ("[" * 100_000, "JSON"),
        ('"' + "x" * 2_000_000 + '"', "larger"),
        (without("submission_id"), "submission_id"),
        (without("rule_id"), "rule_id"),
        (without("reason"), "reason"),
        (without(reason=["a"]), "reason"),
        (without(reason="\ud800"), "reason"),
        (without("decided_at"), "decided_at"),
        (without(decided_at="yesterday"), "decided_at"),
        (without(decided_at="0001-01-01T00:00:00+14:00"), "decided_at"),
        (without(decided_at="9999-12-31T23:30:00"), "decided_at"),
        (without(until="31/12/2026"), "until"),
        (without(cells=["B"]), "cells"),
        (without(cells={"B": True}), "cells"),
        (without(decision="acept"), "acept"),
        (without(decision=True), "decision"),
        (without(rule_id="SUM:B"), "SUM:B"),
        (without(rule_id="SUBMISSION"), "SUBMISSION"),
        (without(submission_id="20990101T000000000000Z-0123456789ab"), "20990101"),
        (without(submission_id="../received/" + FOLDER), "received"),
        (without(decision="assign"), "assign"),
        (without("rule_id", decision="assign"), "locality_code"),
        (
            without(
                "rule_id", decision="assign", locality_code="122", report_year="2024"
            ),
            "122",
        ),
        (without(rule_id="IDENTITY"), "IDENTITY"),
        (without(rule_id="IDENTITY", decision="exclude"), "IDENTITY"),
        (without(cells={"B": "1\x00"}), "cells"),
        (json.dumps(FULL)[:-1] + ', "until": null, "until": "2026-12-31"}', "until"),
        (json.dumps(FULL)[:-1] + ', " reason": "another"}', "“reason”"),
        (without(cells={"B": "3", " B": "4"}), "“B”"),
    ],
)
def test_a_broken_file_is_reported_and_the_others_count(
    raw: Path, content: object, named: str
) -> None:
    written(raw, "broken.json", content)
    written(raw, "good.json", FULL)
    decisions, _, problems = read_decisions()
    assert [decision.decision_id for decision in decisions] == ["good"]
    (problem,) = problems
    assert problem.file == "broken.json"
    assert named in problem.text_en
    assert problem.text_vi


def test_a_file_that_may_not_be_opened_says_who_must_be_let_in(raw: Path) -> None:
    written(raw, "20260201T020000000000Z-a.json", FULL)
    (raw / "decisions" / "20260201T020000000000Z-a.json").chmod(0)
    said = python(
        "from dagster_project.decisions import decision_files\n"
        "_, _, (problem,) = decision_files.read_decisions()\n"
        "print(problem.text_vi, problem.text_en, sep='\\n')"
    ).splitlines()
    assert said == [
        "Không mở được tệp (Permission denied); hãy cho người dùng chạy kho dữ liệu"
        " quyền đọc tệp.",
        "The file cannot be opened (Permission denied): let the user of the"
        " warehouse read it.",
    ]


def test_what_a_decision_file_says_is_quoted_no_further_than_a_line(raw: Path) -> None:
    endless = "x" * 500_000
    for number, content in enumerate(
        (
            without(decision=endless),
            without(submission_id=endless),
            without(rule_id=endless),
            without(until=endless),
            without(
                "rule_id", decision="assign", locality_code="1", report_year=endless
            ),
            {endless: 1, f" {endless}": 2},
        )
    ):
        written(raw, f"{number}.json", content)
    _, _, problems = read_decisions()
    assert len(problems) == 6
    assert all(len(x.text_vi) < 1000 and len(x.text_en) < 1000 for x in problems)


def test_bytes_that_are_no_text_and_unfinished_files_stop_nothing(raw: Path) -> None:
    (raw / "decisions" / "bytes.json").write_bytes(b"\xff\xfe\x00{")
    (raw / "decisions" / ".hidden.json").write_text("{")
    (raw / "decisions" / "late.json.part").write_text("{")
    (raw / "decisions" / "folder.json").mkdir()
    decisions, _, problems = read_decisions()
    assert not decisions
    assert [problem.file for problem in problems] == ["bytes.json"]


def test_a_name_that_is_no_text_is_reported_and_the_others_count(raw: Path) -> None:
    written(raw, os.fsdecode(b"quy\xe1\xba.json"), FULL)
    written(raw, "good.json", FULL)
    decisions, _, (problem,) = read_decisions()
    assert [decision.decision_id for decision in decisions] == ["good"]
    assert problem.file == "quy\\xe1\\xba.json"
    assert "UTF-8" in problem.text_en and "UTF-8" in problem.text_vi


@pytest.mark.parametrize(
    ("names", "counts"),
    [
        (("a.JSON", "a.json"), "a.json"),
        (("a.JSON", "a.Json"), "a.JSON"),
        (("a.JSON", "a.Json", "a.json"), "a.json"),
    ],
)
def test_of_names_that_differ_in_their_ending_only_one_counts(
    raw: Path, names: tuple[str, ...], counts: str
) -> None:
    for name in names:
        written(raw, name, {**FULL, "reason": name})
    decisions, cells, problems = read_decisions()
    assert [(each.decision_id, each.reason) for each in decisions] == [("a", counts)]
    assert len(cells) == len(FULL["cells"])  # type: ignore[arg-type]
    assert [problem.file for problem in problems] == sorted({*names} - {counts})
    assert all(counts in problem.text_en for problem in problems)
    assert all(counts in problem.text_vi for problem in problems)


def test_a_broken_file_takes_no_others_name(raw: Path) -> None:
    written(raw, "a.json", "{")
    written(raw, "a.JSON", FULL)
    decisions, _, problems = read_decisions()
    assert [decision.decision_id for decision in decisions] == ["a"]
    assert [problem.file for problem in problems] == ["a.json"]


def test_a_folder_whose_name_is_no_text_can_be_decided_on(raw: Path) -> None:
    (raw / "received" / os.fsdecode(b"b\xe1o")).mkdir()
    written(raw, "a.json", {**FULL, "submission_id": "b\\xe1o"})
    (decision,), _, _ = read_decisions()
    assert decision.submission_id == "b\\xe1o"


def test_an_empty_installation_has_no_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "nothing"))
    assert read_decisions() == ([], [], [])


def test_an_assignment_of_a_part_of_a_bulk_file_is_read(raw: Path) -> None:
    written(
        raw,
        "a.json",
        without(
            "rule_id",
            "cells",
            submission_id=FOLDER + ".22.2024",
            decision="assign",
            locality_code=1,
            report_year="2024",
        ),
    )
    ((decision,), _, problems) = read_decisions()
    assert not problems
    assert (decision.rule_id, decision.locality_code, decision.report_year) == (
        "IDENTITY",
        "01",
        2024,
    )

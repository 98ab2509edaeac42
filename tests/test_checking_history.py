"""What `ipw check` says of a file where others came before, or the same."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest

from expectations.form import form
from tests import given
from tests.checked import (
    SOUND,
    build,
    checked,
    empty_installation,
    publish,
    submission_of,
    written,
)

__all__ = ["build", "empty_installation"]  # fixtures

REFUSED = {
    "refused_code": "not_a_report",
    "refused_vi": "Không đọc được.",
    "refused_en": "Cannot be read.",
}


@pytest.fixture
def published(build: Path) -> None:
    """An installation whose last publication counts a failing report of Điện Biên."""
    publish(build, given.report("11", 2025, SOUND | {"A": "11"}))


def test_a_file_that_was_received_before_is_said_to_be_no_new_report(
    tmp_path: Path, build: Path
) -> None:
    """Sent again it changes nothing, whatever its figures would say alone."""
    file = written(tmp_path, "11", SOUND)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    first = given.report("11", 2025, SOUND, sha256=digest)
    later = given.report("11", 2025, SOUND | {"A1": "chưa có số liệu"})
    publish(build, first, later)
    status, text = checked(str(file), "--json")
    said = json.loads(text)
    assert status == 0
    assert first.submission.submission_id in said["again_en"]
    assert later.submission.submission_id in said["again_en"]
    assert (
        said["again_vi"].split()
        == checked(str(file))[1].split()[: len(said["again_vi"].split())]
    )
    file.rename(tmp_path / "marked.json")
    renamed = json.loads(checked(str(tmp_path / "marked.json"), "--json")[1])
    assert (
        "content of this file equals one already received as “" in (renamed["again_en"])
    )
    other = written(tmp_path, "11", SOUND | {"A9": "2"})
    assert json.loads(checked(str(other), "--json")[1])["again_vi"] is None


def test_bytes_that_were_refused_before_and_can_be_read_are_a_new_report(
    tmp_path: Path, build: Path
) -> None:
    """Under another ending, or by an earlier version, they could not be read."""
    sound = {line.code: "0" for line in form().lines(2023)}
    file, broken = written(tmp_path, "11", sound, 2023), tmp_path / "broken.csv"
    broken.write_text("no report")
    came = {"received": datetime(2024, 1, 20, 3), **REFUSED}
    digests = (hashlib.sha256(x.read_bytes()).hexdigest() for x in (file, broken))
    publish(build, *(given.report(None, None, {}, sha256=x, **came) for x in digests))
    status, text = checked(str(file), "--json")
    said = json.loads(text)
    assert (status, said["again_en"]) == (3, None)
    # It comes now, when 2023 is closed.
    assert said["submissions"][0]["outcome"] == "held"
    said = json.loads(checked(str(broken), "--json")[1])
    assert REFUSED["refused_en"] in said["again_en"]


def test_bytes_that_came_in_time_are_judged_as_they_came_though_the_year_is_closed(
    tmp_path: Path, build: Path
) -> None:
    sound = {line.code: "0" for line in form().lines(2023)}
    file = written(tmp_path, "11", sound, year=2023)
    assert checked(str(file))[0] == 3  # new bytes: 2023 closed long ago
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    came = datetime(2024, 1, 20, 3)
    publish(build, given.report("11", 2023, sound, sha256=digest, received=came))
    status, text = checked(str(file), "--json")
    (only,) = json.loads(text)["submissions"]
    assert (status, only["outcome"], only["late_en"]) == (0, "ok", None)


def test_bytes_that_a_steward_decided_on_are_judged_with_what_was_decided(
    tmp_path: Path, build: Path
) -> None:
    """Whose they are, that they were taken after the window, and their half a year."""
    cells = {line.code: "0" for line in form().lines(2024)}
    body = {"report_year": 2024, "period_start": "2024-01-01", "cells": cells}
    file = tmp_path / "report.json"
    file.write_text(json.dumps(body | {"period_end": "2024-06-30"}), encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    name, came = f"20260110T030000000000Z-{digest[:12]}", datetime(2026, 1, 10, 3)
    sent = {"submission_id": name, "sha256": digest, "received": came}
    publish(build, given.report("11", 2024, cells, **sent))
    (tmp_path / "raw" / "received" / name).mkdir(parents=True)
    folder = tmp_path / "raw" / "decisions"
    folder.mkdir()

    def decide(hour: int, rule: str, decision: str, **more: object) -> None:
        said = {"submission_id": name, "rule_id": rule, "decision": decision} | more
        said |= {"reason": "letter 7", "decided_at": f"2026-01-11T0{hour}:00:00Z"}
        (folder / f"{hour}.json").write_text(json.dumps(said), encoding="utf-8")

    decide(1, "IDENTITY", "assign", locality_code="11", report_year=2024)
    said = submission_of(file)
    assert (said["outcome"], said["locality_code"]) == ("held", "11")
    assert "rule PERIOD" in said["reason_en"]
    decide(2, "PERIOD", "accept")
    said = submission_of(file)
    assert (said["reason_en"], said["rules"][0]["status"]) == (None, "accepted")
    assert "a steward took" in said["late_en"]
    decide(3, "SUBMISSION", "exclude")
    assert submission_of(file)["reason_en"].endswith("letter 7")


def test_what_a_steward_accepted_is_not_said_to_be_open(
    tmp_path: Path, build: Path
) -> None:
    """A later file of other lines leaves it as it is, and says so."""
    wrong = SOUND | {"A": "11"}
    sent = given.report("11", 2025, wrong)
    publish(build, sent)
    name = sent.submission.submission_id
    (tmp_path / "raw" / "received" / name).mkdir(parents=True)
    (tmp_path / "raw" / "decisions").mkdir()
    decision = {
        "submission_id": name,
        "rule_id": "SUM:A:document_type",
        "decision": "accept",
        "reason": "theo công văn 12",
        "decided_at": "2026-03-01T08:00:00+07:00",
        "cells": wrong,
    }
    file = tmp_path / "raw" / "decisions" / "20260301T010000000000Z-aa.json"
    file.write_text(json.dumps(decision), encoding="utf-8")
    later = written(tmp_path, "11", {"P": "1", "P1": "1"})
    (found,) = [r for r in submission_of(later)["rules"] if r["status"]]
    assert (found["rule_id"], found["status"]) == ("SUM:A:document_type", "accepted")
    assert found["explanation"] == "theo công văn 12"
    assert "đã chấp nhận / accepted: theo công văn 12" in checked(str(later))[1]
    changed = written(tmp_path, "11", {"A": "12"})
    (found,) = [r for r in submission_of(changed)["rules"] if r["status"]]
    assert (found["status"], found["explanation"]) == ("open", None)


def test_a_blank_form_does_not_fail_of_what_was_sent_before_it(
    tmp_path: Path, build: Path
) -> None:
    publish(build, given.report("11", 2025, SOUND | {"A": "11"}))
    blank = written(tmp_path, "11", {"A": "", "A1": "", "K": "-"})
    status, text = checked(str(blank))
    said = " ".join(text.split())
    assert status == 0
    assert "11 2025 — Đọc được nhưng không có số liệu nào / readable, but no" in said
    assert said.index("of what was sent before, not of") < said.index("SUM:A:")
    other = written(tmp_path, "11", {"K": "1"})
    assert checked(str(other))[0] == 3


def test_a_failure_of_what_another_file_said_is_told_apart_from_those_of_this_file(
    tmp_path: Path, build: Path
) -> None:
    publish(build, given.report("11", 2025, SOUND | {"A": "11"}))
    _, text = checked(str(written(tmp_path, "11", {"K": "3", "K1": "1", "K2": "1"})))
    theirs, mine = " ".join(text.split()).split("SUM:A:")[1].split("SUM:K:")
    assert "of another report that was sent, not of this file" in theirs
    assert "ở báo cáo khác đã gửi, không phải ở tệp này" in theirs
    assert "of another report" not in mine


def test_the_name_of_an_earlier_file_gives_the_terminal_no_command(
    tmp_path: Path, build: Path
) -> None:
    file = written(tmp_path, "11", SOUND)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    hostile = "a\x1b]0;t\x07\u202e.json"
    publish(
        build, given.report("11", 2025, SOUND, sha256=digest, original_name=hostile)
    )
    _, text = checked(str(file))
    assert "“a\\x1b]0;t\\x07\\u202e.json”" in " ".join(text.split())
    assert not any(each in text for each in "\x1b\x07\u202e")


def test_a_bulk_file_that_came_before_is_told_what_became_of_each_of_its_parts(
    tmp_path: Path, build: Path
) -> None:
    file = written(tmp_path, "11", SOUND)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    parts = [
        given.report("11", 2025, SOUND, sha256=digest),
        given.report("01", 2025, SOUND | {"A": "11"}, sha256=digest),
        given.report("04", 2025, SOUND | {"A": "11", "K": "3"}, sha256=digest),
        given.report(None, 2025, SOUND, sha256=digest, hold_code="x", hold_vi="?",
                     hold_en="?"),
    ]  # fmt: skip
    publish(build, *parts)
    said = json.loads(checked(str(file), "--json")[1])
    assert "counted: 11; held: 01, ?; counted in part: 04." in said["again_en"]
    assert "được tính một phần: 04" in said["again_vi"]
    assert "vẫn đang được tính" not in said["again_vi"]


def test_half_a_year_of_a_former_province_is_told_of_its_successor_s_report(
    tmp_path: Path, build: Path
) -> None:
    whole = given.report("15", 2025, SOUND, original_name="ca-nam.xlsx")
    publish(build, whole)
    file = tmp_path / "half.json"
    body = {"report_year": 2025, "locality_name": "Yên Bái", "cells": SOUND}
    body |= {"period_start": "2025-01-01", "period_end": "2025-06-30"}
    file.write_text(json.dumps(body), encoding="utf-8")
    said = submission_of(file)
    assert said["outcome"] == "held"
    assert "ca-nam.xlsx" in said["reason_vi"] and "ca-nam.xlsx" in said["reason_en"]
    folder = tmp_path / "raw" / "decisions"
    folder.mkdir(parents=True)
    (tmp_path / "raw" / "received" / whole.submission.folder).mkdir(parents=True)
    taken_out = {
        "submission_id": whole.submission.submission_id,
        "rule_id": "SUBMISSION",
        "decision": "exclude",
        "reason": "sent by mistake",
        "decided_at": "2026-02-01T00:00:00Z",
    }
    (folder / "a.json").write_text(json.dumps(taken_out), encoding="utf-8")
    assert "ca-nam.xlsx" not in submission_of(file)["reason_vi"]


def test_verdicts_on_what_counts_already_are_not_shown_as_those_of_a_held_file(
    published: None, tmp_path: Path
) -> None:
    period = {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    file = written(tmp_path, "11", SOUND)
    assert submission_of(file)["outcome"] == "ok"
    file.write_text(json.dumps(json.loads(file.read_text()) | period))
    said = submission_of(file)
    assert said["outcome"] == "held"
    assert [(x["rule_id"], x["verdict"]) for x in said["rules"]] == [("PERIOD", "fail")]
    assert "chưa được kiểm tra" in checked(str(file))[1]

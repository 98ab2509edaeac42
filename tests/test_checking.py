"""What `ipw check` says of one file: exit status, JSON, the marked copy; usage."""

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from dagster_project import checking, cli, compiled, paths, replay
from expectations.form import form
from tests import given
from tests.workbooks import book

SOUND = {"A": "10", "A1": "4", "A2": "3", "A3": "2", "A9": "1"}

REFUSED = {
    "refused_code": "not_a_report",
    "refused_vi": "Không đọc được.",
    "refused_en": "Cannot be read.",
}

PUBLISHED = {"dim_submissions", "rules", "current_cells", "locality_indicators"}


@pytest.fixture(autouse=True)
def empty_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))


def written(
    folder: Path, locality: str, cells: dict[str, str], year: int = 2025
) -> Path:
    file = folder / "report.json"
    body = {"report_year": year, "locality_code": locality, "cells": cells}
    file.write_text(json.dumps(body), encoding="utf-8")
    return file


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation whose last publication counts a failing report of Điện Biên."""
    compiled.models()
    shutil.copytree(paths.dbt_target(), tmp_path / "build" / "dbt")
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    con = given.loaded([given.report("11", 2025, SOUND | {"A": "11"})])
    replay.build_models(con, up_to=PUBLISHED)
    given.publish(con, tmp_path / "build")
    con.close()


def submission_of(file: Path) -> dict[str, Any]:
    """What `--json` says of a file with one submission."""
    (found,) = json.loads(checked(str(file), "--json")[1])["submissions"]
    return found


def checked(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, ["check", *arguments])
    return result.exit_code, result.stdout


def test_a_sound_file_ends_with_status_0_and_its_rules_as_json(tmp_path: Path) -> None:
    status, text = checked(str(written(tmp_path, "82", SOUND)), "--json")
    (submission,) = json.loads(text)["submissions"]
    verdicts = {rule["rule_id"]: rule["verdict"] for rule in submission["rules"]}
    assert (status, submission["outcome"]) == (0, "ok")
    assert verdicts["SUM:A:document_type"] == "exact"


def test_a_hard_failure_ends_with_status_3(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND | {"A": "11"})
    status, text = checked(str(file))
    assert status == 3
    assert "SUM:A:document_type [hard, fail]" in text  # no emoji of `:A:`


def test_a_soft_failure_ends_with_status_0(tmp_path: Path) -> None:
    status, _ = checked(str(written(tmp_path, "82", {"A": "10"})))
    assert status == 0


def test_a_code_of_no_locality_is_held_with_status_3(tmp_path: Path) -> None:
    status, text = checked(str(written(tmp_path, "99", SOUND)), "--json")
    assert (status, json.loads(text)["submissions"][0]["outcome"]) == (3, "held")


def test_an_unreadable_file_is_refused_with_status_3(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    file.write_bytes(b"not a workbook")
    status, text = checked(str(file), "--json")
    assert (status, json.loads(text)["submissions"][0]["outcome"]) == (3, "refused")


def test_the_marked_copy_of_a_failing_file_names_the_rule(tmp_path: Path) -> None:
    blank = tmp_path / "blank.xlsx"
    made = ["template", "--year", "2025", "--locality", "82", "--out", str(blank)]
    assert CliRunner().invoke(cli.app, made).exit_code == 0
    book = openpyxl.load_workbook(blank)
    for row, value in enumerate((11, 4, 3, 2, 1), 4):  # A, A1, A2, A3, A9 of sheet I
        book["I"].cell(row, 5).value = value
    book.save(tmp_path / "filled.xlsx")
    out = tmp_path / "marked.xlsx"
    status, _ = checked(str(tmp_path / "filled.xlsx"), "--annotated", str(out))
    comment = openpyxl.load_workbook(out)["I"]["E4"].comment
    assert status == 3
    assert "SUM:A:document_type" in comment.text


def test_a_blank_form_is_legal_and_its_sender_is_told_that_no_figure_was_found(
    tmp_path: Path,
) -> None:
    file = tmp_path / "blank.xlsx"
    made = ["template", "--year", "2025", "--locality", "11", "--out", str(file)]
    assert CliRunner().invoke(cli.app, made).exit_code == 0
    status, text = checked(str(file))
    assert status == 0
    assert "Đọc được nhưng không có số liệu nào / readable, but no figure" in text
    said = submission_of(file)
    assert (said["outcome"], said["cells_filled"]) == ("ok", 0)
    assert "No figure was found: there are 83 lines" in said["remarks"][0][1]
    assert "I!E, II!E" in said["remarks"][0][1]


def test_numbers_in_the_note_column_are_named_with_their_addresses(
    tmp_path: Path,
) -> None:
    filled = book({}, year=2025, cover={"report_year": 2025, "locality_code": "11"})
    for row, value in enumerate((10, 4, 3, 2, 1), 4):
        filled["I"].cell(row, 6).value = value
    filled.save(tmp_path / "notes.xlsx")
    _, text = checked(str(tmp_path / "notes.xlsx"))
    assert "I!F4:F8" in text
    assert "no figure found" in text


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


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "Cells to look at again", "Likely cause: "),
        ("vi", "Những ô cần xem lại", "Có thể do: "),
    ],
)
def test_a_report_is_marked_in_its_own_language(
    language: str, title: str, said: str, tmp_path: Path
) -> None:
    cover = {"report_year": 2025, "locality_code": "11"}
    sent = {"E": 153, "E1": 90, "E2": 30, "E3": 15, "E9": 0}  # 135
    filled = book(sent, year=2025, cover=cover)
    for field in form().cover_fields if language == "en" else ():
        filled["Bia"].cell(field.row, 1, field.label_en)
    filled.save(tmp_path / "a.xlsx")
    out = tmp_path / "marked.xlsx"
    _, text = checked(str(tmp_path / "a.xlsx"), "--annotated", str(out), "--json")
    assert json.loads(text)["submissions"][0]["language"] == language
    marked = openpyxl.load_workbook(out)
    assert marked["_ipw"]["A1"].value == title
    assert any(
        said in cell.comment.text
        for sheet in marked
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    )


def test_a_line_given_on_two_sheets_is_marked_on_both(tmp_path: Path) -> None:
    filled = book({"A": 10}, year=2025, cover={"report_year": 2025, "locality_code": 1})
    filled["III"].append(["A", None, None, None, 777])
    place = f"E{filled['III'].max_row}"
    filled.save(tmp_path / "twice.xlsx")
    out = tmp_path / "marked.xlsx"
    _, text = checked(str(tmp_path / "twice.xlsx"), "--annotated", str(out))
    assert f"I!E4, “777” tại III!{place}" in " ".join(text.split())
    marked = openpyxl.load_workbook(out)
    assert "CELL:A" in marked["I"]["E4"].comment.text
    assert "CELL:A" in marked["III"][place].comment.text


@pytest.mark.parametrize("command", ["check", "receive"])
def test_a_file_that_is_none_is_an_unusable_argument(
    command: str, tmp_path: Path
) -> None:
    absent = str(tmp_path / "absent.xlsx")
    assert CliRunner().invoke(cli.app, [command, absent]).exit_code == 2
    assert not (tmp_path / "raw" / "inbox").exists()


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build folder in which dbt's SQL is compiled and nothing is published."""
    compiled.models()
    shutil.copytree(paths.dbt_target(), tmp_path / "build" / "dbt")
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    return tmp_path / "build"


def publish(build: Path, *reports: given.Report) -> None:
    """The last publication that `ipw check` knows of."""
    con = given.loaded(reports)
    replay.build_models(con, up_to=PUBLISHED)
    given.publish(con, build)
    con.close()


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


def test_the_marked_copy_never_takes_the_place_of_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND)
    before = file.read_bytes()
    (tmp_path / "same.json").symlink_to(file)
    for target in (file, tmp_path / "same.json"):
        assert checked(str(file), "--annotated", str(target))[0] == 2
    assert file.read_bytes() == before


def test_what_a_sender_wrote_gives_the_terminal_no_command(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND | {"D": "\x1b[31mred\x1b]0;t\x07"})
    _, text = checked(str(file))
    assert "\\x1b[31mred" in text
    assert "\x1b" not in text and "\x07" not in text


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


def test_json_gives_the_terminal_no_command_either(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND).rename(tmp_path / "\x9b31m\u202ered.json")
    _, text = checked(str(file), "--json")
    assert "\\u009b31m\\u202ered.json" in text
    assert json.loads(text)["file"] == file.name
    assert "\x9b" not in text and "\u202e" not in text


def test_a_name_that_is_no_text_is_checked_like_any(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND)
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.json")
    file.rename(odd)
    assert checked(odd, "--json")[0] == 0


def test_a_bulk_file_that_came_before_is_told_what_became_of_each_of_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.models()
    shutil.copytree(paths.dbt_target(), tmp_path / "build" / "dbt")
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    file = written(tmp_path, "11", SOUND)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    parts = [
        given.report("11", 2025, SOUND, sha256=digest),
        given.report("01", 2025, SOUND | {"A": "11"}, sha256=digest),
        given.report("04", 2025, SOUND | {"A": "11", "K": "3"}, sha256=digest),
        given.report(None, 2025, SOUND, sha256=digest, hold_code="x", hold_vi="?",
                     hold_en="?"),
    ]  # fmt: skip
    con = given.loaded(parts)
    replay.build_models(con, up_to=PUBLISHED)
    given.publish(con, tmp_path / "build")
    con.close()
    said = json.loads(checked(str(file), "--json")[1])
    assert "counted: 11; held: 01, ?; counted in part: 04." in said["again_en"]
    assert "được tính một phần: 04" in said["again_vi"]
    assert "vẫn đang được tính" not in said["again_vi"]


def test_a_failing_file_counts_in_part_and_says_how_much_of_it(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND | {"A": "11", "K": "3", "C": "x"})
    _, text = checked(str(file))
    assert "Có lỗi nặng: được tính một phần / hard failures: counted in part" in text
    assert "Measures that count: 1; that do not: 2 (section I, II)." in text
    file = written(tmp_path, "82", SOUND | {"A": "11"})
    assert "hard failures: held" in checked(str(file))[1]


def test_a_file_that_would_come_too_late_is_told_so(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND)
    in_time, late = (
        checking.check(file, datetime(2026, 1, day, 16, 59, 59, tzinfo=UTC))
        for day in (25, 26)
    )
    assert in_time.submissions[0].late_vi is None
    assert "sau hạn nộp 25/01/2026, chậm 1 ngày" in str(late.submissions[0].late_vi)
    assert "until 2026-12-31 count all the same" in str(late.submissions[0].late_en)


def test_half_a_year_of_a_former_province_is_told_of_its_successor_s_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.models()
    shutil.copytree(paths.dbt_target(), tmp_path / "build" / "dbt")
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    whole = given.report("15", 2025, SOUND, original_name="ca-nam.xlsx")
    con = given.loaded([whole])
    replay.build_models(con, up_to=PUBLISHED)
    given.publish(con, tmp_path / "build")
    con.close()
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

"""What `ipw check` says of one file: exit status, JSON; usage."""

import json
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.inquiry import checking, replay
from dagster_project.reporting.acknowledgement_facts import of_submissions
from dagster_project.submissions import gate
from tests import given
from tests.acknowledged import TABLES
from tests.checked import SOUND, checked, empty_installation, submission_of, written
from tests.workbooks import book

__all__ = ["empty_installation"]  # for every test here


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


def test_a_file_that_is_too_large_to_be_read_is_refused_without_being_held_in_memory(
    tmp_path: Path,
) -> None:
    file = tmp_path / "video.mp4"
    file.touch()
    os.truncate(file, 4 * gate.DEFAULT_LIMITS.file_bytes)
    tracemalloc.start()
    try:
        status, text = checked(str(file))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert status == 3 and "The file has 200 MB; the limit is 50 MB" in text
    assert peak < 2 * gate.DEFAULT_LIMITS.file_bytes


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


def test_a_line_that_is_given_twice_is_one_line_of_the_form(tmp_path: Path) -> None:
    rows = "2025,11,A,5\n2025,11,A,5\n2025,11,A1,\n2025,11,A1,5\n"
    file = tmp_path / "twice.csv"
    file.write_text(f"report_year,locality_code,line_code,value\n{rows}")
    said = submission_of(file)
    assert (said["lines_read"], said["cells_filled"]) == (2, 2)


@pytest.mark.parametrize(("year", "lines"), [(2031, 3), (2025, 3), (2024, 2)])
def test_the_answer_counts_the_lines_that_a_check_counts(
    year: int, lines: int, tmp_path: Path
) -> None:
    cells = {"A": "3", "A1": "", "EC1": "4"}  # EC1 is not in the form of 2024
    said = submission_of(written(tmp_path, "22", cells, year))
    sent = given.report(
        "22", said["report_year"], cells, hold_code="year", hold_vi="a", hold_en="a"
    )
    con = given.loaded([sent])
    replay.build_models(con, up_to=TABLES)
    (answer,) = of_submissions(con)
    assert answer.acknowledgement.lines_read == said["lines_read"] == lines


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


@pytest.mark.parametrize("command", ["check", "receive"])
def test_a_file_that_is_none_is_an_unusable_argument(
    command: str, tmp_path: Path
) -> None:
    absent = str(tmp_path / "absent.xlsx")
    assert CliRunner().invoke(cli.app, [command, absent]).exit_code == 2
    assert not (tmp_path / "raw" / "inbox").exists()


def test_what_a_sender_wrote_gives_the_terminal_no_command(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND | {"D": "\x1b[31mred\x1b]0;t\x07"})
    _, text = checked(str(file))
    assert "\\x1b[31mred" in text
    assert "\x1b" not in text and "\x07" not in text


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


def test_a_failing_file_counts_in_part_and_says_how_much_of_it(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND | {"A": "11", "K": "3", "C": "x"})
    _, text = checked(str(file))
    assert "Có lỗi phải sửa; báo cáo được tính một phần" in text
    assert "hard failures; the report is counted in part" in " ".join(text.split())
    assert "Measures that count: 1; that do not: 2 (section I, II)." in text
    file = written(tmp_path, "82", SOUND | {"A": "11"})
    _, text = checked(str(file))
    assert "hard failures; the report is held" in " ".join(text.split())


def test_a_file_that_would_come_too_late_is_told_so(tmp_path: Path) -> None:
    file = written(tmp_path, "82", SOUND)
    in_time, late = (
        checking.check(file, datetime(2026, 1, day, 16, 59, 59, tzinfo=UTC))
        for day in (25, 26)
    )
    assert in_time.submissions[0].late_vi is None
    assert "sau hạn nộp 25/01/2026, chậm 1 ngày" in str(late.submissions[0].late_vi)
    assert "until 2026-12-31 count all the same" in str(late.submissions[0].late_en)

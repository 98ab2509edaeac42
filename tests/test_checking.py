"""What `ipw check` says of one file: exit status, JSON, the marked copy; usage."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from dagster_project import cli

SOUND = {"A": "10", "A1": "4", "A2": "3", "A3": "2", "A9": "1"}


@pytest.fixture(autouse=True)
def empty_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))


def written(folder: Path, locality: str, cells: dict[str, str]) -> Path:
    file = folder / "report.json"
    body = {"report_year": 2025, "locality_code": locality, "cells": cells}
    file.write_text(json.dumps(body), encoding="utf-8")
    return file


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


@pytest.mark.parametrize("command", ["check", "receive"])
def test_a_file_that_is_none_is_an_unusable_argument(
    command: str, tmp_path: Path
) -> None:
    absent = str(tmp_path / "absent.xlsx")
    assert CliRunner().invoke(cli.app, [command, absent]).exit_code == 2
    assert not (tmp_path / "raw" / "inbox").exists()

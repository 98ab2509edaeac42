"""Files, and what `ipw check` says of them, in an installation of their own."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dagster_project import cli, compiled, paths
from dagster_project.inquiry import replay
from tests import given

SOUND = {"A": "10", "A1": "4", "A2": "3", "A3": "2", "A9": "1"}
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


def submission_of(file: Path) -> dict[str, Any]:
    """What `--json` says of a file with one submission."""
    (found,) = json.loads(checked(str(file), "--json")[1])["submissions"]
    return found


def checked(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, ["check", *arguments])
    return result.exit_code, result.stdout


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

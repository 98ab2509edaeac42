"""A folder of decision files for the tests of stewardship."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

FOLDER = "20250110T000000000000Z-0123456789ab"
NOW = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
FULL = {
    "submission_id": FOLDER,
    "rule_id": "SUM:B:ip_right",
    "decision": "accept",
    "reason": "xác nhận qua điện thoại",
    "by": "steward",
    "decided_at": "2026-02-01T09:00:00+07:00",
    "until": "2026-12-31",
    "cells": {"B": "12", "B1": "hơn 10"},
}


def with_decisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """raw/ with one received file and a folder for decisions; the folder of raw/."""
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    (tmp_path / "raw" / "received" / FOLDER).mkdir(parents=True)
    (tmp_path / "raw" / "decisions").mkdir()
    return tmp_path / "raw"


SUM = "SUM:B:ip_right"


def content(path: Path) -> dict[str, object]:
    return json.loads(path.read_text("utf-8"))

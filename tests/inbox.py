"""An inbox of one's own for the tests of receiving, and what became of it."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from dagster_project.intake import receiving
from dagster_project.submissions import receipts

NOW = datetime(2025, 1, 10, 8, 0, 0, 0, UTC)
UNRULY = "tests.unruly"


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    (tmp_path / "raw" / "inbox").mkdir(parents=True)
    return tmp_path / "raw"


def drop(raw: Path, name: str | bytes, text: str = "one", age: float = 60) -> Path:
    """A file in the inbox, last changed `age` seconds ago."""
    path = raw / "inbox" / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (time.time() - age,) * 2)
    return path


def receive(now: datetime = NOW) -> list[receiving.Received]:
    return receiving.receive(now, reader=UNRULY)


def kept(raw: Path) -> list[tuple[str, str, str]]:
    """(status, original name, text) of every file in the folders, in order."""
    found = []
    for status in ("received", "refused"):
        for folder in receipts.folders(raw / status):
            whole = receipts.load(folder, status)
            assert whole.file is not None
            said = json.loads((folder / "receipt.json").read_text())
            assert said["sha256"] == sha256(whole.file.read_bytes()).hexdigest()
            assert folder.name == f"{said['received_at']}-{said['sha256'][:12]}"
            assert said["status"] == status
            found.append((status, said["original_name"], whole.file.read_text()))
    return sorted(found)


def left(raw: Path) -> list[str]:
    """What is in the landing zone beside folders that are complete."""
    return sorted(
        str(path.relative_to(raw))
        for path in raw.rglob("*")
        if path.is_file()
        and path.name != ".receiving.lock"
        and path.relative_to(raw).parts[0] not in (".duplicates",)
        and not (
            path.relative_to(raw).parts[0] in ("received", "refused")
            and not path.relative_to(raw).parts[1].startswith(".")
        )
    )


# --- two at once, and cut off at any moment


def start(raw: Path, *arguments: str) -> subprocess.Popen[str]:
    build = raw.parent / "build"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.receive", *arguments],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"IPW_RAW": str(raw), "IPW_BUILD": str(build)},
        stdout=subprocess.PIPE,
        text=True,
    )

"""Decision files that are written: open to their readers, in order, or not at all."""

import os
import resource
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dagster_project import problems
from dagster_project.decisions.decision_files import append, read_decisions
from dagster_project.durable import ReceivingError
from dagster_project.intake import sending
from tests.decision_folder import FULL, NOW, with_decisions


@pytest.fixture(autouse=True)
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return with_decisions(tmp_path, monkeypatch)


@pytest.fixture
def closing() -> Iterator[None]:
    """A umask that lets nobody else read."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_what_a_steward_writes_is_open_to_the_pipelines_user(
    raw: Path, closing: None
) -> None:
    """Both are of one group; a steward's own umask closes his files to it."""
    assert append(FULL, NOW).stat().st_mode & 0o777 == 0o640


def test_what_a_mail_gateway_receives_is_open_to_the_pipelines_user(
    raw: Path, closing: None
) -> None:
    sent = raw.parent / "a.csv"
    sent.write_text("one")
    (waiting,) = sending.put([sent], "a@example.vn")
    for each in waiting.parent.iterdir():
        assert each.stat().st_mode & 0o777 == 0o640, each
    assert len([*waiting.parent.iterdir()]) == 2


@pytest.fixture
def full() -> Iterator[None]:
    """No file takes a byte."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("full")
def test_a_decision_for_which_there_is_no_room_is_said_to_be_missing_and_leaves_nothing(
    raw: Path,
) -> None:
    with pytest.raises(ReceivingError, match=r"Cannot record.* in .*decisions") as said:
        append(FULL, NOW)
    # A refresh would not record it.
    assert "run again" in str(said.value) and "ipw refresh" not in str(said.value)
    assert "ipw refresh" not in problems.explain(said.value)
    assert list((raw / "decisions").iterdir()) == []


def test_a_clock_that_stepped_back_does_not_undo_the_order(raw: Path) -> None:
    first = append(FULL, NOW)
    second = append({**FULL, "decision": "revoke"}, datetime(2020, 1, 1, tzinfo=UTC))
    assert first.name < second.name
    decisions, _, _ = read_decisions()
    assert [decision.decision for decision in decisions] == ["accept", "revoke"]
    assert not list((raw / "decisions").glob(".*"))

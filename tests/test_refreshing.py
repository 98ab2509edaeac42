"""What a refresh says of its failure, and how it gets room to begin."""

import errno
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project import (
    assets,
    durable,
    ingestion,
    paths,
    problems,
    refreshing,
    warehouse,
)
from tests import anybody


@dg.op
def unreadable() -> None:
    """A step that fails as receiving does."""
    with durable.explained("read", Path("inbox/a.xlsx")):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "inbox/a.xlsx")


@dg.job(executor_def=dg.in_process_executor)
def failing() -> None:
    """One run of it."""
    unreadable()


def test_a_file_that_may_not_be_read_is_named_and_not_called_a_folder() -> None:
    with dg.instance_for_test() as instance:
        result = failing.execute_in_process(
            instance=instance, raise_on_error=False, run_config=refreshing.QUIET
        )
    said = problems.explain(Exception(refreshing._causes(result)))
    assert "Cannot read 'a.xlsx' in inbox" in said
    assert "run again" in said and "folder cannot be written" not in said


@pytest.mark.parametrize("set_to", ["", None])
def test_a_folder_that_is_set_to_nothing_is_not_set(
    monkeypatch: pytest.MonkeyPatch, set_to: str | None
) -> None:
    """As a line of a service's environment may: not the folder that one stands in."""
    for name in ("IPW_RAW", "IPW_BUILD"):
        monkeypatch.delenv(name, raising=False)
        if set_to is not None:
            monkeypatch.setenv(name, set_to)
    assert paths.raw() == paths.PROJECT / "raw"
    assert paths.build() == paths.PROJECT / "build"


def test_python_without_docstrings_is_said_before_anything_is_done(
    place: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-OO", "-m", "dagster_project", "refresh"],
        cwd=paths.PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "unset PYTHONOPTIMIZE" in " ".join(done.stderr.split())
    assert not list(paths.build().iterdir())


def test_what_a_cut_off_run_left_makes_room_for_the_next(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = paths.received() / ".incoming-1-0"
    left.mkdir()
    (left / "file").write_bytes(b"x")

    def ask() -> None:
        if left.exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(refreshing, "_ask_for_room", ask)
    refreshing._make_room()
    assert not left.exists()


def test_a_disk_that_stays_full_is_said(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(refreshing, "_ask_for_room", ask)
    with pytest.raises(OSError, match="No space left"):
        refreshing._make_room()


def test_of_two_disks_the_full_one_is_named(place: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(OSError, match=re.escape(str(paths.raw()))):
            refreshing._ask_for_room()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_history_that_another_user_wrote_is_no_folder_mounted_read_only(
    instance: dg.DagsterInstance,
) -> None:
    runs = paths.dagster_home() / "history" / "runs.db"
    runs.chmod(0o444)
    said = anybody.python(
        "import sqlite3\n"
        "from dagster_project import paths, problems\n"
        f"history = sqlite3.connect({str(runs)!r})\n"
        "try:\n    history.execute('create table a (b)')\n"
        "except sqlite3.Error as error:\n    print(problems.explain(error))\n"
    )
    assert said.startswith("attempt to write a readonly database\n")
    assert f"may not write {runs}," in said and "mount it" not in said


@pytest.mark.parametrize("stands", ["a file", "a link to a share"])
@pytest.mark.parametrize("name", ["received", "refused", "decisions", "publications"])
def test_what_stands_in_the_place_of_a_folder_is_not_taken_for_an_empty_one(
    place: Path, name: str, stands: str
) -> None:
    """As `cp a.json raw/decisions` leaves it where there is no such folder yet."""
    folder = paths.raw() / name
    shutil.rmtree(folder, ignore_errors=True)
    if stands == "a file":
        folder.write_text("{}")
    else:
        folder.symlink_to("not mounted")
    with (
        duckdb.connect() as memory,
        pytest.raises(durable.ReceivingError, match=f"into '{name}'.*run again"),
    ):
        ingestion.load(memory, datetime.now(UTC))


def test_a_folder_in_the_place_of_a_file_is_said_with_the_remedy(
    place: Path,
) -> None:
    paths.warehouse().mkdir()
    with pytest.raises(IsADirectoryError) as raised:
        warehouse.start_anew(paths.warehouse())
    said = problems.explain(raised.value)
    assert str(paths.warehouse()) in said and "move it away" in said


@pytest.mark.parametrize("root", ["IPW_BUILD", "IPW_RAW"])
@pytest.mark.parametrize("inner", ["", "/inner"])
def test_a_root_that_cannot_be_made_is_not_said_to_have_gone_away(
    root: str, inner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(root, f"/proc/nope{inner}")
    with pytest.raises(FileNotFoundError) as raised:
        refreshing._ask_for_room()
    said = problems.explain(raised.value)
    assert "/proc/nope is not there and cannot be made" in said
    assert "Set IPW_RAW and IPW_BUILD to" in said and "went away" not in said


def test_a_build_folder_that_went_away_is_not_called_unwritable_nor_published(
    place: Path,
) -> None:
    paths.build().rmdir()
    said = problems.explain(Exception("(sqlite3) unable to open database file"))
    assert "went away" in said and "cannot be written" not in said
    with pytest.raises(FileNotFoundError) as raised:
        list(paths.build().iterdir())
    assert "went away" in problems.explain(raised.value)
    assert not paths.build().exists()
    assert refreshing._what_stands(place / "release") == "Nothing is published."


def test_a_refresh_that_fails_leaves_no_release_in_the_making(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = paths.build() / "releases" / ".incoming"

    def fill_the_disk(*_: object) -> str:
        incoming.mkdir(parents=True)
        raise OSError(errno.ENOSPC, "No space left on device", str(incoming))

    monkeypatch.setattr(refreshing, "_refresh", fill_the_disk)
    with pytest.raises(refreshing.RefreshError, match="No space left"):
        refreshing.refresh(lambda _: None)
    assert not incoming.exists()


def test_a_disk_that_a_failed_release_filled_is_called_full_though_it_was_given_back(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite calls it an I/O error; only the room tells it from a broken disk."""
    incoming = paths.build() / "releases" / ".incoming"
    plenty = durable.room(paths.raw())

    def fill_the_disk(*_: object) -> str:
        incoming.mkdir(parents=True)
        raise sqlite3.OperationalError("disk I/O error")

    def room(_: Path) -> durable.Room:
        return replace(plenty, free_bytes=0) if incoming.exists() else plenty

    monkeypatch.setattr(refreshing, "_refresh", fill_the_disk)
    monkeypatch.setattr(durable, "room", room)
    with pytest.raises(refreshing.RefreshError, match="The disk is full"):
        refreshing.refresh(lambda _: None)
    assert not incoming.exists()


def test_what_a_killed_refresh_left_goes_where_it_fills_the_disk(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = paths.build() / "releases" / ".incoming"
    incoming.mkdir(parents=True)

    def ask() -> None:
        if incoming.exists():
            raise OSError(errno.ENOSPC, "No space left on device", str(incoming))

    monkeypatch.setattr(refreshing, "_ask_for_room", ask)
    refreshing._make_room()


@pytest.mark.parametrize("name", ["refresh.lock", "refresh.pid"])
def test_a_folder_in_the_place_of_the_lock_is_named(place: Path, name: str) -> None:
    @dg.op(required_resource_keys={"refresh_lock"})
    def step() -> None:
        """Never begun."""

    @dg.job(
        resource_defs={"refresh_lock": assets.refresh_lock},
        executor_def=dg.in_process_executor,
    )
    def locked() -> None:
        step()

    (paths.build() / name).mkdir()
    said = refreshing._causes(locked.execute_in_process(raise_on_error=False))
    assert str(paths.build() / name) in said
    assert "A folder stands where a file is needed" in problems.explain(OSError(said))

"""What somebody puts into the inbox and nobody can take stops nothing and is said."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from dagster_project import doctor, inbox, summary
from tests.anybody import as_anybody, python
from tests.inbox import drop, kept, left
from tests.installation import Installation


def close(raw: Path) -> None:
    """A file that may not be read, folders that may not be listed or entered."""
    drop(raw, "open.csv", "one")
    drop(raw, "closed.csv", "two").chmod(0)
    for name, mode in (("unlisted", 0o300), ("unentered", 0o600)):
        drop(raw, f"{name}/a.csv", name)
        (raw / "inbox" / name).chmod(mode)


def test_what_may_not_be_read_stays_is_named_and_stops_nothing(raw: Path) -> None:
    close(raw)
    said = python(
        "from datetime import UTC, datetime\n"
        "from dagster_project import inbox, receiving\n"
        "done = receiving.receive(datetime.now(UTC), reader='tests.unruly')\n"
        "print([each.receipt.original_name for each in done])\n"
        "print(*inbox.stuck(), sep='\\n')"
    ).splitlines()
    assert said[0] == "['open.csv']"
    assert [Path(line.split(": ")[1]).name for line in said[1:]] == [
        *("closed.csv", "a.csv", "unlisted"),
    ]
    assert all("Permission denied; let the user" in line for line in said[1:])
    assert kept(raw) == [("received", "open.csv", "one")]
    (raw / "inbox" / "unlisted").chmod(0o700)
    (raw / "inbox" / "unentered").chmod(0o700)
    assert "inbox/closed.csv" in left(raw)


def test_what_may_be_read_again_is_new_to_whoever_waits(raw: Path) -> None:
    drop(raw, "closed.csv").chmod(0)
    look = "from dagster_project import inbox; print(inbox.waiting(), inbox.is_empty())"
    assert python(look) == "[] True\n"
    (raw / "inbox" / "closed.csv").chmod(0o600)
    assert "closed.csv" in python(look)


def test_links_pipes_and_devices_are_said_with_what_to_do(raw: Path) -> None:
    (raw / "inbox" / "to a file.csv").symlink_to("/etc/hostname")
    (raw / "inbox" / "to a folder").symlink_to("/etc")
    (raw / "inbox" / "to nothing.csv").symlink_to("nowhere")
    os.mkfifo(raw / "inbox" / "pipe.csv")
    drop(raw, "a.csv")
    drop(raw, "b.csv.part")
    (raw / "inbox" / ".hidden").symlink_to("/etc")
    found = {each.path.name: each.remedy for each in inbox.stuck()}
    assert sorted(found) == [
        "pipe.csv",
        "to a file.csv",
        "to a folder",
        "to nothing.csv",
    ]
    assert found["pipe.csv"] == "take it away"
    assert "put the file itself there" in found["to a folder"]
    assert [path.name for path in inbox.waiting()] == ["a.csv"]


def test_the_doctor_names_what_is_stuck_and_looks_on(place: Path) -> None:
    (place / "raw" / "inbox" / "link\x1b.csv").symlink_to("nowhere")
    part = place / "raw" / "inbox" / "b.csv.part"
    part.touch()
    os.utime(part, (time.time() - 3 * 86400,) * 2)
    checks = doctor.examine(datetime.now(UTC))
    (stuck,) = [each for each in checks if each.name == "left in the inbox"]
    assert (stuck.level, "put the file itself" in stuck.remedy) == ("warn", True)
    assert "unfinished files" in {each.name for each in checks}


def test_the_doctor_looks_into_an_inbox_that_is_partly_closed(place: Path) -> None:
    close(place / "raw")
    said = python(
        "from datetime import UTC, datetime\n"
        "from dagster_project import doctor_inbox\n"
        "for check in doctor_inbox.waiting(datetime.now(UTC)): print(check.found)"
    )
    assert said.count("Permission denied") == 3


def test_what_a_name_commands_a_terminal_is_written_out(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "inbox" / "[red]\x1b[31m.csv").symlink_to("nowhere")
    summary._show_stuck(Console(width=200))
    assert "[red]\\x1b[31m.csv: a link" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.xdist_group("hardening")
def test_a_refresh_publishes_beside_what_cannot_be_read(
    first: Installation, tmp_path: Path
) -> None:
    installation = Installation(tmp_path)
    shutil.copytree(first.raw, installation.raw)
    shutil.copytree(first.build, installation.build, symlinks=True)
    before = (installation.build / "published").resolve()
    close(installation.raw)
    ipw = as_anybody(sys.executable, "-m", "dagster_project")
    for command in ("refresh", "status"):
        done = subprocess.run(
            [*ipw, command],
            env=installation.env,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.count("left in the inbox: ") == 3
    assert (installation.build / "published").resolve() != before
    assert (installation.raw / "inbox" / "closed.csv").exists()
    assert not (installation.raw / "inbox" / "open.csv").exists()

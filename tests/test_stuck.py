"""What somebody puts into the inbox and nobody can take stops nothing and is said."""

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from dagster_project.inquiry import summary
from dagster_project.intake import inbox, receiving
from dagster_project.operations import doctor
from tests.anybody import as_anybody, python
from tests.examined import found
from tests.inbox import drop, kept, left, receive
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
        "from dagster_project.intake import inbox, receiving\n"
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


RECEIVE = """
from datetime import UTC, datetime
from dagster_project import paths
from dagster_project.intake import inbox, moving, receiving
from dagster_project.operations import doctor_inbox
def receive():
    done = receiving.receive(datetime.now(UTC), reader='tests.unruly')
    print([(each.status, each.receipt.original_name) for each in done])
def show():
    print([(each.path.name, each.remedy.split()[-1]) for each in inbox.stuck()])
"""


def test_what_cannot_be_removed_stays_is_named_and_stops_nothing(raw: Path) -> None:
    drop(raw, "open.csv", "one")
    folder = drop(raw, "hanoi/x.csv", "two").parent
    folder.chmod(0o555)
    assert python(f"{RECEIVE}receive(); show(); receive()").splitlines() == [
        "[('received', 'open.csv')]",
        f"[('x.csv', '{folder}')]",
        "[]",
    ]
    assert left(raw) == ["inbox/hanoi/x.csv"]
    folder.chmod(0o755)
    assert python(f"{RECEIVE}receive(); show()").startswith("[('received', 'x.csv')]")
    assert left(raw) == [] and receiving.duplicates() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file to another user")
def test_anothers_file_in_a_folder_where_each_removes_his_own_is_named(
    raw: Path,
) -> None:
    theirs = drop(raw, "sticky/theirs.csv", "one")
    drop(raw, "sticky/ours.csv", "two")
    theirs.parent.chmod(0o1777)
    os.chown(theirs, 1, 1)
    os.chown(theirs.parent, 1, 1)
    assert python(f"{RECEIVE}receive(); show()").splitlines() == [
        "[('received', 'ours.csv')]",
        f"[('theirs.csv', '{theirs.parent}')]",
    ]


def test_a_folder_that_closes_meanwhile_leaves_its_file_received_once(
    raw: Path,
) -> None:
    folder = drop(raw, "hanoi/x.csv", "one").parent
    drop(raw, "y.csv", "two", age=50)
    close = (
        "place_all = moving.place_all\n"
        "def closing(copies):\n"
        "    (paths.inbox() / 'hanoi').chmod(0o555)\n"
        "    place_all(copies)\n"
        "moving.place_all = closing\n"
    )
    both = "[('received', 'x.csv'), ('received', 'y.csv')]"
    named = f"[('x.csv', '{folder}')]"
    said = python(f"{RECEIVE}{close}receive(); show(); receive()").splitlines()
    assert said == [both, named, "[]"]
    drop(raw, "z.csv", "three")
    look = (
        "receive(); show()\n"
        "for check in doctor_inbox.waiting(datetime.now(UTC)): print(check.remedy)"
    )
    received, stuck, *remedies = python(RECEIVE + look).splitlines()
    assert (received, stuck) == ("[('received', 'z.csv')]", named)
    assert "once what is left in the inbox is put right" in remedies[-1]
    # It opens after what was cut off was taken up and before the listing.
    opening = (
        "heal = moving.heal\n"
        "def opening():\n"
        "    heal()\n"
        "    (paths.inbox() / 'hanoi').chmod(0o755)\n"
        "moving.heal = opening\n"
    )
    assert python(f"{RECEIVE}{opening}receive(); receive(); show()") == "[]\n" * 3
    assert len(kept(raw)) == 3
    assert left(raw) == [] and receiving.duplicates() == []


def test_a_run_cut_off_is_healed_but_for_what_may_not_be_looked_at(raw: Path) -> None:
    folder = drop(raw, "hanoi/x.csv", "one").parent
    (done,) = receive()
    assert done.folder
    waiting = drop(raw, "hanoi/x.csv", "one")
    move = {
        "waiting": "hanoi/x.csv",
        "mtime_ns": str(waiting.stat().st_mtime_ns),
        "sha256": done.receipt.sha256,
        "target": str(done.folder.relative_to(raw)),
    }
    (raw / ".receiving.journal").write_text(json.dumps([move]))
    folder.chmod(0)
    drop(raw, "y.csv", "two")
    assert python(f"{RECEIVE}receive()").startswith("[('received', 'y.csv')]")
    folder.chmod(0o755)
    assert python(f"{RECEIVE}receive()") == "[]\n"
    assert left(raw) == [] and receiving.duplicates() == []


def test_what_may_be_read_again_is_new_to_whoever_waits(raw: Path) -> None:
    drop(raw, "closed.csv").chmod(0)
    look = (
        "from dagster_project.intake import inbox\n"
        "print(inbox.waiting(), inbox.is_empty())"
    )
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
        "from dagster_project.operations import doctor_inbox\n"
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


def test_what_belongs_to_a_file_system_is_nobodys_submission(place: Path) -> None:
    """Each of these folders may be a disk of its own."""
    folders = ("raw", "build", "raw/inbox", "raw/received", "raw/refused")
    for folder in (*folders, "raw/publications", "raw/acknowledgements"):
        (place / folder / "lost+found").mkdir(parents=True)
        (place / folder / "lost+found").chmod(0)
    said = python(
        "from datetime import UTC, datetime\n"
        "from dagster_project.intake import inbox, receiving\n"
        "from dagster_project.operations import doctor\n"
        "from dagster_project.publishing import frozen\n"
        "from dagster_project.submissions import reading\n"
        "checks = doctor.examine(datetime.now(UTC))\n"
        "print([check.name for check in checks if check.level == 'fail'])\n"
        "print(inbox.stuck(), frozen.read().publications)\n"
        "print(len(list(reading.parsed_files())))\n"
    )
    assert said.splitlines() == ["[]", "[] []", "1"]


def test_a_damaged_record_of_bytes_that_came_again_stops_nothing_and_is_named(
    place: Path,
) -> None:
    folder = place / "raw" / ".duplicates"
    folder.mkdir()
    for name in ("20260101T000000000000Z-7692c3ad3540.json", "notes.json"):
        (folder / name).write_text("{}")
    drop(place / "raw", "a.csv", "")
    assert [each.status for each in receive()] == ["refused"]
    assert receiving.duplicates() == []
    check = found("received files", doctor.examine(datetime.now(UTC)))
    assert (check.level, check.found.count("damaged: ")) == ("fail", 2)

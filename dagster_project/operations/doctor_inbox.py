"""What `ipw doctor` looks for in the inbox."""

import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from dagster_project import locking, paths
from dagster_project.counted import counted
from dagster_project.intake import inbox, moving
from dagster_project.operations.doctor import RESTART, Check

WAITING_SECONDS = 3600
# A daemon that is well takes up a file within seconds.
UNHEARD_SECONDS = 300
STALE = timedelta(days=1)


def waiting(now: datetime) -> Iterator[Check]:
    """Files that wait for longer than they need to, and unfinished ones."""
    waits = {path: _waits(path, now) for path in inbox.waiting()}
    is_unheard = max(waits.values(), default=0) > UNHEARD_SECONDS and _is_awake(now)
    limit = UNHEARD_SECONDS if is_unheard else WAITING_SECONDS
    if old := [path.name for path, seconds in waits.items() if seconds > limit]:
        wait = "waits" if len(old) == 1 else "wait"
        found = (
            f"{counted(len(old), 'file')} {wait} for more than {limit // 60} minutes"
        )
        found += " though the daemon runs" if is_unheard else ""
        start = RESTART if is_unheard else "Start the daemon (`make dev` or the unit)"
        remedy = f"{start}, or `ipw refresh`."
        yield Check("inbox", "warn", f"{found}, the first: {old[0]!r}", remedy)
    else:
        yield Check("inbox", "ok", "nothing waits for long")
    for path, why, remedy in inbox.stuck():
        said = f"{remedy[0].upper()}{remedy[1:]}."
        yield Check("left in the inbox", "warn", f"{path}: {why}", said)
    unfinished = [
        path
        for path in paths.inbox().rglob("*")
        if (path.name.lower().endswith(".part") or path.name.startswith("."))
        and path.name != ".gitkeep"
        and _is_stale(path, now)
    ]
    if unfinished:
        yield Check(
            "unfinished files",
            "warn",
            f"{len(unfinished)} older than a day, the first: {unfinished[0]}",
            "Rename it if it is complete; delete it if the sender sent it again.",
        )
    if left := moving.leftovers():
        yield Check(
            "receiving",
            "warn",
            f"a run that was cut off left {len(left)} unfinished steps",
            "The next `ipw refresh` takes them up by itself, once what is left in the"
            " inbox is put right.",
        )


def _waits(path: Path, now: datetime) -> float:
    """Seconds; a file that is moved into the inbox may have any modification time."""
    found = path.stat()
    return now.timestamp() - max(found.st_mtime, found.st_ctime)


def _is_stale(path: Path, now: datetime) -> bool:
    with suppress(OSError):  # gone, or in a folder that nobody may look into
        found = path.lstat()
        age = now.timestamp() - found.st_mtime
        return stat.S_ISREG(found.st_mode) and age > STALE.total_seconds()
    return False


def _is_awake(now: datetime) -> bool:
    """Whether a daemon runs and need not wait for a refresh in progress."""
    from dagster_project.operations import doctor_dagster

    return not locking.refreshing_process() and doctor_dagster.is_awake(now)

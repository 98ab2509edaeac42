"""`ipw doctor`: is this installation sound, and what to do where it is not.

Looks and touches nothing that counts; a check that cannot be made is a failed check.
What Dagster knows is asked in `doctor_dagster`, what waits in `doctor_inbox`, the
release in `doctor_publication`.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

import duckdb

from dagster_project import durable, locking, paths
from dagster_project.counted import counted
from dagster_project.decisions import decision_files
from dagster_project.intake import moving, receiving
from dagster_project.submissions import receipts

Level = Literal["ok", "warn", "fail"]
# What a refresh likes to find free, and the share below which it may well fail.
LITTLE_BYTES = 2 * 1024**3
FEW_FILES = 20_000
TOO_LITTLE_SHARE = 0.1
# A refresh of the largest history is minutes.
LONG_SECONDS = 3600
ELSEWHERE = "set IPW_RAW or IPW_BUILD to another folder"
RESTART = "Restart the daemon (`ipw dev` or the systemd unit)"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it stands, and what to do where it is not well."""

    name: str
    level: Level
    found: str
    remedy: str = ""


def examine(now: datetime) -> list[Check]:
    """Every check of an installation at `now` (aware), in the order of the flow."""
    from dagster_project.operations import (
        doctor_dagster,
        doctor_inbox,
        doctor_publication,
    )

    looks: dict[str, Callable[[], Iterator[Check]]] = {
        "folders": folders,
        "disk": disk,
        "locks": locks,
        "versions": doctor_dagster.versions,
        "inbox": partial(doctor_inbox.waiting, now),
        "received files": received,
        "decisions": decisions,
        "publication": doctor_publication.published,
        "published submissions": doctor_publication.sources,
        "frozen publications": doctor_publication.kept,
        doctor_dagster.HISTORY: partial(doctor_dagster.automation, now),
        "webhook": doctor_dagster.webhook,
    }
    return [check for name, look in looks.items() for check in _safely(name, look)]


def _safely(name: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from look()
    except Exception as error:
        why = f"could not be looked at: {type(error).__name__}: {error}"
        yield Check(name, "fail", why, "Put right what the message names.")


def folders() -> Iterator[Check]:
    """The roots exist or can be made, and this user may write there."""
    if objection := paths.objection():
        why, remedy = objection
        yield Check("folder of builds", "fail", why, f"{remedy}.")
    for root in (paths.raw(), paths.build()):
        name = f"folder {root.name}"
        if not root.is_dir():
            yield _not_made(name, root)
            continue
        inside = [path for path in root.iterdir() if _is_ours(path)]
        refusing = [path for path in (root, *inside) if not _is_writable(path)]
        if refusing:
            shown = ", ".join(str(path) for path in refusing)
            yield Check(
                name,
                "fail",
                f"cannot be written: {shown}",
                "Mount it writable and give the pipeline's user the right to write.",
            )
        else:
            yield Check(name, "ok", f"{root} can be written")
    if paths.raw().is_dir() and not paths.inbox().is_dir():
        found = f"{paths.inbox()} is not there: nobody can send anything"
        yield Check("folder inbox", "warn", found, "`ipw refresh` makes it.")
    devices = {
        path.stat().st_dev
        for path in (paths.inbox(), paths.received(), paths.refused())
        if path.exists()
    }
    if len(devices) > 1:
        yield Check(
            "file systems",
            "ok",
            "inbox, received and refused lie on several: files are copied, not renamed",
        )


def _not_made(name: str, root: Path) -> Check:
    """A folder that is not there: the first refresh makes it, where it can."""
    nearest = next(path for path in (root, *root.parents) if path.exists())
    if not nearest.is_dir():
        found = f"{root} cannot be made: {nearest} is no folder"
        return Check(name, "fail", found, f"Move it away, or {ELSEWHERE}.")
    if not _is_writable(nearest):
        found = f"{root} cannot be made: {nearest} cannot be written"
        remedy = f"Make it for the pipeline's user, or {ELSEWHERE}."
        return Check(name, "fail", found, remedy)
    return Check(name, "warn", f"{root} is not there", "`ipw refresh` makes it.")


def disk() -> Iterator[Check]:
    """Room for the next refresh where it writes."""
    for root in (paths.raw(), paths.build(), Path(tempfile.gettempdir())):
        place = next(path for path in (root, *root.parents) if path.exists())
        left = durable.room(place)
        found = f"{left.free_bytes / 1024**3:.1f} GB free at {place}"
        shares = [left.free_bytes / LITTLE_BYTES]
        if left.free_files is not None:
            found += f", room for {counted(left.free_files, 'file')}"
            shares.append(left.free_files / FEW_FILES)
        level: Level = "ok" if min(shares) >= 1 else "warn"
        level = level if min(shares) >= TOO_LITTLE_SHARE else "fail"
        remedy = "" if level == "ok" else "Free space: a refresh that finds none fails."
        yield Check(f"disk {root.name}", level, found, remedy)


def locks() -> Iterator[Check]:
    """Who refreshes now, and who else holds the working file."""
    refreshing = locking.refreshing_process()
    if refreshing:
        yield _in_hand(refreshing)
        return
    yield Check("refresh lock", "ok", "free")
    if not paths.warehouse().exists():
        return
    try:
        # For writing, because one who only reads it stops a refresh as well.
        with locking.refresh_lock():
            duckdb.connect(str(paths.warehouse())).close()
    except duckdb.IOException as error:
        if "Conflicting lock" in str(error):
            yield Check(
                "working file",
                "fail",
                str(error).splitlines()[0],
                "Close build/warehouse.duckdb there: analysts open"
                " build/published/warehouse.duckdb.",
            )
            return
    except duckdb.Error:
        pass  # damaged or of another version: the next refresh begins it anew
    yield Check("working file", "ok", "nobody holds it")


def _in_hand(refreshing: str) -> Check:
    found = f"process {refreshing} is refreshing now"
    if stopped := locking.stopped(refreshing):
        why, _, remedy = stopped.partition(": ")
        said = f"process {refreshing}, which is refreshing, is {why}"
        return Check("refresh lock", "fail", said, f"{remedy}.")
    if (seconds := locking.refreshing_for()) > LONG_SECONDS:
        remedy = f"If it hangs, `kill {refreshing}`: nothing is lost."
        since = f"{found}, since {seconds / 3600:.0f} hours"
        return Check("refresh lock", "warn", since, remedy)
    return Check("refresh lock", "ok", found)


def received() -> Iterator[Check]:
    """Whether every file still has the bytes that its receipt and folder name."""
    changed, missing, count = [], [], 0
    for root in (paths.received(), paths.refused()):
        for folder in receipts.folders(root):
            count += 1
            file = receipts.find_file(folder)
            if file is None:
                missing.append(folder.name)
            elif not _is_as_received(folder, receipts.digest(file)):
                changed.append(folder.name)
    unread = [
        record
        for record in moving.duplicate_records()
        if not receiving.duplicate(record)
    ]
    if changed or missing or unread:
        faults = [f"changed: {name}" for name in changed]
        faults += [f"no file: {name}" for name in missing]
        faults += [f"damaged: {record}" for record in unread]
        more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""
        yield Check(
            "received files",
            "fail",
            "; ".join(faults[:5]) + more,
            "Restore them from the backup: what is received never changes.",
        )
    else:
        yield Check("received files", "ok", f"{count} have the bytes they came with")


def decisions() -> Iterator[Check]:
    """Whether every decision file can be used."""
    usable, _, problems = decision_files.read_decisions()
    for problem in problems:
        yield Check(
            "decision",
            "warn",
            f"{problem.file}: {problem.text_en}",
            "It is left out. Decide anew by `ipw decide` or `ipw assign`.",
        )
    yield Check("decisions", "ok", f"{len(usable)} in force or revoked")


def _is_ours(path: Path) -> bool:
    return path.is_dir() and path.name != durable.LOST_AND_FOUND


def _is_writable(folder: Path) -> bool:
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            return True
    except OSError:
        return False


def _is_as_received(folder: Path, sha256: str) -> bool:
    named = folder.name.rpartition("-")[2]
    said = None  # a receipt is a convenience; the name of the folder decides
    with suppress(OSError):
        said = receipts.texts(folder / receipts.RECEIPT)
    stated = (said or {}).get("sha256", sha256)
    return stated == sha256 and sha256.startswith(named)

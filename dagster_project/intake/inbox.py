"""The inbox: which of the files waiting there are whole, and which nobody can take.

A sender and a channel given with a file wait beside it in a hidden note, whose name
and content carry the hash of the bytes: a note can never be taken for that of another
file that comes to lie under the same name.
"""

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dagster_project import paths
from dagster_project.durable import LOST_AND_FOUND, explained
from dagster_project.submissions import receipts

# What Windows leaves in a folder that somebody looks into.
_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini"})
_GIVE_THE_RIGHT = "let the user of the warehouse read it"
_SETTLED_SECONDS = 0.5
# Where a file system keeps whole seconds only, a touch looks so much older than it is.
_WHOLE_SECOND = 1.0
_SECOND_LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a file beside its bytes."""

    original_name: str
    sender: str | None = None
    channel: str | None = None


class Stuck(NamedTuple):
    """What cannot be taken, why, and what somebody may do."""

    path: Path
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"left in the inbox: {self.path}: {self.why}; {self.remedy}"


def made() -> Path:
    """The folder of the inbox, made where it is missing."""
    folder = paths.inbox()
    with explained("use", folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def waiting(second_look_seconds: float = _SECOND_LOOK_SECONDS) -> list[Path]:
    """The files in the inbox that are whole, by modification time, then name.

    Not ready: a name that ends in `.part` or begins with a dot, anything in a folder
    that begins with one or is the file system's own, what programs leave beside the
    files that they show (`~$report.xlsx`, `Thumbs.db`), and a file that still grows.
    Links, pipes, devices and what may not be read or removed are never taken: `stuck`
    names them.
    Files touched a moment ago are looked at twice, so far apart.
    """
    seen = dict(_listed())
    now = time.time()
    unsettled = {path: _seconds_left(seen[path], now) for path in seen}
    fresh = [path for path in unsettled if unsettled[path] > 0]
    if fresh:
        time.sleep(min(max(unsettled.values()), second_look_seconds))
    for path in fresh:
        before = seen.pop(path)
        with suppress(FileNotFoundError):
            after = path.lstat()
            if _looks(after) == _looks(before):
                seen[path] = after
    return sorted(seen, key=lambda path: (seen[path].st_mtime_ns, path.name, str(path)))


def is_empty() -> bool:
    """Whether nothing waits, ready or growing."""
    return next(_listed(), None) is None


def stuck() -> list[Stuck]:
    """What lies in the inbox and can never be taken as it is: it stops nothing."""
    return sorted(found for each in _seen() if (found := _stuck(*each)))


def note_of(path: Path, sha256: str) -> Note:
    """What was said of a waiting file with these bytes; a damaged note says nothing."""
    note, said = note_path(path, sha256), None
    with suppress(OSError):
        said = None if note.is_symlink() else receipts.texts(note)
    said = said or {}
    name = said.get("original_name") or receipts.as_text(path.name)
    return Note(name, said.get("sender"), said.get("channel"))


def remove(path: Path, sha256: str) -> None:
    """Take a file and its note out of the inbox; gone already is as good."""
    path.unlink(missing_ok=True)
    # Somebody else's, or a folder in its place; it says nothing of another file.
    with suppress(PermissionError, IsADirectoryError):
        note_path(path, sha256).unlink(missing_ok=True)


def _listed() -> Iterator[tuple[Path, os.stat_result]]:
    for path, found in _seen():
        if isinstance(found, OSError) or not stat.S_ISREG(found.st_mode):
            continue
        # What becomes readable is new then, as what was dropped just now.
        if os.access(path, os.R_OK) and not _objection_to_removal(path):
            yield path, found


def _seen() -> Iterator[tuple[Path, os.stat_result | OSError]]:
    """All that is not passed over, with what the system says of it."""
    errors: list[OSError] = []
    for folder, below, names in os.walk(paths.inbox(), onerror=errors.append):
        below[:] = [name for name in below if not _is_closed(name)]
        links = [name for name in below if Path(folder, name).is_symlink()]
        for name in (*links, *names):
            path = Path(folder, name)
            with suppress(FileNotFoundError):
                if not is_passed_over(name):
                    yield path, _looked_at(path)
    for error in errors:
        if error.errno != errno.ENOENT:
            yield Path(os.fsdecode(error.filename)), error


def _is_closed(folder: str) -> bool:
    return folder.startswith(".") or folder == LOST_AND_FOUND


def _looked_at(path: Path) -> os.stat_result | OSError:
    try:
        return path.lstat()
    except FileNotFoundError:
        raise
    except OSError as error:
        return error


def _stuck(path: Path, found: os.stat_result | OSError) -> Stuck | None:
    if isinstance(found, OSError):
        return Stuck(path, found.strerror or str(found), _GIVE_THE_RIGHT)
    if stat.S_ISLNK(found.st_mode):
        return Stuck(path, "a link", "nobody follows it: put the file itself there")
    if not stat.S_ISREG(found.st_mode):
        return Stuck(path, "no file but a pipe or device", "take it away")
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK))
    except FileNotFoundError:
        return None
    except OSError as error:
        return _stuck(path, error)
    if objection := _objection_to_removal(path):
        remedy = f"let the user of the warehouse remove files from {path.parent}"
        return Stuck(path, f"it may not be removed: {objection}", remedy)
    return None


def _objection_to_removal(path: Path) -> str | None:
    """What the system says against it: folder, owner and flags decide together."""
    try:
        # Linux asks for the right to remove first and then finds that it is no folder.
        path.rmdir()
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return error.strerror
    return None


def is_passed_over(name: str) -> bool:
    """Whether a file of that name is never ready."""
    said = name.lower()
    return (
        said.startswith((".", "~$")) or said.endswith(".part") or said in _LEFT_BEHIND
    )


def _seconds_left(found: os.stat_result, now: float) -> float:
    """Until the last touch is a while ago; a time in the future tells nothing."""
    settled = max(found.st_mtime, found.st_ctime) + _SETTLED_SECONDS
    if found.st_ctime_ns % 10**9 == 0:
        settled += _WHOLE_SECOND
    return settled - now


def _looks(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns


def note_path(path: Path, sha256: str) -> Path:
    """Where the note of a waiting file with these bytes stands."""
    key = os.fsencode(path.name) + b"\x00" + sha256.encode()
    return path.with_name(f".{hashlib.sha256(key).hexdigest()[:24]}.receipt.json")

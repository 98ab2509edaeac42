"""Write to disk so that a cut-off at any moment leaves the old or the new, never half.

Also turns the system's errors into sentences with a remedy.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1024 * 1024
# At the root of a file system, fsck's own and closed to all but root.
LOST_AND_FOUND = "lost+found"
# The system has one word for both: no room for bytes, no room for one more file.
FULL = "The disk is full, of bytes or of files (`df`, `df -i`): remove some"
FEW_OPEN = (
    "Too few files may be open at once: raise the limit (`ulimit -n`, `LimitNOFILE=` of"
    " the unit) and run again."
)
_NO_RIGHT = (
    "Permission is missing: let the user of the warehouse read and write there, and run"
    " again."
)
_IN_THE_WAY = "A file stands where a folder is needed: move it away and run again."
_REMEDIES = {
    errno.ENOSPC: f"{FULL} and run again.",
    errno.EDQUOT: "The disk quota is used up: remove what is not needed and run again.",
    errno.EROFS: "The folder is read-only: mount it writable or set IPW_RAW.",
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EMFILE: FEW_OPEN,
    errno.ENFILE: FEW_OPEN,
    errno.EIO: "The disk or the network share does not answer properly: check it.",
}
_SEE_SYSTEM = "Nothing was lost; put this right and run again."


@dataclass(frozen=True, slots=True)
class Room:
    """What a file system has left: bytes, and files where their number is limited."""

    free_bytes: int
    free_files: int | None


def room(place: Path) -> Room:
    """The room left where `place` is; raises OSError as the system says."""
    left = os.statvfs(place)
    free_files = left.f_favail if left.f_files else None
    return Room(left.f_bavail * left.f_frsize, free_files)


class ReceivingError(Exception):
    """Receiving cannot go on: a fault of the machine, said with file and remedy."""


@contextmanager
def explained(doing: str, path: Path) -> Iterator[None]:
    """Turn an OSError into a ReceivingError with the culprit and the remedy.

    The culprit is the file that the system names, else `path`.
    """
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, _SEE_SYSTEM)
        culprit = Path(os.fsdecode(error.filename)) if error.filename else path
        where = f"{culprit.name!r} in {culprit.parent}"
        reason = error.strerror or str(error)
        raise ReceivingError(f"Cannot {doing} {where}: {reason}. {remedy}") from error


def entries(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where there is none.

    Raises ReceivingError where it cannot be looked into, or no folder stands there but
    a file or a link to a share that is not mounted: what it held is not gone.
    """
    with explained("look into", folder):
        return list(folder.iterdir()) if os.path.lexists(folder) else []


@dataclass(frozen=True, slots=True)
class Copied:
    """A finished copy: the hash and size of its bytes, its modification time."""

    sha256: str
    size_bytes: int
    mtime_ns: int


class ChangedError(Exception):
    """A file was not what it seemed, or changed while it was copied."""


def copy(source: Path, target: Path, *, sync: bool = True) -> Copied:
    """Copy a regular file's bytes to the new file `target`, and sync them.

    Whoever copies many files syncs them together, by `sync_tree`.
    Raises ChangedError where the source is no regular file or changes meanwhile,
    FileExistsError where the target stands, OSError as the system says.
    """
    hasher, size = hashlib.sha256(), 0
    # Without O_NONBLOCK a pipe put in the place of a file would block for ever.
    opened = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(opened, "rb") as reading:
        before = os.fstat(reading.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise ChangedError(source)
        with target.open("xb") as writing:
            while chunk := reading.read(_CHUNK):
                hasher.update(chunk)
                size += len(chunk)
                writing.write(chunk)
            if sync:
                writing.flush()
                os.fsync(writing.fileno())
        after = os.fstat(reading.fileno())
    if (after.st_mtime_ns, after.st_size) != (before.st_mtime_ns, size):
        raise ChangedError(source)
    return Copied(hasher.hexdigest(), size, before.st_mtime_ns)


def adopt(source: Path, target: Path, *, sync: bool = True) -> Copied:
    """As `copy`, but takes no room on the disk: one file under two names, if it can be.

    For what is refused by its size and never read: a video of 30 GB. Not one that
    somebody has open for writing: it would be changed under the other name, too.
    """
    before = source.lstat()
    if not stat.S_ISREG(before.st_mode):
        raise ChangedError(source)
    try:
        _require_unwritten(source)
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        return copy(source, target, sync=sync)
    with target.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    after = target.stat()
    if (after.st_mtime_ns, after.st_size) != (before.st_mtime_ns, before.st_size):
        raise ChangedError(source)
    return Copied(sha256, before.st_size, before.st_mtime_ns)


def _require_unwritten(file: Path) -> None:
    """Raise OSError unless the system vouches that nobody has it open for writing."""
    if not hasattr(fcntl, "F_SETLEASE"):  # Linux alone can tell
        return
    handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        # Whoever opens it this very moment has the system send SIGIO, which would end
        # this process; the other one is passed over (fcntl(2), "Leases").
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    finally:
        os.close(handle)


def write(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Write a file whole: under a dot-name first, synced, then renamed.

    Whoever writes many files syncs them together, by `sync_tree`, before they count.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def open_to_group(path: Path) -> None:
    """Let the pipeline's user read it, whatever the umask of whoever wrote it.

    Stewards and the mail gateway are other users of its group.
    """
    with suppress(OSError):  # some shares know no rights
        path.chmod(path.stat().st_mode | stat.S_IRUSR | stat.S_IRGRP)


def sync_folder(path: Path) -> None:
    """Sync the names in a folder; some network shares cannot and need not."""
    handle = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Have every byte below a folder on the disk; raises OSError where that fails.

    By one call for its whole file system: a release is some nine hundred files, and a
    thousand may be received at once; to sync each takes ten times as long.
    """
    system = ctypes.CDLL(None, use_errno=True)
    if not hasattr(system, "syncfs"):  # Linux has it, other systems have this one
        os.sync()
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if system.syncfs(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)


def link(source: str | Path, target: str | Path) -> None:
    """One file under two names, where the disk can: a page is never changed, only
    unlinked. Else a copy.
    """
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)

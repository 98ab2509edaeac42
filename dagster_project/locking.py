"""One refresh at a time, whoever starts it: nightly, event or a person. One daemon.

Dagster's queue limits its own runs; a person's `ipw refresh` is outside it. A lock on
a file serialises all of them and is freed by the system when its process dies: a lock
file that is left over holds nobody up.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from dagster_project import paths, progress


@contextmanager
def refresh_lock() -> Iterator[None]:
    """Hold the one lock of the build folder; wait, and say for whom, if it is taken."""
    paths.build().mkdir(parents=True, exist_ok=True)
    lock: filelock.BaseFileLock = filelock.FileLock(_file())
    try:
        try:
            lock.acquire(blocking=False)
        except NotImplementedError:
            # A network share without flock().
            lock = filelock.SoftFileLock(_file())
            lock.acquire(blocking=False)
    except filelock.Timeout:
        progress.step(f"waiting for the refresh of process {_noted()} to end")
        lock.acquire()
    try:
        _note().write_text(str(os.getpid()))
        yield
    finally:
        lock.release()


@contextmanager
def only_daemon() -> Iterator[int]:
    """Hold the lock of this build folder's one daemon; yield its file descriptor.

    Raises OSError, with the process, where another holds it. The lock is the open
    file's: a process that is executed in place of this one keeps it if the descriptor
    is inheritable. A network share without flock() locks nothing.
    """
    paths.build().mkdir(parents=True, exist_ok=True)
    note = paths.build() / "daemon.pid"
    descriptor = os.open(note, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OSError(
                f"process {note.read_text().strip() or '?'} runs the daemon of"
                f" {paths.build()} already (`ipw dev` or the systemd unit): end it"
                " first"
            ) from error
        except OSError:
            pass
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield descriptor
    finally:
        os.close(descriptor)


def refreshing_process() -> str | None:
    """The number of the process that refreshes now, `?` if unknown; None if none."""
    if not _file().exists():
        return None
    lock = filelock.FileLock(_file())
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        return _noted()
    except NotImplementedError:
        return _noted()
    lock.release()
    return None


def _file() -> Path:
    return paths.build() / "refresh.lock"


def _note() -> Path:
    return paths.build() / "refresh.pid"


def _noted() -> str:
    try:
        return _note().read_text("utf-8").strip() or "?"
    except (OSError, ValueError):
        return "?"

"""One refresh at a time, whoever starts it: nightly, event or a person. One daemon.

Dagster's queue limits its own runs; a person's `ipw refresh` is outside it. A lock on
a file serialises all of them and is freed by the system when its process dies: a lock
file that is left over holds nobody up.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock
import psutil

from dagster_project import paths, progress
from dagster_project.durable import ReceivingError, explained

# So often whoever waits looks for whom.
LOOK_SECONDS = 5.0


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
        _wait_for(lock)
    try:
        _note().write_text(str(os.getpid()))
        yield
    finally:
        lock.release()


@contextmanager
def lock_if_free() -> Iterator[bool]:
    """Hold the lock of `refresh_lock` and yield true; false where somebody does."""
    lock: filelock.BaseFileLock = filelock.FileLock(_file())
    try:
        lock.acquire(blocking=False)
    except (filelock.Timeout, NotImplementedError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _wait_for(lock: filelock.BaseFileLock) -> None:
    """Acquire the lock; say for whom it waits, and anew where that changes."""
    said = ""
    while not lock.is_locked:
        holder = _noted()
        text = f"waiting for the refresh of process {holder} to end"
        if found := stopped(holder):
            text += f"; {found}"
        if text != said:
            progress.step(said := text)
        with suppress(filelock.Timeout):
            lock.acquire(timeout=LOOK_SECONDS)


@contextmanager
def alone(file: Path, seconds: int, doing: str) -> Iterator[None]:
    """Hold a lock of `raw/`; wait for another process that does the same.

    Raises ReceivingError where it cannot be used or that one takes longer.
    """
    with explained("use", file):
        file.parent.mkdir(parents=True, exist_ok=True)
        lock: filelock.BaseFileLock = filelock.FileLock(file, timeout=seconds)
        try:
            lock.acquire()
        except NotImplementedError:
            # A network share without flock().
            lock = filelock.SoftFileLock(file, timeout=seconds)
            lock.acquire()
        except filelock.Timeout:
            raise ReceivingError(
                f"Another process has been {doing} into {file.parent} for {seconds}"
                " seconds: wait for it or end it, then run again."
            ) from None
    try:
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
    except (filelock.Timeout, NotImplementedError):
        return _noted()
    lock.release()
    return None


def refreshing_for() -> float:
    """For how many seconds the process that refreshes now does; 0 if unknown."""
    with suppress(OSError):
        return time.time() - _note().stat().st_mtime
    return 0


def stopped(number: str | int) -> str:
    """What somebody stopped of a process and its children, and the remedy; else "".

    What is stopped keeps its locks, and obeys no SIGTERM before it goes on.
    """
    with suppress(psutil.Error, ValueError):
        process = psutil.Process(int(number))
        family = (process, *process.children(recursive=True))
        found = [each for each in family if each.status() == psutil.STATUS_STOPPED]
        if found:
            numbers = " ".join(str(each.pid) for each in found)
            return f"stopped (Ctrl-Z?): `kill -CONT {numbers}` has it go on"
    return ""


def _file() -> Path:
    return paths.build() / "refresh.lock"


def _note() -> Path:
    return paths.build() / "refresh.pid"


def _noted() -> str:
    try:
        return _note().read_text("utf-8").strip() or "?"
    except (OSError, ValueError):
        return "?"

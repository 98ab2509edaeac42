"""One refresh at a time, whoever starts it: nightly, event or a person.

Dagster's queue limits its own runs; a person's `ipw refresh` is outside it. A lock on
a file serialises all of them and is freed by the system when its process dies.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import filelock

from dagster_project import paths, progress


@contextmanager
def refresh_lock() -> Iterator[None]:
    """Hold the one lock of the build folder; wait, and say for whom, if it is taken."""
    paths.build().mkdir(parents=True, exist_ok=True)
    file = paths.build() / "refresh.lock"
    holder = file.with_suffix(".pid")
    lock = filelock.FileLock(file)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        owner = holder.read_text() if holder.exists() else "?"
        progress.step(f"waiting for the refresh of process {owner} to end")
        lock.acquire()
    try:
        holder.write_text(str(os.getpid()))
        yield
    finally:
        lock.release()

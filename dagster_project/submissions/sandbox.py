"""Read files in child processes that may crash, hang or run out of memory.

Each child (`worker`) handles many files, one at a time, over a pipe; one that dies is
replaced and only the file it held is refused. A file that ended its child is tried
once more in a fresh one, so that memory left behind by others is never held against it.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Self

from dagster_project import paths
from dagster_project.submissions import worker
from dagster_project.submissions.reasons import refusal
from dagster_project.submissions.refusals import Refused

READER = "dagster_project.submissions.parsing"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may use: memory in MB, CPU and wall-clock time in seconds."""

    memory_mb: int = 2_048
    cpu_seconds: int = 20
    wall_seconds: int = 60


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: `parsed` (JSON text of a ParsedFile) or `refused`.

    `is_final` is false where waiting, not the file itself, decided (the wall clock of
    a busy machine): such an outcome is not worth keeping.
    """

    parsed: str | None
    refused: Refused | None
    is_final: bool = True


class Sandbox:
    """A pool of children. Use as a context manager; children start when needed."""

    def __init__(
        self,
        workers: int | None = None,
        limits: Limits = DEFAULT_LIMITS,
        reader: str = READER,
    ) -> None:
        self._size = workers or min(os.cpu_count() or 1, 4)
        self._limits = limits
        self._reader = reader
        self._threads = ThreadPoolExecutor(self._size, "reading")
        self._idle: SimpleQueue[_Child | None] = SimpleQueue()
        for _ in range(self._size):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for _ in range(self._size):
            child = self._idle.get()
            if child is not None:
                child.end()

    def read(self, path: Path, original_name: str) -> Outcome:
        """Read one file.

        Raises OSError where the file cannot be opened, ReaderError where no child
        starts.
        """
        child = self._idle.get()
        try:
            for attempt in ("first", "last"):
                if child is None or not child.is_alive():
                    child = self._started()
                try:
                    return child.ask(path, original_name, self._limits.wall_seconds)
                except _ChildDied as died:
                    child.end()
                    if attempt == "last" or died.is_certain:
                        return died.outcome
            raise AssertionError("unreachable")
        finally:
            self._idle.put(child)

    def _started(self) -> "_Child":
        if (self._reader, self._limits) == (READER, DEFAULT_LIMITS):
            with suppress(IndexError):  # or another thread has taken it
                while True:
                    if (child := _waiting.pop()).is_alive():
                        return child
        return _Child(self._reader, self._limits)

    def read_all(self, files: Iterable[tuple[Path, str]]) -> Iterator[Outcome]:
        """Outcomes of (path, original name) in the order of `files`."""
        waiting: deque[Future[Outcome]] = deque()
        for path, original_name in files:
            waiting.append(self._threads.submit(self.read, path, original_name))
            if len(waiting) > 16 * self._size:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class ReaderError(ChildProcessError):
    """The reader itself does not start: a fault of ours, not of a file."""


class _ChildDied(Exception):  # noqa: N818 - the message of a child that is gone
    def __init__(self, outcome: Outcome, *, is_certain: bool = False) -> None:
        super().__init__()
        self.outcome = outcome
        self.is_certain = is_certain


class _Child:
    """One worker process and the two ends of its pipes."""

    def __init__(self, reader: str, limits: Limits) -> None:
        self._limits = limits
        command = [sys.executable, "-m", worker.__name__, reader]
        command += [str(limits.memory_mb), str(limits.cpu_seconds)]
        with tempfile.TemporaryFile() as complaints:
            self._process = subprocess.Popen(
                command,
                cwd=paths.PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                # Threads of a Rust reader would each reserve an arena of addresses.
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},
                bufsize=0,
                start_new_session=True,
            )
            assert self._process.stdin and self._process.stdout
            self._requests, self._replies = self._process.stdin, self._process.stdout
            self._await_ready(complaints)

    def _await_ready(self, complaints: IO[bytes]) -> None:
        deadline = time.monotonic() + self._limits.wall_seconds
        try:
            answer = self._receive(deadline)
        except EOFError:
            answer = None
        if answer != worker.READY:
            self._process.kill()
            self.end()
            complaints.seek(0)
            said = complaints.read().decode("utf-8", "replace").strip()
            raise ReaderError(
                "The process that reads files does not start: "
                + (said.splitlines()[-1] if said else "it gave no reason")
            )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, path: Path, name: str, seconds: float) -> Outcome:
        """The child's answer about a file; raises _ChildDied where it gives none."""
        request = json.dumps({"path": str(path), "name": name}).encode()
        deadline = time.monotonic() + seconds
        try:
            self._requests.write(worker.LENGTH.pack(len(request)) + request)
            answer = self._receive(deadline)
        except (BrokenPipeError, ConnectionResetError, EOFError):
            raise self._obituary() from None
        if answer is None:
            refused = refusal("reader_timeout", limit=int(seconds))
            raise _ChildDied(Outcome(None, refused, is_final=False), is_certain=True)
        return _outcome(json.loads(answer), path)

    def _receive(self, deadline: float) -> bytes | None:
        """One message; None where the deadline passes; EOFError where it ends."""
        head = self._exactly(worker.LENGTH.size, deadline)
        return head and self._exactly(worker.LENGTH.unpack(head)[0], deadline)

    def _exactly(self, count: int, deadline: float) -> bytes | None:
        data = bytearray()
        while len(data) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._replies], [], [], left)[0]:
                return None
            chunk = os.read(self._replies.fileno(), min(count - len(data), 1 << 20))
            if not chunk:
                raise EOFError
            data += chunk
        return bytes(data)

    def _obituary(self) -> _ChildDied:
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            refused = refusal("reader_timeout", limit=self._limits.cpu_seconds)
            return _ChildDied(Outcome(None, refused), is_certain=True)
        if code == worker.OUT_OF_MEMORY:
            refused = refusal("reader_memory", limit=self._limits.memory_mb)
            return _ChildDied(Outcome(None, refused))
        detail = signal.Signals(-code).name if code < 0 else f"exit {code}"
        # The kernel kills unasked where the machine is short of memory.
        is_final = code != -signal.SIGKILL
        refused = refusal("reader_crashed", detail=detail)
        return _ChildDied(Outcome(None, refused, is_final))

    def end(self) -> None:
        """Close the pipes; a child that does not leave by itself is killed."""
        self._requests.close()
        try:
            self._process.wait(0.2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._replies.close()


_waiting: list[_Child] = []


def prepare() -> None:
    """Start a child now, for the first file of the next sandbox of this process.

    It ends with this process: its pipe is closed then.
    """
    if not _waiting:
        _waiting.append(_Child(READER, DEFAULT_LIMITS))


def _outcome(answer: dict[str, Any], path: Path) -> Outcome:
    if "error" in answer:
        raise OSError(answer["error"], answer["text"], str(path))
    if "refused" in answer:
        return Outcome(None, Refused(*answer["refused"]))
    return Outcome(answer["parsed"], None)

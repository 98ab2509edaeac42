"""A second process beside a refresh, for the other core.

`python -m dagster_project.companion` imports Great Expectations and what draws pages
while the first process imports dagster and dbt; then it does what it is asked, one call
after another, while the first works on. It reads DuckDB files read-only and knows
nothing of Dagster. Whatever a call raises is raised where its result is awaited. It
ends with the process that started it, whatever ends that one.
"""

import atexit
import importlib
import itertools
import os
import pickle
import select
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from dagster_project import importing, paths

# What its calls need; importing it takes as long as the SQL of a refresh.
_IMPORTED = (
    "expectations.engine",
    "expectations.results",
    "dagster_project.datapackage",
    "dagster_project.site.pages",
)
_numbers = itertools.count()


class CompanionError(Exception):
    """The second process does not start or ended without a word."""


class Call:
    """A call that was asked for; `result` waits for it."""

    def __init__(
        self, function: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> None:
        self.arguments = arguments
        self._companion = _running()
        self._number = next(_numbers)
        name = f"{function.__module__}:{function.__qualname__}"
        self._companion.send((self._number, name, arguments))

    def result(self) -> Any:
        """What the function returned; raises what it raised, or CompanionError."""
        succeeded, value = self._companion.receive(self._number)
        if not succeeded:
            raise value
        return value


class _Companion:
    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", __name__, str(theirs.fileno())]
        self._process = subprocess.Popen(
            command,
            cwd=paths.PROJECT,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._pipe = Connection(ours.detach())
        self._answers: dict[int, tuple[bool, Any]] = {}
        atexit.register(self.end)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send(self, request: tuple[int, str, tuple[Any, ...]]) -> None:
        try:
            self._pipe.send(request)
        except BrokenPipeError:
            raise self._obituary() from None

    def receive(self, number: int) -> tuple[bool, Any]:
        while number not in self._answers:
            try:
                answered, succeeded, value = self._pipe.recv()
            except (EOFError, ConnectionResetError):
                raise self._obituary() from None
            self._answers[answered] = succeeded, value
        return self._answers.pop(number)

    def end(self) -> None:
        """Let it go at once: nothing of what it does outlives the refresh."""
        atexit.unregister(self.end)
        self._pipe.close()
        self._process.kill()
        self._process.wait()

    def _obituary(self) -> CompanionError:
        code = self._process.wait()
        return CompanionError(
            f"the second process of the refresh ended (exit {code}) before it answered"
        )


_started: list[_Companion] = []
_begun: dict[Callable[..., Any], Call] = {}


def start() -> None:
    """Let the second process begin to import; returns at once."""
    _running()


def begin(function: Callable[..., Any], *arguments: Any) -> None:
    """Have `function(*arguments)` done meanwhile; `finish` with the same waits for it.

    The function is found by its name and its arguments travel as pickle. Calls are done
    in the order of their beginning; one that was never awaited is forgotten when the
    same function is begun again.
    """
    _begun[function] = Call(function, arguments)


def finish(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of the call that was begun; of a new one if it was not."""
    call = _begun.pop(function, None)
    if call is None or call.arguments != arguments:
        call = Call(function, arguments)
    return call.result()


def _running() -> _Companion:
    if not _started or not _started[0].is_alive():
        _started[:] = [_Companion()]
    return _started[0]


def main() -> None:
    """Answer call after call until the other side is gone."""
    descriptor = int(sys.argv[1])
    threading.Thread(target=_end_with, args=[descriptor], daemon=True).start()
    warnings.simplefilter("ignore")
    with importing.uncollected():
        for module in _IMPORTED:
            importlib.import_module(module)
    pipe = Connection(descriptor)
    while True:
        try:
            number, name, arguments = pipe.recv()
        except EOFError:
            return
        pipe.send((number, *_done(name, arguments)))


def _done(name: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    module, _, function = name.partition(":")
    try:
        return True, getattr(importlib.import_module(module), function)(*arguments)
    except Exception as error:
        return False, _portable(error)


def _portable(error: Exception) -> Exception:
    """The error as it is where it can travel, else what it says."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _end_with(descriptor: int) -> None:
    """End this process when the other side hangs up, whatever is in hand.

    What a killed refresh leaves behind must not hold the working file that the next
    refresh begins anew.
    """
    hung_up = select.poll()
    hung_up.register(descriptor, 0)
    hung_up.poll()
    os._exit(1)


if __name__ == "__main__":
    main()

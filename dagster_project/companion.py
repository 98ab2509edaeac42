"""A second process beside a refresh, for the other core.

`python -m dagster_project.companion` does what it is asked, one call after another,
while the first works on: dbt builds here while Dagster hears of it there. It knows
nothing of Dagster and imports what a call needs when it comes. What a call says
meanwhile is read as it says it; what it raises is raised where its result is awaited.
It ends with the process that started it, whatever ends that one.
"""

import atexit
import functools
import inspect
import itertools
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from dagster_project import importing, paths, progress

# A parameter of this name is a function: the first process reads what it is given.
TELLER = "tell"
PATIENCE_SECONDS = 10
# So long without a word, it is looked whether somebody stopped the other side.
LOOK_SECONDS = 5.0
_numbers = itertools.count()


class CompanionError(Exception):
    """The second process does not start or ended without a word."""


class Call:
    """A call that was asked for; `result` waits for it."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.arguments = arguments
        self._companion = _running()
        self._number = next(_numbers)
        name = f"{function.__module__}:{function.__qualname__}"
        # Whoever moves the folders while this process runs moves them there, too.
        folders = {"IPW_RAW": str(paths.raw()), "IPW_BUILD": str(paths.build())}
        self._companion.send((self._number, name, arguments, folders))

    def news(self) -> Iterator[Any]:
        """What the function tells, as it does; ends when the function does."""
        return self._companion.news(self._number)

    def forget(self) -> None:
        """Nobody will await it."""
        self._companion.forget(self._number)

    def result(self) -> Any:
        """What the function returned; raises what it raised, or CompanionError."""
        succeeded, value = self._companion.answer(self._number)
        if not succeeded:
            raise value
        return value


class _Companion:
    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        # -W: dbt's semaphores, left by a process that is ended, are cleared up by
        # Python's tracker, which would say so on the terminal.
        command = [sys.executable, "-W", "ignore", "-m", __name__]
        command.append(str(theirs.fileno()))
        self._process = subprocess.Popen(
            command,
            cwd=paths.PROJECT,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._pipe = Connection(ours.detach())
        self._told: dict[int, deque[Any]] = defaultdict(deque)
        self._answers: dict[int, tuple[bool, Any]] = {}
        self._forgotten: set[int] = set()
        self._stopped = ""
        atexit.register(self.end)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send(self, request: tuple[int, str, tuple[Any, ...], dict[str, str]]) -> None:
        try:
            self._pipe.send(request)
        except BrokenPipeError:
            raise self._obituary() from None

    def news(self, number: int) -> Iterator[Any]:
        while True:
            if self._told[number]:
                yield self._told[number].popleft()
            elif number in self._answers:
                return
            else:
                self._receive()

    def answer(self, number: int) -> tuple[bool, Any]:
        while number not in self._answers:
            self._receive()
        self._told.pop(number, None)
        return self._answers.pop(number)

    def forget(self, number: int) -> None:
        self._told.pop(number, None)
        if self._answers.pop(number, None) is None:
            self._forgotten.add(number)

    def _receive(self) -> None:
        while not self._pipe.poll(LOOK_SECONDS):
            self._say_if_stopped()
        try:
            number, is_last, *said = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            raise self._obituary() from None
        if number in self._forgotten:
            if is_last:
                self._forgotten.remove(number)
        elif is_last:
            self._answers[number] = (said[0], said[1])
        else:
            self._told[number].append(said[0])

    def _say_if_stopped(self) -> None:
        from dagster_project import locking

        said, self._stopped = self._stopped, locking.stopped(self._process.pid)
        if self._stopped not in ("", said):
            progress.step(f"waiting for a second process that is {self._stopped}")

    def end(self) -> None:
        """Let it go: it ends when the pipe does, whatever is in hand."""
        atexit.unregister(self.end)
        self._pipe.close()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _obituary(self) -> CompanionError:
        code = self._process.wait()
        return CompanionError(
            f"the second process of the refresh ended (exit {code}) before it answered"
        )


_started: list[_Companion] = []
_begun: dict[Callable[..., Any], Call] = {}


def begin(function: Callable[..., Any], *arguments: Any) -> None:
    """Have `function(*arguments)` done meanwhile; `finish` with the same waits for it.

    The function is found by its name and its arguments travel as pickle. Calls are done
    in the order of their beginning; one that was never awaited is forgotten when the
    same function is begun again.
    """
    if function in _begun:
        _begun[function].forget()
    _begun[function] = Call(function, *arguments)


def is_begun(function: Callable[..., Any], *arguments: Any) -> bool:
    """Whether this call was begun and nobody has awaited it."""
    return function in _begun and _begun[function].arguments == arguments


def begun(function: Callable[..., Any], *arguments: Any) -> Call:
    """The call that was begun; a new one if it was not."""
    if is_begun(function, *arguments):
        return _begun.pop(function)
    return Call(function, *arguments)


def finish(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of the call that was begun; of a new one if it was not."""
    return begun(function, *arguments).result()


def end() -> None:
    """End the second process, whatever is in hand; nothing begun is awaited."""
    _begun.clear()
    while _started:
        _started.pop().end()


def _running() -> _Companion:
    if not _started or not _started[0].is_alive():
        _started[:] = [_Companion()]
    return _started[0]


def main() -> None:
    """Answer call after call until the other side is gone."""
    # Ctrl-C reaches the whole group; the first process says what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    descriptor = int(sys.argv[1])
    threading.Thread(target=_end_with, args=[descriptor], daemon=True).start()
    warnings.simplefilter("ignore")
    importing.seldom_collected()
    pipe, lock = Connection(descriptor), threading.Lock()

    def say(*message: Any) -> None:
        with lock:  # a call may tell from several threads
            pipe.send(message)

    # Whoever ends with answers unread resets the connection.
    with suppress(EOFError, ConnectionError):
        while True:
            number, name, arguments, folders = pipe.recv()
            os.environ.update(folders)
            tell = functools.partial(say, number, False)
            say(number, True, *_done(name, arguments, tell))


def _done(
    name: str, arguments: tuple[Any, ...], tell: Callable[[Any], None]
) -> tuple[bool, Any]:
    module, _, function = name.partition(":")
    try:
        called = getattr(importing.load(module), function)
        return True, called(*arguments, **_teller(called, tell))
    except Exception as error:
        return False, _portable(error)


def _teller(
    called: Callable[..., Any], tell: Callable[[Any], None]
) -> dict[str, Callable[[Any], None]]:
    if not inspect.isfunction(called):  # one of Python's own has no teller
        return {}
    return {TELLER: tell} if TELLER in inspect.signature(called).parameters else {}


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

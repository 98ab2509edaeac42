"""Work that Ctrl-C ends cleanly, whatever library is in hand when it is pressed.

dbt, DuckDB and Dagster each make something else of Ctrl-C: an error without a cause, a
failed run, a traceback of a child. So the work is done in a thread from which it is
held back, and the main thread hears it.
"""

import concurrent.futures
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import resource_tracker
from typing import Any, TypeVar

import psutil

Result = TypeVar("Result")
PATIENCE_SECONDS = 10
ENDING = (signal.SIGINT, signal.SIGTERM)


class EndedError(Exception):
    """Somebody ended the work, by Ctrl-C or SIGTERM; `status` is the exit status.

    The thread still works: this process must be ended with `os._exit`, because one
    that is cut off inside DuckDB's C++ would abort it.
    """

    def __init__(self, number: int) -> None:
        super().__init__("Interrupted.")
        self.status = 128 + number


def attend(work: Callable[[], Result]) -> Result:
    """Do `work` and return its result; only in the main thread.

    Raises what it raises, or EndedError.
    """
    outcome: concurrent.futures.Future[Result] = concurrent.futures.Future()

    def do() -> None:
        # Held back from this thread and from whatever it starts. Python's tracker of
        # semaphores, which dbt makes, would let it through again when it is started.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        # What a shell starts in the background ignores Ctrl-C: so it stays, but what
        # the work starts must not inherit that and be deaf to whoever ends it.
        signal.signal(number, _pass if handler is signal.SIG_IGN else _end)
    threading.Thread(target=do, daemon=True).start()
    concurrent.futures.wait([outcome])
    for number, handler in before.items():
        signal.signal(number, handler)
    return outcome.result()


def end_children() -> None:
    """End whatever this process has started, and what the work still starts."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while children := psutil.Process().children(recursive=True):
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        left = deadline - time.monotonic()
        if left <= 0:
            return
        psutil.wait_procs(children, left)


def _pass(_: int, __: Any) -> None:
    """Ignored by this process alone: a handler is not inherited."""


def _end(signum: int, _: Any) -> None:
    for number in ENDING:  # whoever presses twice must not cut off the end
        signal.signal(number, signal.SIG_IGN)
    raise EndedError(signum)

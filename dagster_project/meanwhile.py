"""Work on the side, in a thread of this process.

For what is done while this process waits for another: Great Expectations is imported
and judges while dbt builds in the companion. A process that ends first, because a
refresh failed, waits for the seconds that the work in hand may take: a thread that is
cut off inside DuckDB's C++ aborts the process.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

_begun: dict[Callable[..., Any], tuple[tuple[Any, ...], Future[Any]]] = {}


def begin(function: Callable[..., Any], *arguments: Any) -> None:
    """Have `function(*arguments)` done; `finish` with the same waits for it.

    One that was never awaited is forgotten when the same function is begun again.
    """
    future: Future[Any] = Future()

    def do() -> None:
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)

    _begun[function] = arguments, future
    # Awaited at the end also where a thread began it that is not.
    threading.Thread(target=do, daemon=False).start()


def finish(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of what was begun, done now if it was not; raises what it raised."""
    begun_with, future = _begun.pop(function, (None, None))
    if future is None or begun_with != arguments:
        return function(*arguments)
    return future.result()

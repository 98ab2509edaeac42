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

_begun: dict[Callable[..., Any], Future[Any]] = {}


def begin(function: Callable[..., Any], *arguments: Any) -> None:
    """Have `function(*arguments)` done; `finish` waits for it.

    One that was never awaited is forgotten when the same function is begun again.
    """
    future: Future[Any] = Future()

    def do() -> None:
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)

    _begun[function] = future
    threading.Thread(target=do).start()


def finish(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of what was begun, done now if it was not; raises what it raised."""
    begun = _begun.pop(function, None)
    return begun.result() if begun else function(*arguments)

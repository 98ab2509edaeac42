"""A clock that is set back while a process that reckons by it works."""

import time
from collections.abc import Callable

# A smaller step is over before anybody would miss what waits for it.
STEP_SECONDS = 10
_LOOK_SECONDS = 2.0


def wait_until_set_back(
    clock: Callable[[], float] = time.time, look_seconds: float = _LOOK_SECONDS
) -> None:
    """Return when `clock` is set back by more than STEP_SECONDS; else never."""
    ahead = clock() - time.monotonic()
    while (now := clock() - time.monotonic()) > ahead - STEP_SECONDS:
        ahead = now
        time.sleep(look_seconds)

"""One line a step for whoever watches a refresh; silent where nobody listens."""

from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def listen(listener: Callable[[str], None]) -> None:
    """Send every further step to `listener`."""
    _listeners.append(listener)


def step(text: str) -> None:
    """Say what was just done, with its numbers."""
    for listener in _listeners:
        listener(text)

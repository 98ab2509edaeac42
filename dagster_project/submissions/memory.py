"""What a process that reads again and again need not read twice.

Off unless `keep` was called: one refresh reads everything once, and what it read must
not stay in its memory while it builds.
"""

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_is_on = False


def keep() -> None:
    """From now on keep what is read, in this process."""
    global _is_on
    _is_on = True


class Memory(Generic[Key, Value]):
    """Values by key; what a whole round did not ask for is forgotten."""

    def __init__(self) -> None:
        self._last: dict[Key, Value] = {}
        self._asked: dict[Key, Value] = {}

    def get(self, key: Key) -> Value | None:
        """What was put under the key in this round, or in the last and not lost."""
        if key in self._last:
            self._asked.setdefault(key, self._last[key])
        return self._asked.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Keep a value, instead of an older one."""
        if _is_on:
            self._last.pop(key, None)
            self._asked[key] = value

    def end_round(self) -> None:
        """Everything was asked for that is still there."""
        self._last, self._asked = self._asked, {}

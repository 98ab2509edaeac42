"""Pages that two processes draw: whoever claims a share of them draws it.

The file of a share stands beside the site until somebody takes it, which only one can.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

# So many pages are drawn by one process before it looks what is left.
SIZE = 8

Item = TypeVar("Item")


class Shares:
    """The shares of what is drawn into the folder `site`."""

    def __init__(self, site: Path) -> None:
        self._folder = site.with_name(f".{site.name}.shares")

    def offer(self, items: int) -> None:
        """Offer so many items to whoever claims them, in this process or another."""
        self._folder.mkdir(parents=True)
        for share in range(0, items, SIZE):
            (self._folder / str(share)).touch()

    def left(self) -> int:
        """How many shares are nobody's yet."""
        return sum(1 for _ in self._folder.glob("*"))

    def claimed(self, items: Sequence[Item]) -> Iterator[Item]:
        """Those of the items that nobody else has claimed, share by share."""
        for share in range(0, len(items), SIZE):
            if self._claim(share):
                yield from items[share : share + SIZE]

    def withdraw(self) -> None:
        """Remove what says who drew what."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _claim(self, share: int) -> bool:
        try:
            (self._folder / str(share)).unlink()
        except FileNotFoundError:  # another process was quicker
            return False
        return True

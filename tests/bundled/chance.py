"""Seeded chance that comes out alike in every Python: whole numbers and `random()`.

Only `Random.random` keeps its sequence between versions of Python, so everything else
is made of it here.
"""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws from a seed made of words; the same words give the same draws."""

    def __init__(self, *words: object) -> None:
        self._random = random.Random("/".join(map(str, words)))

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def happens(self, percent: int) -> bool:
        """True in `percent` of a hundred cases."""
        return self.below(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[self.below(len(choices))]

    def draw(self, weights: Mapping[str, int]) -> str:
        """A key, as likely as its weight."""
        place = self.below(sum(weights.values()))
        for key, weight in weights.items():
            place -= weight
            if place < 0:
                return key
        raise ValueError("no weight")


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`total` over the keys in proportion to their weights, by largest remainders."""
    whole = sum(weights.values())
    shares = {key: total * weight // whole for key, weight in weights.items()}
    rest = {key: total * weight % whole for key, weight in weights.items()}
    by_rest = sorted(weights, key=lambda key: (-rest[key], key))
    for key in by_rest[: total - sum(shares.values())]:
        shares[key] += 1
    return shares

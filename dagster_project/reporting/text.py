"""The words of the pages in two languages, from `words.csv`: key, Vietnamese, English.

A key with a dot belongs to a group: `state.blank` is what state `blank` is called.
"""

import csv
import functools
from pathlib import Path

WORDS = Path(__file__).parent / "words.csv"


class Words:
    """The words of one language: `w.title`, `w.of("state", "blank")`."""

    def __init__(self, known: dict[str, str]) -> None:
        """Keep the words by key."""
        self._known = known

    def __getattr__(self, key: str) -> str:
        """The words of a key without a group; AttributeError if there is none."""
        try:
            return self._known[key]
        except KeyError:
            raise AttributeError(key) from None

    def __getitem__(self, key: str) -> str:
        """The same by a name that a program knows; KeyError if there is none."""
        return self._known[key]

    def of(self, group: str, member: str) -> str:
        """What a member of a group is called; itself if nobody gave it a name."""
        return self._known.get(f"{group}.{member}", member)

    def group(self, name: str) -> "Words":
        """The words of a group by themselves, without its name."""
        found = ((key.partition("."), said) for key, said in self._known.items())
        return Words({rest: said for (group, _, rest), said in found if group == name})


def severity_told(severity: str, verdict: str) -> str:
    """The severity that a finding is told with: `hard` asks for a correction.

    What holds in the widest reading counts and is to be looked at, whatever its rule.
    """
    return "soft" if verdict == "soft_gap" else severity


def words_in(path: Path, language: str) -> Words:
    """The words of `vi` or `en` in a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return Words({row["key"]: row[language] for row in csv.DictReader(file)})


@functools.cache
def words(language: str) -> Words:
    """The words of the stewards' pages in `vi` or `en`."""
    return words_in(WORDS, language)

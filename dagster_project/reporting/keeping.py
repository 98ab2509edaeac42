"""Pages that are kept while they would say the same.

A page says in its head what it was made of: a hash of the code and of all that it was
given. So two processes can draw one site, and a page that was lost is drawn again.
"""

import hashlib
from pathlib import Path
from typing import Any

from dagster_project import durable
from dagster_project.reporting import templating

_HEAD_BYTES = 2048


def made_of(*given: Any) -> str:
    """A hash of what says itself whole in its `repr`, and of the code."""
    return hashlib.sha256(repr((templating.code(), given)).encode()).hexdigest()


def keep(old: Path, page: Path, made_of: str) -> bool:
    """Have `page` be the file `old` if that was made of the same; whether it was."""
    try:
        with old.open("rb") as file:
            is_same = made_of.encode() in file.read(_HEAD_BYTES)
    except OSError:  # none before
        return False
    if is_same:
        durable.link(old, page)
    return is_same

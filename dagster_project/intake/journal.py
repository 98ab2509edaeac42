"""What is on its way from the inbox into a folder, said before the first gets its name.

A file leaves the inbox when its target stands. What may not be removed stays noted, so
that it is not taken for the same bytes sent again; `inbox.stuck` names it.
"""

import json
import os
from pathlib import Path

from dagster_project import paths
from dagster_project.durable import explained, write
from dagster_project.intake import inbox
from dagster_project.submissions import receipts

_NAMES = ("waiting", "mtime_ns", "sha256", "target")


def path() -> Path:
    """Where the journal lies."""
    return paths.raw() / ".receiving.journal"


def noted() -> list[dict[str, str]]:
    """The moves that are not done: what waits, its time and hash, and its target.

    None where the journal is damaged: what it would have said of a file that is still
    to be removed is found by the file's bytes, which are a duplicate then.
    """
    try:
        moves = json.loads(path().read_bytes())
        return [{name: str(move[name]) for name in _NAMES} for move in moves]
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return []


def note(moves: list[dict[str, str]]) -> None:
    """Write the journal anew, whole or not at all."""
    # ASCII only: a name in the inbox may be no valid UTF-8.
    write(path(), json.dumps(moves, indent=1).encode())


def empty_inbox() -> None:
    """Remove what stands in its place; what may not be removed stays in the journal.

    So it is not taken for the same bytes sent again, and `inbox.stuck` names it.
    """
    moves = noted()
    stays = [move for move in moves if not _leaves_inbox(move)]
    if not stays:
        path().unlink(missing_ok=True)
    elif stays != moves:
        note(stays)


def _leaves_inbox(move: dict[str, str]) -> bool:
    """Remove the waiting file, unless another took its place meanwhile."""
    waiting, sha256 = paths.inbox() / move["waiting"], move["sha256"]
    if not (paths.raw() / move["target"]).exists():
        return True
    with explained("remove", waiting):
        try:
            is_gone = not os.path.lexists(waiting)
            if is_gone or _is_same(waiting, int(move["mtime_ns"]), sha256):
                inbox.remove(waiting, sha256)
        except PermissionError:
            return False
    return True


def _is_same(file: Path, mtime_ns: int, sha256: str) -> bool:
    """Its time alone says little: copies keep the time of what they are copied from."""
    try:
        is_untouched = file.lstat().st_mtime_ns == mtime_ns
        return is_untouched and receipts.digest(file) == sha256
    except FileNotFoundError:
        return False

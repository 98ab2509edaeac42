"""From the inbox into `raw/received` or `raw/refused`, once, whatever happens.

Knows files, receipts and times; what a file says is read by `submissions`. No byte is
changed or lost: a file leaves the inbox only after its copy stands complete, synced
and named, in its folder. The steps, each safe to be cut off:

1. copy every waiting file into `.incoming-…` beside the folders;
2. read it in a child process: that decides `received` or `refused`;
3. write the receipts, sync, note in `raw/.receiving.journal` what goes where;
4. rename each folder, then remove the file from the inbox.

The journal tells a file whose removal was cut off (it is removed) from the same bytes
sent again (recorded in `raw/.duplicates`, for the acknowledgement). A lock on `raw/`
admits one process at a time.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster_project import locking, paths
from dagster_project.durable import explained
from dagster_project.intake import inbox, moving
from dagster_project.intake.moving import Copy
from dagster_project.submissions import receipts
from dagster_project.submissions.reading import Reader, Source
from dagster_project.submissions.receipts import Receipt
from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.sandbox import READER

_LOCK_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file of the inbox.

    `status`: `received`, `refused`, or `duplicate` of the folder `duplicate_of`, whose
    bytes are the same. `folder` is the new folder; None for a duplicate.
    """

    status: str
    receipt: Receipt
    folder: Path | None = None
    duplicate_of: str | None = None


def receive(now: datetime, reader: str = READER) -> list[Received]:
    """Receive every waiting file; return what became of each, in order of receipt.

    `now` becomes the time of receipt, a microsecond apart and later than every earlier
    one. Raises ReceivingError where files or folders cannot be read or written; what
    was received before that stays received, and the next run takes up the rest.
    """
    if inbox.is_empty() and not moving.leftovers():
        return []
    with _alone():
        moving.heal()
        copies, unreadable = moving.copy_all(inbox.waiting())
        with explained("receive files into", paths.received()):
            copies = _stamped(_judged(copies, reader), now)
            moving.place_all(copies)
    if unreadable:
        raise unreadable[0]
    return [_received(each) for each in copies]


def clear_up() -> None:
    """Finish or remove what a run that was cut off has left; nothing is received."""
    if moving.leftovers():
        with _alone():
            moving.heal()


def duplicates() -> list[tuple[Receipt, str]]:
    """Bytes that came again: their receipt, and the name of the folder that counts.

    A record that cannot be read is left out: `ipw doctor` names it.
    """
    read = (duplicate(path) for path in moving.duplicate_records())
    return [found for found in read if found]


def duplicate(record: Path) -> tuple[Receipt, str] | None:
    """What a record says; None where it is damaged."""
    try:
        said = json.loads(record.read_bytes())
        duplicate_of = str(said.pop("duplicate_of"))
        return Receipt(**said), duplicate_of
    except (ValueError, LookupError, AttributeError, TypeError):
        return None


def _received(each: Copy) -> Received:
    is_new = each.receipt.status != "duplicate"
    folder = each.target if is_new else None
    return Received(each.receipt.status, each.receipt, folder, each.duplicate_of)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock on `raw/`; wait for another process that receives."""
    with explained("use", paths.raw()):
        for folder in (paths.received(), paths.refused()):
            folder.mkdir(parents=True, exist_ok=True)
    lock = paths.raw() / ".receiving.lock"
    with locking.alone(lock, _LOCK_SECONDS, "receiving"):
        yield


def _judged(copies: list[Copy], reader: str) -> list[Copy]:
    """Decide each copy's status: read it unless the same bytes are in `received`."""
    known = _known({copy.receipt.size_bytes for copy in copies})
    asked: dict[tuple[str, str], Copy] = {}
    for each in copies:
        if known.get(each.receipt.sha256, ("", ""))[0] != "received":
            asked.setdefault(_read_as(each), each)
    with Reader(reader) as children:
        contents = children.read_all(_source(each) for each in asked.values())
        refused = {
            read_as: content if isinstance(content, Refused) else None
            for read_as, content in zip(asked, contents, strict=True)
        }
    judged = []
    for each in copies:
        status, folder = known.get(each.receipt.sha256, ("", ""))
        refusal = refused.get(_read_as(each))
        # What was refused and can be read now is welcome; all else is a duplicate.
        if status == "received" or (status and refusal):
            judged.append(_with_status(each, "duplicate", duplicate_of=folder or None))
            continue
        judged.append(_with_status(each, "refused", refusal) if refusal else each)
        # Its folder gets its name, the time of receipt, later.
        known[each.receipt.sha256] = (judged[-1].receipt.status, "")
    return judged


def _read_as(each: Copy) -> tuple[str, str]:
    """What a reader goes by: the bytes, and the ending of the name."""
    ending = each.receipt.original_name.rpartition(".")[2].casefold()
    return each.receipt.sha256, ending


def _known(sizes: set[int]) -> dict[str, tuple[str, str]]:
    """Files of these sizes by hash: where they lie and the name of their folder."""
    found = {}
    for root in (paths.refused(), paths.received()):
        for folder in receipts.folders(root):
            file = receipts.find_file(folder)
            if file and file.stat().st_size in sizes:
                name = receipts.as_text(folder.name)
                found[receipts.digest(file)] = (root.name, name)
    return found


def _source(each: Copy) -> Source:
    return Source(each.file, each.receipt.sha256, each.receipt.original_name)


def _with_status(
    each: Copy,
    status: str,
    refused: Refused | None = None,
    duplicate_of: str | None = None,
) -> Copy:
    receipt = replace(
        each.receipt,
        status=status,
        reason_code=refused.code if refused else None,
        reason_vi=refused.reason_vi if refused else None,
        reason_en=refused.reason_en if refused else None,
    )
    return replace(each, receipt=receipt, duplicate_of=duplicate_of)


def _stamped(copies: list[Copy], now: datetime) -> list[Copy]:
    """Give each its time of receipt, later than every earlier one."""
    step = timedelta(microseconds=1)
    moment = now if now.tzinfo else now.replace(tzinfo=UTC)
    last = _last_receipt()
    stamped: list[Copy] = []
    folders: dict[str, str] = {}
    for each in copies:
        last = moment = last + step if last and moment <= last else moment
        receipt = replace(each.receipt, received_at=receipts.to_text(moment))
        if receipt.status == "duplicate":
            # The same bytes twice in one go have no folder yet when they are judged.
            duplicate_of = each.duplicate_of or folders[receipt.sha256]
            stamped.append(replace(each, receipt=receipt, duplicate_of=duplicate_of))
        else:
            stamped.append(replace(each, receipt=receipt))
            folders[receipt.sha256] = stamped[-1].target.name
    return stamped


def _last_receipt() -> datetime | None:
    stamped = [
        *receipts.folders(paths.received()),
        *receipts.folders(paths.refused()),
        *moving.duplicate_records(),
    ]
    found = [receipts.to_instant(receipts.received_at_of(x)) for x in stamped]
    return max(found, default=None)

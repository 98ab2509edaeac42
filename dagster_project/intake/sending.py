"""Put files into the inbox, each whole and with what is known of it beside it."""

import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from dagster_project.durable import (
    ChangedError,
    ReceivingError,
    copy,
    explained,
    open_to_group,
    sync_folder,
    write,
)
from dagster_project.intake import inbox
from dagster_project.submissions import receipts


def put(
    files: Iterable[Path | str], sender: str | None = None, channel: str | None = None
) -> list[Path]:
    """Copy files into the inbox; return where they wait, in the same order.

    Each appears under its name all at once, with its modification time; a file of the
    same name that already waits keeps it and the new one gets ` (2)`. Raises
    ReceivingError for what is no file or cannot be copied.
    """
    folder = inbox.made()
    return [_put(Path(file), folder, sender, channel) for file in files]


def _put(source: Path, folder: Path, sender: str | None, channel: str | None) -> Path:
    if not source.is_file():
        raise ReceivingError(f"{source} is no file that can be received.")
    unfinished = folder / f".{uuid.uuid4().hex}.part"
    try:
        with explained("copy", source):
            copied = copy(source.resolve(), unfinished)
            open_to_group(unfinished)
            os.utime(unfinished, ns=(copied.mtime_ns, copied.mtime_ns))
        note = inbox.Note(
            receipts.as_text(source.name),
            _said(sender),
            _said(channel),
        )
        with explained("put", folder / source.name):
            return _settle(unfinished, copied.sha256, note)
    except ChangedError:
        raise ReceivingError(
            f"{source} changed while it was copied: wait until it is complete."
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _said(words: str | None) -> str | None:
    """What was said, as it can be stored; what says nothing was not given."""
    return receipts.as_text(words) if words and words.strip() else None


def _settle(unfinished: Path, sha256: str, note: inbox.Note) -> Path:
    """Give a finished copy the first free name; its note stands before it."""
    for name in _names(note.original_name):
        target = unfinished.with_name(name)
        if target.exists():
            continue
        beside = inbox.note_path(target, sha256)
        write(beside, receipts.dump(note))
        open_to_group(beside)
        try:
            _rename_new(unfinished, target)
        except FileExistsError:
            beside.unlink(missing_ok=True)
            continue
        sync_folder(target.parent)
        return target
    raise AssertionError("unreachable")


def _rename_new(source: Path, target: Path) -> None:
    """Rename unless the target stands; FileExistsError where it does."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links (exFAT, some shares).
        if target.exists():
            raise FileExistsError(target) from None
        source.rename(target)


def _names(original_name: str) -> Iterator[str]:
    """Names that are ready in the inbox: the original, then ` (2)`, ` (3)`, …"""
    name = receipts.stored_name(original_name)
    if name.lower().endswith(".part"):
        name = receipts.stored_name(name[:250] + "_")
    if inbox.is_passed_over(name):
        name = receipts.stored_name("_" + name[:250])
    yield name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > 10:
        stem, dot, suffix = name, "", ""
    number = 2
    while True:
        end = f" ({number}){dot}{suffix}"
        kept = stem
        while len((kept + end).encode()) > receipts.NAME_BYTES:
            kept = kept[:-1]
        yield kept + end
        number += 1

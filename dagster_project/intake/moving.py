"""The way of a file from the inbox into its folder, each step safe to be cut off.

Copies lie in `.incoming-…` beside the folders until they are complete and, all
together, synced; the journal says what goes where before the first folder gets its
name; only then do files leave the inbox. `heal` takes up what a run that was cut off
has left.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from dagster_project import paths
from dagster_project.durable import (
    ChangedError,
    ReceivingError,
    adopt,
    copy,
    explained,
    sync_folder,
    sync_tree,
    write,
)
from dagster_project.intake import inbox, journal
from dagster_project.submissions import gate, receipts
from dagster_project.submissions.receipts import Receipt

_INCOMING = ".incoming-"


@dataclass(frozen=True, slots=True)
class Copy:
    """A waiting file and its copy, on the way into a folder."""

    waiting: Path
    mtime_ns: int
    folder: Path
    file: Path
    receipt: Receipt
    duplicate_of: str | None = None

    @property
    def target(self) -> Path:
        """Where it goes: a folder, or the record of a duplicate."""
        name = f"{self.receipt.received_at}-{self.receipt.sha256[:12]}"
        if self.receipt.status == "duplicate":
            return duplicates_folder() / f"{name}.json"
        return paths.raw() / self.receipt.status / name


def duplicates_folder() -> Path:
    """Records of bytes that came again, one JSON file each, append-only."""
    return paths.raw() / ".duplicates"


def duplicate_records() -> list[Path]:
    """Every record there is, by time of receipt."""
    return sorted(duplicates_folder().glob("[!.]*.json"))


def copy_all(files: Iterable[Path]) -> tuple[list[Copy], list[ReceivingError]]:
    """Copy files beside the folders; what cannot be read or copied stops no other."""
    copies, unreadable = [], []
    stays = {paths.inbox() / move["waiting"] for move in journal.noted()}
    for number, path in enumerate(path for path in files if path not in stays):
        folder = paths.received() / f"{_INCOMING}{os.getpid()}-{number}"
        try:
            with explained("write", folder):
                folder.mkdir()
            copies.append(_copy(path, folder))
        except (FileNotFoundError, ChangedError):
            # Gone, or still being written: it is no matter of this run.
            shutil.rmtree(folder)
        except PermissionError:
            # It stays where it is and stops nothing: `inbox.stuck` names it.
            shutil.rmtree(folder)
        except ReceivingError as error:
            # Half a copy left behind would keep a full disk full.
            shutil.rmtree(folder, ignore_errors=True)
            unreadable.append(error)
    return copies, unreadable


def place_all(copies: Iterable[Copy]) -> None:
    """Write the receipts, then move every copy to its target and empty the inbox."""
    copies = list(copies)
    for each in copies:
        _write_receipt(each)
    sync_tree(paths.received())
    journal.note([*journal.noted(), *_moves(copies)])
    sync_folder(paths.raw())
    for each in copies:
        _place(each)
    for folder in {each.target.parent for each in copies}:
        sync_folder(folder)
    journal.empty_inbox()


def leftovers() -> list[Path]:
    """What a run that was cut off has left."""
    return [
        *paths.raw().glob(f"*{journal.path().name}*"),
        *paths.received().glob(f"{_INCOMING}*"),
        *paths.refused().glob(f"{_INCOMING}*"),
    ]


def heal() -> None:
    """Finish what a run that was cut off had decided; remove its unfinished work."""
    with explained("clear up", paths.raw()):
        journal.empty_inbox()
        for path in leftovers():
            if path != journal.path():
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _copy(path: Path, folder: Path) -> Copy:
    unnamed = folder / "file"
    try:
        is_refused_unread = path.lstat().st_size > gate.DEFAULT_LIMITS.file_bytes
        take = adopt if is_refused_unread else copy
        copied = take(path, unnamed, sync=False)
    except OSError as error:
        is_its_own = isinstance(error, PermissionError) and error.filename in (
            path,
            str(path),
        )
        if is_its_own or error.errno == errno.ENOENT:
            raise
        if error.errno == errno.ELOOP:
            raise ChangedError(path) from None
        with explained(f"copy into {folder.parent}", path):
            raise
    note = inbox.note_of(path, copied.sha256)
    receipt = Receipt(
        sha256=copied.sha256,
        original_name=note.original_name,
        size_bytes=copied.size_bytes,
        received_at="",
        sender=note.sender,
        channel=note.channel,
    )
    file = _named(unnamed, receipt)
    return Copy(path, copied.mtime_ns, folder, file, receipt)


def _named(unnamed: Path, receipt: Receipt) -> Path:
    """Give the copy its name, or a plain one where the file system cannot hold it."""
    try:
        return unnamed.rename(
            unnamed.with_name(receipts.stored_name(receipt.original_name))
        )
    except OSError:
        plain = receipts.plain_name(receipt.original_name, receipt.sha256)
        return unnamed.rename(unnamed.with_name(plain))


def _moves(copies: list[Copy]) -> list[dict[str, str]]:
    return [
        {
            "waiting": str(each.waiting.relative_to(paths.inbox())),
            "mtime_ns": str(each.mtime_ns),
            "sha256": each.receipt.sha256,
            "target": str(each.target.relative_to(paths.raw())),
        }
        for each in copies
    ]


def _write_receipt(each: Copy) -> None:
    said = {receipts.RECEIPT: receipts.dump(each.receipt)}
    if each.receipt.status == "refused":
        said[receipts.REASON] = _plain_words(each.receipt).encode()
    for name, content in said.items():
        write(each.folder / name, content, sync=False)


def _plain_words(receipt: Receipt) -> str:
    return (
        f"Tệp bị từ chối: {receipt.original_name}\n"
        f"Nhận lúc (UTC): {receipt.instant:%d/%m/%Y %H:%M:%S}\n{receipt.reason_vi}\n\n"
        f"File refused: {receipt.original_name}\n"
        f"Received (UTC): {receipt.instant:%Y-%m-%d %H:%M:%S}\n{receipt.reason_en}\n"
    )


def _place(each: Copy) -> None:
    """Rename the finished folder (or record) into its place."""
    target = each.target
    if each.receipt.status == "duplicate":
        target.parent.mkdir(exist_ok=True)
        record = asdict(each.receipt) | {"duplicate_of": each.duplicate_of}
        write(target, json.dumps(record, ensure_ascii=False, indent=2).encode())
        shutil.rmtree(each.folder)
    else:
        try:
            each.folder.rename(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _carry_over(each.folder, target)


def _carry_over(folder: Path, target: Path) -> None:
    """Move a folder to another file system (`refused` may be a mount of its own)."""
    near = target.parent / f"{_INCOMING}{target.name}"
    near.mkdir()
    for file in folder.iterdir():
        copy(file, near / file.name)
    sync_folder(near)
    near.rename(target)
    shutil.rmtree(folder)

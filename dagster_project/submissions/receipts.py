"""One folder of `raw/received` or `raw/refused`: its file, its name and its receipt.

A receipt is a convenience; the bytes and the name of the folder are the truth. A
receipt that is missing, damaged or out of date (a steward copied a folder by hand) is
made good from them and never stops a run.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, fields, replace
from datetime import MAXYEAR, UTC, datetime
from pathlib import Path

from dagster_project import durable

RECEIPT = "receipt.json"
REASON = "reason.txt"
NAME_BYTES = 255
FIRST_YEAR = 1970
LARGEST_BYTES = 1_000_000
_FOLDER = re.compile(r"(\d{8}T\d{6})(\d{0,6})Z(?:-|$)")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What `receipt.json` says; the order of the fields is that of the file.

    `received_at` is UTC, `YYYYMMDDTHHMMSSffffffZ`. `status`: `received`, `refused` or,
    beside neither, `duplicate`. `reason_*` only where refused.
    """

    sha256: str
    original_name: str
    size_bytes: int
    received_at: str
    sender: str | None = None
    channel: str | None = None
    status: str = "received"
    reason_code: str | None = None
    reason_vi: str | None = None
    reason_en: str | None = None

    @property
    def instant(self) -> datetime:
        """`received_at` as an aware UTC time."""
        return to_instant(self.received_at)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the landing zone; `file` is None where it holds no submission."""

    path: Path
    file: Path | None
    receipt: Receipt

    @property
    def name(self) -> str:
        """The submission id of a file with one locality and year; plain text."""
        return as_text(self.path.name)


def to_text(moment: datetime) -> str:
    """An aware time as `received_at`."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")


def to_instant(received_at: str) -> datetime:
    """`received_at` as an aware UTC time; ValueError on any other text.

    The last year is none in which anything was received: nothing could come after it,
    and in Viet Nam it may be a year later. Nor is one before computers.
    """
    found = _FOLDER.match(received_at)
    if not found or not FIRST_YEAR <= int(found[1][:4]) < MAXYEAR:
        raise ValueError(f"no time of receipt: {received_at!r}")
    text = found[1] + found[2].ljust(6, "0")
    return datetime.strptime(text, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)


def folders(root: Path) -> list[Path]:
    """The folders in `root` that are complete (no dot first), in order of name.

    Raises ReceivingError as `durable.entries`.
    """
    return sorted(
        path
        for path in durable.entries(root)
        if path.name[0] != "." and path.name != durable.LOST_AND_FOUND and path.is_dir()
    )


def load(path: Path, status: str) -> Folder:
    """Read a folder. `status` is what its place says: `received` or `refused`.

    Size and sha256 are those of the bytes. Raises OSError where they cannot be read.
    """
    said = _read_receipt(path / RECEIPT)
    file = find_file(path, said)
    received_at = received_at_of(path, said.received_at if said else None)
    if file is None:
        found = Receipt("", said.original_name if said else "", 0, received_at)
    else:
        found = Receipt(
            digest(file), as_text(file.name), file.stat().st_size, received_at
        )
    if said:
        found = replace(
            said,
            sha256=found.sha256,
            size_bytes=found.size_bytes,
            received_at=received_at,
            original_name=said.original_name or found.original_name,
        )
    return Folder(path, file, replace(found, status=status))


def received_at_of(path: Path, said: str | None = None) -> str:
    """When a folder was received: by its name, else its receipt, else its own time."""
    for text in (path.name, said or ""):
        try:
            return to_text(to_instant(text))
        except ValueError:
            continue
    return to_text(datetime.fromtimestamp(path.stat().st_mtime, UTC))


def find_file(path: Path, said: Receipt | None = None) -> Path | None:
    """The submission in a folder: of several files the one that the receipt names."""
    files = sorted(
        file
        for file in path.iterdir()
        if file.name[0] != "." and not is_reserved(file.name) and file.is_file()
    )
    if said and len(files) > 1:
        named = [file for file in files if file.name == stored_name(said.original_name)]
        files = named or files
    return files[0] if files else None


def is_reserved(name: str) -> bool:
    """Whether a file of this name beside a submission would be taken for ours.

    In any case and Unicode form, because some file systems fold them.
    """
    return unicodedata.normalize("NFC", name).casefold() in (RECEIPT, REASON)


def stored_name(original_name: str) -> str:
    """The name under which a file is kept: as received, changed only where it must be.

    A leading dot would hide it, our own names would collide, `/` and NUL cannot stand
    in a name, and what is no text (a lone surrogate) cannot be written everywhere.
    """
    name = "".join(
        "_" if c in "/\x00" or unicodedata.category(c) == "Cs" else c
        for c in original_name
    )
    if not name or name.startswith(".") or is_reserved(name):
        name = "_" + name
    while len(name.encode()) > NAME_BYTES:
        stem, dot, suffix = name.rpartition(".")
        name = stem[:-1] + dot + suffix if stem and len(suffix) < 20 else name[:-1]
    return name


def plain_name(original_name: str, sha256: str) -> str:
    """A name for file systems that cannot hold the original one."""
    suffix = Path(stored_name(original_name)).suffix.lower()
    return f"file-{sha256[:12]}" + (
        suffix if re.fullmatch(r"\.\w{1,8}", suffix) else ""
    )


def as_text(name: str) -> str:
    """A name as text: bytes that are no UTF-8 are shown as `\\xe1`."""
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # A lone surrogate that stands for no byte: somebody's JSON.
        raw = name.encode("utf-8", "replace")
    return raw.decode("utf-8", "backslashreplace")


def dump(record: object) -> bytes:
    """A receipt (or another record) as JSON, one field a line."""
    data = asdict(record)  # type: ignore[call-overload]
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def texts(path: Path) -> dict[str, str] | None:
    """The texts by name of a JSON file that anybody may have written.

    None where it is damaged, larger than anything we write, or no file: a pipe would
    be waited for, a device read without end.
    """
    try:
        is_readable = path.is_file() and path.stat().st_size <= LARGEST_BYTES
        data = json.loads(path.read_bytes()) if is_readable else None
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    found = {name: text for name, text in data.items() if isinstance(text, str)}
    return {name: as_text(text) for name, text in found.items()}


def _read_receipt(path: Path) -> Receipt | None:
    said = texts(path)
    if said is None:
        return None
    known = {field.name for field in fields(Receipt)} - {"size_bytes"}
    start = {"sha256": "", "original_name": "", "received_at": ""}
    start |= {name: text for name, text in said.items() if name in known}
    return Receipt(size_bytes=0, **start)

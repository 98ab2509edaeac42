"""Is a file safe to open, and is it of a kind that can be read? Decided by its bytes.

Runs before any reader, in the same child process. The name of the file plays no part:
a PDF called `.xlsx` is a PDF. What passes: .xlsx and .ods (see `archive`), .xls, and
text (CSV, TSV, JSON), whose encoding is the readers' affair. Macros are looked for in
.xls too (VBA by its storage); none is ever run.
"""

import struct
from dataclasses import dataclass, field
from pathlib import Path

import filetype

from dagster_project.submissions import archive
from dagster_project.submissions.reasons import refusal
from dagster_project.submissions.refusals import Refused

_MEGABYTE = 1024 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_OLE_REFUSED = {
    "EncryptedPackage": "password_protected",
    "_VBA_PROJECT_CUR": "macro_workbook",
    "WordDocument": "word",
    "PowerPoint Document": "presentation",
    "__properties_version1.0": "email",
}
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\x0b\x0c\x1a\x1b")
_MAIL_HEADERS = (b"mime-version:", b"received:", b"return-path:", b"delivered-to:")
_BIFF_BOF, _BIFF_WRITE_PROTECT, _BIFF_FILEPASS = (0x0809, 0x0009), 0x0086, 0x002F


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be before anything of it is read."""

    file_bytes: int = 50 * _MEGABYTE
    zipped: archive.Limits = field(default_factory=archive.Limits)


DEFAULT_LIMITS = Limits()


def check(path: Path, limits: Limits = DEFAULT_LIMITS) -> str:
    """`xlsx`, `ods`, `xls` or `text` when the file may be given to a reader.

    Raises Refused with the reason and what to send instead; OSError where the file
    cannot be read at all.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise refusal(
            "file_too_large",
            size=-(-size // _MEGABYTE),
            limit=limits.file_bytes // _MEGABYTE,
        )
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_ZIP):
        return archive.check(path, limits.zipped)
    data = path.read_bytes()
    if not data.strip(b"\x00\t\n\r\x0b\x0c \xef\xbb\xbf\xff\xfe"):
        raise refusal("empty_file")
    if head.startswith(_OLE):
        return _check_ole(data)
    if b"%PDF-" in data[:1024]:
        raise refusal("pdf")
    if is_text(data):
        return _check_text(data)
    raise _foreign(data)


def is_text(data: bytes) -> bool:
    """Whether bytes are text in some encoding (UTF-16 with or without a mark too)."""
    if data.startswith(_UNICODE_MARKS):
        return True
    if b"\x00" in data:
        even, odd = data[::2].count(0), data[1::2].count(0)
        return min(even, odd) == 0 and max(even, odd) * 4 > len(data)
    kept = len(data.translate(None, delete=_CONTROLS))
    return (len(data) - kept) * 50 <= len(data)


def _check_text(data: bytes) -> str:
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    start = start.lower()
    if start.startswith(b"{\\rtf"):
        raise refusal("word")
    if start.startswith(b"<"):
        tags = (b"<html", b"<!doctype html", b"<table", b"<body", b"<head")
        raise refusal("web_page" if any(tag in start for tag in tags) else "xml")
    if start.startswith((*_MAIL_HEADERS, b"from: ", b"from ")) and any(
        header in start for header in _MAIL_HEADERS
    ):
        raise refusal("email")
    return "text"


def _check_ole(data: bytes) -> str:
    for name, code in _OLE_REFUSED.items():
        if _directory_entry(data, name) is not None:
            raise refusal(code)
    for name in _WORKBOOK_STREAMS:
        entry = _directory_entry(data, name)
        if entry is not None:
            if _is_encrypted(data, entry):
                raise refusal("password_protected")
            return "xls"
    raise refusal("unknown_format", kind="OLE")


def _directory_entry(data: bytes, name: str) -> int | None:
    """The offset of the directory entry `name` of a compound file ([MS-CFB] 2.6.1).

    Entries are 128 bytes long and aligned, so a text in a cell is not taken for one.
    """
    wanted = (name + "\x00").encode("utf-16-le")
    at = data.find(wanted)
    while at != -1:
        if at % 128 == 0 and data[at + 64 : at + 66] == struct.pack("<H", len(wanted)):
            return at
        at = data.find(wanted, at + 2)
    return None


def _is_encrypted(data: bytes, entry: int) -> bool:
    """Whether the workbook stream starts with FILEPASS ([MS-XLS] 2.4.117)."""
    try:
        (shift,) = struct.unpack_from("<H", data, 30)
        (sector,) = struct.unpack_from("<I", data, entry + 116)
        at = (sector + 1) << min(shift, 12)
        for _ in range(3):
            record, length = struct.unpack_from("<HH", data, at)
            if record == _BIFF_FILEPASS:
                return True
            if record not in (*_BIFF_BOF, _BIFF_WRITE_PROTECT):
                return False
            at += 4 + length
    except struct.error:
        return False
    return False


def _foreign(data: bytes) -> Refused:
    """The refusal of a binary file that is none of ours, by name where it is known."""
    guess = filetype.guess(data[:8192])
    if guess is None:
        return refusal("unknown_format", kind="?")
    family, extension = guess.mime.partition("/")[0], guess.extension
    if family == "image":
        return refusal("image", kind=extension)
    if family in ("audio", "video"):
        return refusal("media", kind=extension)
    if extension in ("rar", "7z", "gz", "tar", "bz2", "xz", "zst", "lz", "Z", "cab"):
        return refusal("archive", kind=extension)
    if extension in ("rtf", "doc", "docx", "odt"):
        return refusal("word")
    return refusal("unknown_format", kind=extension)

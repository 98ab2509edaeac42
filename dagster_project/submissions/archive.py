"""Look through a zip before a reader opens it: what it is, and whether it is safe.

Everything is checked twice: by the central directory, and by unpacking each part with
a cap, because the sizes written in a zip can lie. External links are no reason to
refuse: no reader here follows one and the stored values are what the sender saw. Only
DDE links are refused, because they can start programs at the steward's desk.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from dagster_project.submissions import extents, marks_xlsx
from dagster_project.submissions.extents import Extent
from dagster_project.submissions.reasons import refusal

_MEGABYTE = 1024 * 1024
_CHUNK = 64 * 1024
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^<>]*?\sencoding\s*=\s*["']([^"'<>]*)""")
_ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1")
_PICTURES = ("xl/media/", "media/", "pictures/", "thumbnails/", "docprops/thumbnail")
_ODF = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    b"application/vnd.oasis.opendocument.text": "word",
    b"application/vnd.oasis.opendocument.presentation": "presentation",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may be: bytes, parts and cells, far above any real report."""

    part_bytes: int = 128 * _MEGABYTE
    total_bytes: int = 256 * _MEGABYTE
    parts: int = 5_000
    sheet_cells: int = 5_000_000


def check(path: Path, limits: Limits) -> str:
    """`xlsx` or `ods` when the zip at `path` is a workbook that is safe to open.

    Raises Refused with what it is or what is wrong with it.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            _check_directory(parts, limits)
            kind = _kind(file, parts, limits)
            far: list[tuple[zipfile.ZipInfo, Extent]] = []
            for part, data in _unpacked(file, parts, limits):
                extent = _check_part(part, data, kind)
                far += [(part, extent)] if extent.area > limits.sheet_cells else []
            if far:  # only now is every part safe to look its name up in
                raise _too_far(archive, *far[0])
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError) as error:
        raise refusal("broken_workbook", detail=_short(error)) from error
    except (NotImplementedError, ValueError, OverflowError) as error:
        raise refusal("broken_workbook", detail=_short(error)) from error
    return kind


def external_links(path: Path) -> list[str]:
    """The parts of a checked .xlsx that link to other files, in order of name."""
    with zipfile.ZipFile(path) as book:
        names = sorted(name.replace("\\", "/") for name in book.namelist())
    return [
        name
        for name in names
        if name.lower().startswith("xl/externallinks/") and name.endswith(".xml")
    ]


def _check_directory(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.parts:
        raise refusal("too_many_parts", count=len(parts), limit=limits.parts)
    if any(part.flag_bits & 0x1 for part in parts):
        raise refusal("password_protected")
    if len({part.filename for part in parts}) < len(parts):
        raise refusal("broken_workbook", detail="duplicate part")
    total = 0
    for part in parts:
        total += part.file_size
        if part.file_size > limits.part_bytes or total > limits.total_bytes:
            raise _too_large(part, limits)


def _kind(file: BinaryIO, parts: list[zipfile.ZipInfo], limits: Limits) -> str:
    """`xlsx` or `ods`; Refused by name where it is something else."""
    by_name = {part.filename.replace("\\", "/").lower(): part for part in parts}
    folders = {name.partition("/")[0] for name in by_name}
    _refuse_programs(by_name)
    if "mimetype" in by_name:
        media = _unpack(file, by_name["mimetype"], limits.part_bytes).strip()
        if _ODF.get(media, "ods") != "ods":
            raise refusal(_ODF[media])
        if media in _ODF:
            return "ods"
    if "[content_types].xml" in by_name and "xl" in folders:
        return "xlsx"
    for folder, code in (("word", "word"), ("ppt", "presentation")):
        if folder in folders:
            raise refusal(code)
    if any(name.endswith(".iwa") for name in by_name):
        raise refusal("numbers")
    raise refusal("archive", kind="zip")


def _refuse_programs(names: Collection[str]) -> None:
    if any(
        name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/")
        for name in names
    ):
        raise refusal("macro_workbook")
    if "xl/workbook.bin" in names:
        raise refusal("binary_workbook")


def _unpacked(
    file: BinaryIO, parts: list[zipfile.ZipInfo], limits: Limits
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    total = 0
    for part in parts:
        cap = min(limits.part_bytes, limits.total_bytes - total)
        data = _unpack(file, part, cap)
        total += len(data)
        if len(data) > cap:
            raise _too_large(part, limits)
        if len(data) != part.file_size or zlib.crc32(data) != part.CRC:
            raise refusal("broken_workbook", detail=_name(part))
        yield part, data


def _unpack(file: BinaryIO, part: zipfile.ZipInfo, cap: int) -> bytes:
    """The bytes of a part, at most `cap` + 1 of them.

    `zipfile` stops at the size that the directory states; readers written in other
    languages do not, so the stream itself decides here.
    """
    file.seek(part.header_offset)
    magic, name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if magic != b"PK\x03\x04":
        raise zipfile.BadZipFile(f"no part at the offset of {_name(part)}")
    file.seek(name + extra, 1)
    if part.compress_type == zipfile.ZIP_STORED:
        return file.read(min(part.compress_size, cap + 1))
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(f"compression {part.compress_type}")
    unpacker, left, data = zlib.decompressobj(-15), part.compress_size, bytearray()
    while not unpacker.eof and len(data) <= cap:
        chunk = unpacker.unconsumed_tail or file.read(min(_CHUNK, left))
        if not chunk:
            raise EOFError(f"{_name(part)} ends early")
        left -= 0 if unpacker.unconsumed_tail else len(chunk)
        data += unpacker.decompress(chunk, cap + 1 - len(data))
    return bytes(data)


def _check_part(part: zipfile.ZipInfo, data: bytes, kind: str) -> Extent:
    """How far its cells reach; raises Refused where it is not safe."""
    name = part.filename.replace("\\", "/").lower()
    if name.startswith(_PICTURES):
        return Extent()
    xml = _as_ascii(data)
    encoding = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
    if encoding and encoding[1].lower() not in _ENCODINGS:
        # No spreadsheet writes another one, and a declaration could hide in it.
        raise refusal("broken_workbook", detail=_short(encoding[1].decode("latin-1")))
    if _DECLARATION.search(xml):
        raise refusal("doctype", part=_name(part))
    if name == "[content_types].xml" and b"macroenabled" in xml.lower():
        raise refusal("macro_workbook")
    if name == "meta-inf/manifest.xml" and b"encryption-data" in xml:
        raise refusal("password_protected")
    if b"ddeLink" in xml and b"externalLink" in xml:
        raise refusal("active_link")
    if kind == "xlsx" and b"sheetData" in xml:
        return extents.of_xlsx_sheet(xml)
    if kind == "ods" and name == "content.xml":
        return extents.of_ods_content(xml)
    return Extent()


def _as_ascii(data: bytes) -> bytes:
    """XML in UTF-16 as UTF-8, so that no declaration hides in the encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8")
    if data[:4] == b"<\x00?\x00" or data[:4] == b"<\x00!\x00":
        return data.decode("utf-16-le", "replace").encode("utf-8")
    if data[:4] == b"\x00<\x00?" or data[:4] == b"\x00<\x00!":
        return data.decode("utf-16-be", "replace").encode("utf-8")
    return data


def _too_far(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, extent: Extent
) -> Exception:
    """Names the sheet as its sender does, by its part where nothing else is known."""
    try:
        known = {where: title for title, where in marks_xlsx.titles(archive)}
    except (ElementTree.ParseError, KeyError):  # as in an ODS
        known = {}
    name = extent.title or known.get(part.filename) or part.filename
    rows, columns = extent.rows, extent.columns
    return refusal("sheet_too_large", part=_short(name), rows=rows, columns=columns)


def _too_large(part: zipfile.ZipInfo, limits: Limits) -> Exception:
    return refusal(
        "unpacks_too_large",
        part=_name(part),
        limit=limits.total_bytes // _MEGABYTE,
    )


def _name(part: zipfile.ZipInfo) -> str:
    return _short(part.filename)


def _short(text: object) -> str:
    """A piece of a hostile file, fit to stand in a sentence."""
    shown = "".join(c if c.isprintable() else "?" for c in str(text))
    return shown if len(shown) <= 80 else shown[:77] + "..."

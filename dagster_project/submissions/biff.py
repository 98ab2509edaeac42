"""What calamine hides of an .xls: errors, formulas, formats, hidden rows and columns.

Walks the OLE container ([MS-CFB]) and the records of the workbook stream ([MS-XLS])
as far as these marks need; anything odd ends the walk with a ValueError.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dagster_project.submissions.number_formats import BUILT_IN, addition

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
BOF, EOF, BOUNDSHEET = 0x0809, 0x000A, 0x0085
FORMULA, BOOLERR, ROW, COLINFO = 0x0006, 0x0205, 0x0208, 0x007D
NUMBER, RK, MULRK, FORMAT, XF = 0x0203, 0x027E, 0x00BD, 0x041E, 0x00E0
LAST_SECTOR = 0xFFFFFFFA
WIDEST = 256


@dataclass
class BiffMarks:
    """The marks of one sheet; rows and columns count from 0.

    `additions` are what number formats show (see `number_formats`).
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    additions: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def sheets(content: bytes) -> Iterator[tuple[str, BiffMarks]]:
    """The marks of each sheet by its name; ValueError where the file is odd."""
    try:
        stream = _workbook_stream(content)
        is_biff8 = struct.unpack_from("<H", stream, 4)[0] >= 0x0600
        additions = _additions(stream, is_biff8)
        for kind, body in _records(stream, 0):
            if kind == BOUNDSHEET:
                (offset,) = struct.unpack_from("<I", body)
                marks = _marks(stream, offset, additions)
                yield _text(body[6:], is_biff8), marks
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from error


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """The records of a substream, up to its end; embedded charts are passed over."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        body = stream[position + 4 : position + 4 + size]
        position += 4 + size
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, body


def _text(body: bytes, is_biff8: bool) -> str:
    if not is_biff8:
        return body[1 : 1 + body[0]].decode("cp1252", "replace")
    if body[1] & 1:
        return body[2 : 2 + 2 * body[0]].decode("utf-16-le", "replace")
    return body[2 : 2 + body[0]].decode("latin-1")


def _additions(stream: bytes, is_biff8: bool) -> list[str]:
    """What each cell format adds to its number, in the order of the formats."""
    known, formats = dict(BUILT_IN), []
    for kind, body in _records(stream, 0):
        if kind == FORMAT:
            # A name of a sheet and a format differ in how long their lengths are.
            text = body[2:3] + body[4:] if is_biff8 else body[2:]
            number = struct.unpack_from("<H", body)[0]
            known[str(number)] = addition(_text(text, is_biff8))
        elif kind == XF:
            formats.append(str(struct.unpack_from("<H", body, 2)[0]))
    return [known.get(x, "") for x in formats]


def _styles(kind: int, body: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    """The places of the numbers in a record, and the numbers of their formats."""
    row, column, style = struct.unpack_from("<HHH", body)
    if kind in (NUMBER, RK, FORMULA):
        yield (row, column), style
    elif kind == MULRK:
        for x, at in enumerate(range(4, len(body) - 2, 6)):
            yield (row, column + x), struct.unpack_from("<H", body, at)[0]


def _marks(stream: bytes, offset: int, additions: Sequence[str]) -> BiffMarks:
    found = BiffMarks()
    for kind, body in _records(stream, offset):
        for place, style in _styles(kind, body) if len(body) > 5 else ():
            if style < len(additions) and additions[style]:
                found.additions[place] = additions[style]
        if kind in (FORMULA, BOOLERR):
            _mark_cell(found, kind, body)
        elif kind == ROW:
            (row,) = struct.unpack_from("<H", body)
            if struct.unpack_from("<I", body, 12)[0] & 0x20:
                found.hidden_rows.add(row)
        elif kind == COLINFO:
            first, last = struct.unpack_from("<HH", body)
            if struct.unpack_from("<H", body, 8)[0] & 1:
                found.hidden_columns.update(range(first, min(last, WIDEST) + 1))
    return found


def _mark_cell(found: BiffMarks, kind: int, body: bytes) -> None:
    place = struct.unpack_from("<HH", body)
    if kind == BOOLERR:
        if body[7]:
            found.errors[place] = ERRORS.get(body[6], "#ERROR")
        return
    found.formulas.add(place)
    result = body[6:14]
    if result[6:] == b"\xff\xff" and result[0] == 2:
        found.errors[place] = ERRORS.get(result[2], "#ERROR")
    if result[6:] == b"\xff\xff" and result[0] == 3:
        # “Blank string”: what xlwt writes for a formula that nobody has calculated.
        found.uncalculated.add(place)


def _workbook_stream(content: bytes) -> bytes:
    (shift, mini_shift) = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("no compound file")
    size = 1 << shift
    first_directory, cutoff, first_mini = (
        struct.unpack_from("<I", content, x)[0] for x in (48, 56, 60)
    )
    table = _allocation_table(content, size)
    directory = _chain(content, table, first_directory, size, size)
    entries = [directory[x : x + 128] for x in range(0, len(directory), 128)]
    for entry in entries:
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace").casefold()
        start, total = struct.unpack_from("<II", entry, 116)
        if name not in ("workbook", "book") or entry[66] != 2:
            continue
        if total >= cutoff:
            return _chain(content, table, start, size, size)[:total]
        root = struct.unpack_from("<I", entries[0], 116)[0]
        small = bytes(size) + _chain(content, table, root, size, size)
        mini = _numbers(_chain(content, table, first_mini, size, size))
        return _chain(small, mini, start, 64, size)[:total]
    raise ValueError("no workbook stream")


def _allocation_table(content: bytes, size: int) -> list[int]:
    sectors = list(struct.unpack_from("<109I", content, 76))
    following = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(content) // size):
        if following >= LAST_SECTOR:
            break
        numbers = _numbers(content[(following + 1) * size : (following + 2) * size])
        sectors += numbers[:-1]
        following = numbers[-1]
    parts = (content[(x + 1) * size : (x + 2) * size] for x in sectors)
    return _numbers(
        b"".join(y for x, y in zip(sectors, parts, strict=True) if x < LAST_SECTOR)
    )


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _chain(content: bytes, table: list[int], start: int, size: int, base: int) -> bytes:
    """The bytes of a chain of sectors; `base` is where sector 0 begins."""
    parts: list[bytes] = []
    sector = start
    while sector < LAST_SECTOR:
        if len(parts) > len(table):
            raise ValueError("a chain of sectors without end")
        parts.append(content[base + sector * size : base + (sector + 1) * size])
        sector = table[sector]
    return b"".join(parts)

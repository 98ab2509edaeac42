"""Workbooks as localities send them, written for tests by openpyxl and by hand."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.submissions.parsed import ParsedCell, ParsedFile
from dagster_project.submissions.parsing import parse
from expectations.form import form

COVER = {
    "form_version": "2024.1",
    "report_year": 2024,
    "locality_code": "22",
    "locality_name": "Quảng Ninh",
    "prepared_by": "SYNTHETIC test",
}


def book(
    values: Mapping[str, Any],
    *,
    year: int = 2024,
    cover: Mapping[str, Any] = COVER,
) -> openpyxl.Workbook:
    """The form of a year as openpyxl writes it, with values by line code."""
    found = openpyxl.Workbook()
    sheet = found.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Bia"
    for field in form().cover_fields:
        sheet.cell(field.row, 1, field.label_vi)
        sheet.cell(field.row, 2, cover.get(field.field))
    for section in form().sections:
        sheet = found.create_sheet(section.numeral)
        sheet["A1"] = f"{section.numeral}. {section.title_vi}"
        sheet["A2"] = "Ghi số liệu vào cột E"
        for header in form().headers:
            sheet[f"{header.column}3"] = header.label_vi
        for row, line in enumerate(form().section_lines(section.section, year), 4):
            texts = (line.code, line.label_vi, line.label_en, line.unit)
            for column, text in enumerate(texts, 1):
                sheet.cell(row, column, text)
            sheet.cell(row, 5, values.get(line.code))
    return found


def saved(workbook: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def parsed(
    content: bytes | openpyxl.Workbook, name: str = "bao cao.xlsx"
) -> ParsedFile:
    """What the reader says of these bytes; it survives its own JSON."""
    if isinstance(content, openpyxl.Workbook):
        content = saved(content)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        found = parse(path, name)
    assert ParsedFile.from_json(found.to_json()) == found
    return found


def cover_of(workbook: openpyxl.Workbook) -> Any:
    """Whose report of which year the reader takes it for."""
    return parsed(workbook).submissions[0].cover


def cells(
    content: bytes | openpyxl.Workbook, name: str = "bao cao.xlsx"
) -> list[ParsedCell]:
    """The cells of a file with one submission that are not empty."""
    (submission,) = parsed(content, name).submissions
    return [x for x in submission.cells if x.value_kind != "empty"]


def texts(content: bytes | openpyxl.Workbook, name: str = "a.xlsx") -> dict[str, str]:
    """Raw texts by line code of a file with one submission; each line once."""
    found = cells(content, name)
    assert len({x.line_code for x in found}) == len(found)
    return {x.line_code: x.raw_text for x in found}


def remark_codes(content: bytes | openpyxl.Workbook) -> list[str]:
    """The codes of the remarks of a file with one submission."""
    (submission,) = parsed(content).submissions
    return [x.code for x in submission.remarks]


Rows = Sequence[Sequence[Any]]


def ods(sheets: Mapping[str, Rows]) -> bytes:
    """A minimal .ods; a cell is a text, a number, None, or XML of its own in bytes."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, x))}</table:table-row>"
            for x in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    namespaces = "".join(
        f' xmlns:{x}="urn:oasis:names:tc:opendocument:xmlns:{y}:1.0"'
        for x, y in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{namespaces} '
        'office:version="1.2"><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            'manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{mimetype}"/></manifest:manifest>',
        )
    return stream.getvalue()


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(value)}</text:p></table:table-cell>"
    )


class Error(bytes):
    """An error cell of an .xls: `Error([0x17])` is #REF!."""


class Uncalculated:
    """A formula of an .xls without a stored value, as xlwt writes it."""


def xls(sheets: Mapping[str, Rows], hidden_rows: Sequence[int] = ()) -> bytes:
    """A minimal .xls: BIFF8 records in an OLE container (MS-XLS, MS-CFB), by hand."""
    bodies = [_xls_sheet(rows, hidden_rows) for rows in sheets.values()]
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    start += _record(0x0042, struct.pack("<H", 1200))
    names = [_xls_text(x, "<B") for x in sheets]
    offset = len(start) + sum(4 + 6 + len(x) for x in names) + 4
    for name, body in zip(names, bodies, strict=True):
        start += _record(0x0085, struct.pack("<IH", offset, 0) + name)
        offset += len(body)
    return _ole("Workbook", start + _record(0x000A, b"") + b"".join(bodies))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _xls_text(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def _xls_sheet(rows: Rows, hidden_rows: Sequence[int]) -> bytes:
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    width = max(map(len, rows))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number in hidden_rows:
        row = struct.pack("<HHHHHHI", number, 0, width, 255, 0, 0, 0x0120)
        body += _record(0x0208, row)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, Uncalculated):
                result = b"\x03" + bytes(5) + b"\xff\xff"
                body += _record(0x0006, place + result + struct.pack("<HIH", 0, 0, 0))
            elif isinstance(value, Error):
                body += _record(0x0205, place + value + b"\x01")
            elif isinstance(value, str):
                body += _record(0x0204, place + _xls_text(value, "<H"))
            elif value is not None:
                body += _record(0x0203, place + struct.pack("<d", value))
    return body + _record(0x000A, b"")


def _ole(name: str, stream: bytes) -> bytes:
    """An OLE compound file with one stream, in sectors of 512 bytes."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    table = [fat, end, *range(3, sectors + 2), end]
    tables = -(-len(table) // 128)
    assert tables == 1, "one sector of the allocation table holds 128 sectors"
    table += [free] * (128 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    entries = _ole_entry("Root Entry", 5, 1, end, 0) + _ole_entry(
        name, 2, free, 2, len(stream)
    )
    return head + struct.pack("<128I", *table) + entries.ljust(512, b"\0") + stream


def _ole_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    free = 0xFFFFFFFF
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, free, free, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def changed(
    change: Callable[[openpyxl.Workbook], object], values: Mapping[str, Any]
) -> openpyxl.Workbook:
    """A filled form after somebody changed it."""
    found = book(values)
    change(found)
    return found

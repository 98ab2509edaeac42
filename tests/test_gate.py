"""Is a file safe to open, and can it be read? Its bytes say, not its name."""

import struct
from pathlib import Path

import pytest

from tests.packages import WORKBOOK, changed, kind, ods, sheet


def ole(*names: str, stream: bytes = b"") -> bytes:
    """The start of a compound file with these directory entries in sector 0."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    directory = b""
    for name in names:
        text = (name + "\0").encode("utf-16-le")
        entry = bytearray(128)
        entry[: len(text)] = text
        struct.pack_into("<H", entry, 64, len(text))
        # The stream stands in the sector behind the directory.
        struct.pack_into("<I", entry, 116, (len(names) + 3) // 4)
        directory += entry
    return bytes(header) + directory + bytes(-len(directory) % 512) + stream


# --- what passes

CSV = "report_year,locality_code,line_code,value\n2024,22,A,2\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (WORKBOOK, "xlsx"),
        (ods("<table:table-row/>"), "ods"),
        (ole("Root Entry", "Workbook"), "xls"),
        (ole("Root Entry", "Book"), "xls"),
        (CSV.encode(), "text"),
        (b"\xef\xbb\xbf" + CSV.encode(), "text"),
        (CSV.encode("utf-16"), "text"),
        (CSV.encode("utf-16-le"), "text"),
        ("A;Văn bản;“2”".encode("cp1258", "replace"), "text"),
        (b'{"report_year":2024,"cells":{"A":"2"}}', "text"),
        (b"BM;2024\n", "text"),
        (b"%;2024\n", "text"),
        (b"MZ,A,2\n", "text"),
        (b"from,to\n1,2\n", "text"),
    ],
)
def test_what_a_locality_may_send_passes(
    tmp_path: Path, data: bytes, expected: str
) -> None:
    assert kind(tmp_path, data) == expected


def test_an_external_link_is_no_reason_to_refuse(tmp_path: Path) -> None:
    link = '<externalLink><externalBook r:id="rId1"/></externalLink>'
    book = changed({"xl/externalLinks/externalLink1.xml": link})
    assert kind(tmp_path, book) == "xlsx"


def test_a_picture_with_a_doctype_of_its_own_is_let_through(tmp_path: Path) -> None:
    book = changed({"xl/media/image1.svg": "<!DOCTYPE svg><svg/>"})
    assert kind(tmp_path, book) == "xlsx"


def test_a_dimension_that_only_claims_the_whole_sheet_is_no_harm(
    tmp_path: Path,
) -> None:
    book = sheet("A1", "E20", dimension="A1:XFD1048576")
    assert kind(tmp_path, book) == "xlsx"


def test_empty_formatted_cells_far_off_are_no_harm(tmp_path: Path) -> None:
    book = sheet("A1", rows='<row r="1048576"><c r="XFD1048576" s="3"/></row>')
    assert kind(tmp_path, book) == "xlsx"


def test_the_empty_rest_of_an_ods_sheet_is_no_harm(tmp_path: Path) -> None:
    # As LibreOffice ends every sheet.
    table = (
        '<table:table-row><table:table-cell office:value-type="float"/>'
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert kind(tmp_path, ods(table)) == "ods"


# --- what is refused, by name

PASSWORD_MANIFEST = "<manifest:encryption-data/>"
MAIL = b"Received: from a\nMIME-Version: 1.0\nSubject: x\n\nBody"
MACRO_TYPES = '<Types><Override ContentType="x.sheet.macroEnabled.main+xml"/></Types>'
FILEPASS = struct.pack("<HHHHHHHH", 0x0809, 8, 0, 0, 0, 0, 0x002F, 4)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "empty_file"),
        (bytes(5000), "empty_file"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
        (b"\x00\n%PDF-1.7\n", "pdf"),
        (ole("Root Entry", "WordDocument"), "word"),
        (b"{\\rtf1\\ansi Bao cao}", "word"),
        (ods("", media="text"), "word"),
        (ole("Root Entry", "PowerPoint Document"), "presentation"),
        (ods("", media="presentation"), "presentation"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20), "image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20), "image"),
        (b"II*\x00\x08\x00\x00\x00" + bytes(40), "image"),
        (b"ID3\x03\x00\x00\x00" + bytes(40), "media"),
        (b"Rar!\x1a\x07\x00" + bytes(40), "archive"),
        (b"7z\xbc\xaf'\x1c\x00\x04" + bytes(40), "archive"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00" + bytes(40), "archive"),
        (b"<html><table><tr><td>A</td></tr></table></html>", "web_page"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html/>", "web_page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:..."/>', "xml"),
        (MAIL, "email"),
        (ole("Root Entry", "__properties_version1.0"), "email"),
        (ole("Root Entry"), "unknown_format"),
        (bytes(range(256)) * 20, "unknown_format"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100), "unknown_format"),
        (ole("Root Entry", "EncryptedPackage"), "password_protected"),
        (ole("Root Entry", "Workbook", stream=FILEPASS), "password_protected"),
        (ods("", manifest=PASSWORD_MANIFEST), "password_protected"),
        (ole("Root Entry", "Workbook", "_VBA_PROJECT_CUR"), "macro_workbook"),
        (changed({"xl/vbaProject.bin": b"x"}), "macro_workbook"),
        (changed({"xl/macrosheets/sheet1.xml": "<a/>"}), "macro_workbook"),
        (changed({"[Content_Types].xml": MACRO_TYPES}), "macro_workbook"),
        (changed({"xl/workbook.bin": b"x"}), "binary_workbook"),
        (
            changed({"xl/externalLinks/e1.xml": "<externalLink><ddeLink/>"}),
            "active_link",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(
    tmp_path: Path, data: bytes, code: str
) -> None:
    assert kind(tmp_path, data) == code

"""Is a file safe to open, and can it be read? Its bytes say, not its name."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dagster_project.submissions import archive, gate
from dagster_project.submissions.refusals import Refused

CELL = '<c r="{}"><v>1</v></c>'
SMALL = gate.Limits(
    file_bytes=1_000_000,
    zipped=archive.Limits(
        part_bytes=400_000, total_bytes=600_000, parts=40, sheet_cells=10_000
    ),
)


def workbook() -> bytes:
    """A workbook as openpyxl writes it, with a few cells."""
    book = openpyxl.Workbook()
    book.active.append(["A", "Văn bản", 12])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WORKBOOK = workbook()


def changed(parts: dict[str, bytes | str | None], source: bytes = WORKBOOK) -> bytes:
    """A zip with some parts replaced, added or (None) left out."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return file.getvalue()


def sheet(*cells: str, dimension: str = "A1", rows: str = "") -> bytes:
    """A workbook whose sheet has these cells, one row each."""
    inside = "".join(
        f'<row r="{"".join(c for c in cell if c.isdigit())}">{CELL.format(cell)}</row>'
        for cell in cells
    )
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{inside}{rows}</sheetData>'
        "</worksheet>"
    )
    return changed({"xl/worksheets/sheet1.xml": xml})


def ods(table: str, media: str = "spreadsheet", manifest: str = "") -> bytes:
    content = (
        "<office:document-content><office:body><office:spreadsheet>"
        f'<table:table table:name="Bia">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        new.writestr("mimetype", f"application/vnd.oasis.opendocument.{media}")
        new.writestr("content.xml", content)
        new.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return file.getvalue()


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


def kind(tmp_path: Path, data: bytes, limits: gate.Limits = gate.DEFAULT_LIMITS) -> str:
    """What the gate says: the kind of what passes, the code of what does not."""
    path = tmp_path / "report.xlsx"
    path.write_bytes(data)
    try:
        return gate.check(path, limits)
    except Refused as refused:
        assert refused.reason_vi.isprintable() and refused.reason_en.isprintable()
        assert len(refused.reason_vi) > 20 and len(refused.reason_en) > 20
        return refused.code


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
        ("A;Văn bản;«2»".encode("cp1258", "replace"), "text"),
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


def zip_of(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in names:
            new.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], "archive"),
        (["bao cao.xlsx", "bao cao 2.xlsx"], "archive"),
        (["[Content_Types].xml", "word/document.xml"], "word"),
        (["[Content_Types].xml", "ppt/presentation.xml"], "presentation"),
        (["Index/Document.iwa", "Index/Tables/a.iwa"], "numbers"),
    ],
)
def test_a_zip_that_is_no_workbook_is_refused_by_its_name(
    tmp_path: Path, names: list[str], code: str
) -> None:
    assert kind(tmp_path, zip_of(*names)) == code


# --- what is broken or hostile


@pytest.mark.parametrize(
    "kept",
    [10, 100, len(WORKBOOK) // 2, len(WORKBOOK) - 10],
    ids=["ten bytes", "a hundred bytes", "a half", "all but ten bytes"],
)
def test_a_workbook_cut_off_in_transfer_is_refused(tmp_path: Path, kept: int) -> None:
    assert kind(tmp_path, WORKBOOK[:kept]) == "broken_workbook"


def test_a_flipped_byte_inside_a_part_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as book:
        part = book.getinfo("xl/worksheets/sheet1.xml")
    at = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    data = bytearray(WORKBOOK)
    data[at] ^= 0xFF
    assert kind(tmp_path, bytes(data)) == "broken_workbook"


def test_a_file_above_the_size_limit_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(Refused) as refused:
        gate.check(path)
    assert refused.value.code == "file_too_large"
    assert "953675 MB" in refused.value.reason_en


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    parts: dict[str, bytes | str | None] = {f"xl/x{n}.xml": "" for n in range(40)}
    assert kind(tmp_path, changed(parts), SMALL) == "too_many_parts"


def test_a_part_that_says_it_is_large_is_refused(tmp_path: Path) -> None:
    book = changed({"xl/sharedStrings.xml": b"x" * 400_001})
    assert kind(tmp_path, book, SMALL) == "unpacks_too_large"


def test_many_parts_that_are_large_together_are_refused(tmp_path: Path) -> None:
    book = changed({"xl/a.xml": b"x" * 390_000, "xl/b.xml": b"x" * 390_000})
    assert kind(tmp_path, book, SMALL) == "unpacks_too_large"


def lying(data: bytes, name: str, size: int) -> bytes:
    """The zip with another unpacked size of `name` in both of its headers."""
    forged = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        local = book.getinfo(name).header_offset
    struct.pack_into("<I", forged, local + 22, size)
    central = data.rindex(name.encode()) - 46
    assert data[central : central + 4] == b"PK\x01\x02"
    struct.pack_into("<I", forged, central + 24, size)
    return bytes(forged)


def test_a_part_that_lies_about_its_size_is_found_by_unpacking(tmp_path: Path) -> None:
    book = changed({"xl/sharedStrings.xml": b"x" * 10_000_000})
    book = lying(book, "xl/sharedStrings.xml", 100)
    assert kind(tmp_path, book, SMALL) == "unpacks_too_large"


def test_a_small_lie_about_a_size_is_a_damaged_file(tmp_path: Path) -> None:
    book = changed({"xl/sharedStrings.xml": b"x" * 1_000})
    book = lying(book, "xl/sharedStrings.xml", 100)
    assert kind(tmp_path, book) == "broken_workbook"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    file = io.BytesIO(WORKBOOK)
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(file, "a") as book,
    ):
        book.writestr("xl/workbook.xml", "<a/>")
    assert kind(tmp_path, file.getvalue()) == "broken_workbook"


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(WORKBOOK)
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert kind(tmp_path, bytes(data)) == "password_protected"


ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_doctype_is_refused_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    book = changed({"xl/worksheets/sheet1.xml": ENTITY.encode(encoding)})
    assert kind(tmp_path, book) == "doctype"


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "no such thing", ""])
def test_an_encoding_that_no_spreadsheet_writes_is_refused(
    tmp_path: Path, encoding: str
) -> None:
    part = f'<?xml version="1.0" encoding="{encoding}"?><worksheet/>'
    book = changed({"xl/worksheets/sheet1.xml": part})
    assert kind(tmp_path, book) == "broken_workbook"


@pytest.mark.parametrize(
    "book",
    [
        sheet("A1", "XFD1048576"),
        sheet("A1", rows="<row r='1048576'>" + "<c><v>1</v></c>" * 5 + "</row>"),
        ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
            ' table:number-columns-repeated="1024" office:value-type="float"/>'
            "</table:table-row>"
        ),
        ods(
            "<table:table-row><table:table-cell>1</table:table-cell></table:table-row>"
            '<table:table-row table:number-rows-repeated="99999999"/>'
            "<table:table-row><table:table-cell>1</table:table-cell></table:table-row>"
        ),
    ],
)
def test_a_cell_at_the_end_of_the_world_is_refused(tmp_path: Path, book: bytes) -> None:
    assert kind(tmp_path, book, SMALL) == "sheet_too_large"


@pytest.mark.parametrize(
    "reference", ["A0", "A1048577", "XFE1", "Dhiddenhiddenhidden3", "", "&#65;1", "1A"]
)
def test_a_cell_outside_any_sheet_is_refused(tmp_path: Path, reference: str) -> None:
    cell = f'<row r="2"><c r="{reference}"><v>1</v></c></row>'
    assert kind(tmp_path, sheet("A1", rows=cell)) == "broken_workbook"


def test_a_far_off_cell_is_named_with_how_far_it_reaches(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet("A1", "XFD1048576"))
    with pytest.raises(Refused, match="1048576 rows and 16384 columns"):
        gate.check(path)


def test_the_gate_refuses_what_aborts_the_reader(tmp_path: Path) -> None:
    """The reason for the gate: this file ends the process that opens it."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet("A1", "XFD1048576"))
    code = (
        "import resource, sys, python_calamine;"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31));"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0));"
        "python_calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0)"
    )
    opened = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, check=False
    )
    assert opened.returncode < 0
    with pytest.raises(Refused):
        gate.check(path)


def test_hostile_tags_cost_linear_time(tmp_path: Path) -> None:
    tags = b"<c " * 1_000_000 + b"<row " * 1_000_000
    book = changed({"xl/worksheets/sheet1.xml": b"<sheetData>" + tags})
    assert kind(tmp_path, book) == "xlsx"


# --- whatever the bytes are


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
def test_any_bytes_pass_or_are_refused_with_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    kind(tmp_path_factory.mktemp("any"), data)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_damage_to_a_workbook_passes_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    damaged = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    kind(tmp_path_factory.mktemp("damaged"), bytes(damaged))

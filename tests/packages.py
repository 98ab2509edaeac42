"""Workbooks as bytes, sound and damaged on purpose, for the tests of the gate."""

import io
import zipfile
from pathlib import Path

import openpyxl

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

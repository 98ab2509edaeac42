"""What would hurt the reader is refused before it is read."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dagster_project.submissions import gate
from dagster_project.submissions.refusals import Refused
from tests.packages import SMALL, WORKBOOK, changed, kind, ods, sheet

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


def test_a_sheet_with_a_far_off_cell_is_named_as_in_the_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as book:
        xml = book.read("xl/workbook.xml").decode()
    xml = xml.replace('name="Sheet"', 'name="Mục II &amp; III"')
    xlsx = changed({"xl/workbook.xml": xml}, sheet("A1", "XFD1048576"))
    far = ods(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
        ' table:number-columns-repeated="1024" office:value-type="float"/>'
        "</table:table-row>"
    )
    path = tmp_path / "a.xlsx"
    for data, name in ((xlsx, "Mục II & III"), (far, "Bia")):
        path.write_bytes(data)
        with pytest.raises(Refused, match=f"The sheet {name} spans 1048576 rows"):
            gate.check(path)


def test_a_far_off_cell_of_a_workbook_without_names_is_refused_with_its_part(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        changed({"xl/workbook.xml": "<not xml"}, sheet("A1", "XFD1048576"))
    )
    with pytest.raises(Refused, match="The sheet xl/worksheets/sheet1"):
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

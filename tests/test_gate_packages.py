"""Is a package whole and as large as it says? Else it is refused by its name."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from dagster_project.submissions import gate
from dagster_project.submissions.refusals import Refused
from tests.packages import SMALL, WORKBOOK, changed, kind


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

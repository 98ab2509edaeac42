"""A private installation of the bundled years, and workbooks to drop into it."""

import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from dagster_project import paths
from dagster_project.blank_form import template
from tests.bundled.country import territories

YEAR = 2025  # its window is open until 31 December 2026
_MARK = 700_000_001


class Place:
    """A raw/ and a build/ below `root`."""

    def __init__(self, root: Path) -> None:
        self.root, self.raw, self.build = root, root / "raw", root / "build"

    @classmethod
    def bundled(cls, root: Path) -> "Place":
        """What the project bundles, and no build yet."""
        place = cls(root)
        shutil.copytree(paths.PROJECT / "raw", place.raw)
        (place.raw / "inbox").mkdir(exist_ok=True)
        return place

    def copy(self, root: Path) -> "Place":
        """The same again, built as far as this one is."""
        shutil.copytree(self.root, root, symlinks=True)
        return Place(root)

    @property
    def env(self) -> dict[str, str]:
        """The environment that moves the pipeline here."""
        return os.environ | {
            "IPW_RAW": str(self.raw),
            "IPW_BUILD": str(self.build),
            "PYTHONPATH": str(paths.PROJECT),
        }

    def drop(self, name: str, content: bytes) -> None:
        """Let a whole file appear in the inbox."""
        part = self.raw / "inbox" / f"{name}.part"
        part.write_bytes(content)
        part.rename(part.with_name(name))

    def release(self) -> str:
        """The folder of the release in force; empty before the first."""
        link = self.build / "published"
        return str(link.readlink()) if link.is_symlink() else ""

    def published_at(self) -> float:
        """When that release came into force, in seconds since 1970."""
        return (self.build / "published").lstat().st_mtime

    def figure(self, locality: str) -> object:
        """Documents of a locality in the published file; None before the first."""
        file = self.build / "published" / "warehouse.duckdb"
        if not file.exists():
            return None
        with duckdb.connect(str(file.resolve()), read_only=True) as connection:
            row = connection.execute(
                "select value from marts.locality_indicators where report_year = ?"
                " and locality_code = ? and indicator = 'documents_count'"
                " and member = 'total'",
                [YEAR, locality],
            ).fetchone()
        return row and row[0]


def workbooks(count: int, first: int = 1) -> Iterator[tuple[str, int, bytes]]:
    """`count` filled forms of all localities in turn: locality, documents, bytes.

    Each says that many documents, all of one type, so that the block reconciles; one
    workbook a locality is written and its copies get another number.
    """
    forms: dict[str, bytes] = {}
    places = territories(YEAR)
    for number in range(first, first + count):
        place = places[number % len(places)]
        if place.code not in forms:
            forms[place.code] = _form(place.unit_set, place.code)
        yield place.code, number, _numbered(forms[place.code], number)


def _form(unit_set: str, code: str) -> bytes:
    every = {"A": _MARK, "A1": _MARK, "A2": 0, "A3": 0, "A9": 0, "B": 3, "B1": 3}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        template.write(path, YEAR, (unit_set, code), every)
        return path.read_bytes()


def _numbered(workbook: bytes, number: int) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            copy.writestr(
                entry, content.replace(str(_MARK).encode(), str(number).encode())
            )
    return target.getvalue()

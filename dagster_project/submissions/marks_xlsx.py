"""The marks of an .xlsx, by a second, cheap pass over its XML."""

import posixpath
import re
import unicodedata
import zipfile
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree

from dagster_project.submissions import number_formats, retouched
from dagster_project.submissions.sheet_marks import WIDEST, Address, Marks
from dagster_project.submissions.xml_names import attribute, local, parsed


@dataclass(frozen=True, slots=True)
class _Looks:
    """What shared texts and cell formats of an .xlsx look like, by number."""

    struck_texts: frozenset[str]
    struck_formats: frozenset[str]
    additions: Mapping[str, str]


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, Marks]]:
    """Each sheet's name and marks."""
    folder, relations = _relations(archive)
    styles = [
        parsed(archive, part) for part in _parts(archive, folder, relations, "/styles")
    ]
    looks = _Looks(
        _retouched_texts(archive, folder, relations),
        frozenset().union(*map(retouched.cell_formats, styles)),
        dict(ChainMap(*map(number_formats.of_xlsx, styles))),
    )
    for title, part in titles(archive):
        if part in archive.namelist():
            with archive.open(part) as stream:
                yield title, _sheet_marks(_elements(stream), looks)


def titles(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part that it is."""
    folder, relations = _relations(archive)
    targets = {x.get("Id"): x.get("Target", "") for x in relations}
    for sheet in parsed(archive, _workbook_part(archive)).iter():
        if local(sheet) == "sheet":
            title = unicodedata.normalize("NFC", sheet.get("name", ""))
            yield title, _part(folder, targets.get(attribute(sheet, "id"), ""))


def _relations(archive: zipfile.ZipFile) -> tuple[str, ElementTree.Element]:
    """The folder of the workbook's part and that part's relations."""
    folder, name = posixpath.split(_workbook_part(archive))
    return folder, parsed(archive, f"{folder}/_rels/{name}.rels")


def _part(folder: str, target: str) -> str:
    """The part that a relation of a part in this folder names."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _workbook_part(archive: zipfile.ZipFile) -> str:
    for relation in parsed(archive, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _elements(stream: IO[bytes]) -> Iterator[ElementTree.Element]:
    """Each element when it is complete."""
    for _, element in ElementTree.iterparse(stream):  # noqa: S314 - as above
        yield element


def _sheet_marks(elements: Iterator[ElementTree.Element], looks: _Looks) -> Marks:
    found = Marks()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    last = -1
    for element in elements:
        name = local(element)
        if name == "row":
            row = int(element.get("r") or last + 2) - 1
            if element.get("hidden") in ("1", "true"):
                hidden_rows.add(row)
            last = _mark_row(found, element, row, looks)
            element.clear()
        elif name == "col" and element.get("hidden") in ("1", "true"):
            farthest = min(int(element.get("max", "1")), WIDEST)
            hidden_columns.update(range(int(element.get("min", "1")) - 1, farthest))
    found.hidden_rows = frozenset(hidden_rows)
    found.hidden_columns = frozenset(hidden_columns)
    return found


def _mark_row(found: Marks, cells: ElementTree.Element, row: int, looks: _Looks) -> int:
    """Mark the cells of a row; return in which row the last of them stands."""
    column = -1
    for cell in cells:
        if local(cell) == "c":
            place = cell.get("r")
            row, column = _place(place) if place else (row, column + 1)
            _mark_cell(found, cell, (row, column), looks)
    return row


def _mark_cell(
    found: Marks, cell: ElementTree.Element, place: Address, looks: _Looks
) -> None:
    formula, value = None, None
    for child in cell:
        if local(child) == "f":
            formula = child
        elif local(child) == "v":
            value = child.text
        elif local(child) == "is" and retouched.is_run(child):
            found.retouched.add(place)
    if formula is not None:
        found.formulas.add(place)
    style = cell.get("s", "0")
    is_struck = cell.get("t") == "s" and value in looks.struck_texts
    if is_struck or style in looks.struck_formats:
        found.retouched.add(place)
    if value and style in looks.additions:
        found.additions[place] = looks.additions[style]
    if cell.get("t") == "e":
        found.errors[place] = value or "#ERROR"
    elif formula is not None and not value and cell.get("t") != "str":
        found.uncalculated[place] = "=" + (formula.text or "")


def _parts(
    archive: zipfile.ZipFile, folder: str, relations: ElementTree.Element, kind: str
) -> set[str]:
    found = [x for x in relations if x.get("Type", "").endswith(kind)]
    parts = {_part(folder, x.get("Target", "")) for x in found}
    return parts & set(archive.namelist())


def _retouched_texts(
    archive: zipfile.ZipFile, folder: str, relations: ElementTree.Element
) -> frozenset[str]:
    """The numbers of the shared texts of which a part is retouched."""
    found: set[str] = set()
    for part in _parts(archive, folder, relations, "/sharedStrings"):
        number = -1
        with archive.open(part) as stream:
            for text in (x for x in _elements(stream) if local(x) == "si"):
                number += 1
                if retouched.is_run(text):
                    found.add(str(number))
                text.clear()
    return frozenset(found)


def _place(text: str) -> Address:
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", text)
    if match is None:
        raise ValueError(text)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1

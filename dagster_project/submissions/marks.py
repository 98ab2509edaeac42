"""What a workbook holds beside values: formulas, errors, hidden rows and columns.

A second, cheap pass over the XML of .xlsx and .ods files, which the gate has already
found safe, and over the records of .xls files.
"""

import io
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from dagster_project.submissions import biff, retouched

Address = tuple[int, int]
# A sheet has 16,384 columns; a repeated run beyond a form's width says nothing.
WIDEST = 1024
DEEPEST = 100_000


@dataclass
class Marks:
    """The marks of one sheet; rows and columns count from 0.

    `errors` has the error's text, `uncalculated` the formula that has no stored value
    (of an .xls only `=`). `retouched` are cells of an .xlsx or .ods that are struck
    out, raised or lowered, all or a part of them.
    """

    errors: dict[Address, str] = field(default_factory=dict)
    uncalculated: dict[Address, str] = field(default_factory=dict)
    formulas: set[Address] = field(default_factory=set)
    booleans: dict[Address, str] = field(default_factory=dict)
    retouched: set[Address] = field(default_factory=set)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Retouched:
    """Shared texts and cell formats of an .xlsx, by number."""

    texts: frozenset[str]
    formats: frozenset[str]


def of(content: bytes, file_format: str) -> dict[str, Marks]:
    """The marks of each sheet by its name; nothing where the XML cannot be followed."""
    readers = {"xlsx": _xlsx, "ods": _ods}
    try:
        if file_format == "xls":
            return {x: _of_biff(y) for x, y in biff.sheets(content)}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return dict(readers[file_format](archive))
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError):
        return {}


def _of_biff(found: biff.BiffMarks) -> Marks:
    return Marks(
        errors=found.errors,
        uncalculated=dict.fromkeys(found.uncalculated, "="),
        formulas=found.formulas,
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=frozenset(found.hidden_columns),
    )


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str | None:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


def _xlsx(archive: zipfile.ZipFile) -> Iterator[tuple[str, Marks]]:
    book = _workbook_part(archive)
    folder, name = posixpath.split(book)
    relations = _xml(archive, f"{folder}/_rels/{name}.rels")
    targets = {x.get("Id"): x.get("Target", "") for x in relations}
    struck = _Retouched(
        _retouched_texts(archive, folder, relations),
        _retouched_formats(archive, folder, relations),
    )
    for sheet in _xml(archive, book).iter():
        if _local(sheet) != "sheet":
            continue
        part = _part(folder, targets.get(_attribute(sheet, "id"), ""))
        if part in archive.namelist():
            with archive.open(part) as stream:
                title = unicodedata.normalize("NFC", sheet.get("name", ""))
                yield title, _sheet_marks(_elements(stream), struck)


def _part(folder: str, target: str) -> str:
    """The part that a relation of a part in this folder names."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _workbook_part(archive: zipfile.ZipFile) -> str:
    for relation in _xml(archive, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - gate: no DOCTYPE


def _elements(stream: IO[bytes]) -> Iterator[ElementTree.Element]:
    """Each element when it is complete."""
    for _, element in ElementTree.iterparse(stream):  # noqa: S314 - as above
        yield element


def _sheet_marks(elements: Iterator[ElementTree.Element], struck: _Retouched) -> Marks:
    found = Marks()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    last = -1
    for element in elements:
        name = _local(element)
        if name == "row":
            row = int(element.get("r") or last + 2) - 1
            if element.get("hidden") in ("1", "true"):
                hidden_rows.add(row)
            last = _mark_row(found, element, row, struck)
            element.clear()
        elif name == "col" and element.get("hidden") in ("1", "true"):
            farthest = min(int(element.get("max", "1")), WIDEST)
            hidden_columns.update(range(int(element.get("min", "1")) - 1, farthest))
    found.hidden_rows = frozenset(hidden_rows)
    found.hidden_columns = frozenset(hidden_columns)
    return found


def _mark_row(
    found: Marks, cells: ElementTree.Element, row: int, struck: _Retouched
) -> int:
    """Mark the cells of a row; return in which row the last of them stands."""
    column = -1
    for cell in cells:
        if _local(cell) == "c":
            place = cell.get("r")
            row, column = _place(place) if place else (row, column + 1)
            _mark_cell(found, cell, (row, column), struck)
    return row


def _mark_cell(
    found: Marks, cell: ElementTree.Element, place: Address, struck: _Retouched
) -> None:
    formula, value = None, None
    for child in cell:
        if _local(child) == "f":
            formula = child
        elif _local(child) == "v":
            value = child.text
        elif _local(child) == "is" and retouched.is_run(child):
            found.retouched.add(place)
    if formula is not None:
        found.formulas.add(place)
    is_struck = cell.get("t") == "s" and value in struck.texts
    if is_struck or cell.get("s") in struck.formats:
        found.retouched.add(place)
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


def _retouched_formats(
    archive: zipfile.ZipFile, folder: str, relations: ElementTree.Element
) -> frozenset[str]:
    """The numbers of the cell formats that retouch all of a cell."""
    parts = _parts(archive, folder, relations, "/styles")
    found = [retouched.cell_formats(_xml(archive, part)) for part in parts]
    return frozenset().union(*found)


def _retouched_texts(
    archive: zipfile.ZipFile, folder: str, relations: ElementTree.Element
) -> frozenset[str]:
    """The numbers of the shared texts of which a part is retouched."""
    found: set[str] = set()
    for part in _parts(archive, folder, relations, "/sharedStrings"):
        number = -1
        with archive.open(part) as stream:
            for text in (x for x in _elements(stream) if _local(x) == "si"):
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


def _ods(archive: zipfile.ZipFile) -> Iterator[tuple[str, Marks]]:
    content = _xml(archive, "content.xml")
    parts = {"styles.xml"} & set(archive.namelist())
    styles = retouched.ods_styles([*(_xml(archive, x) for x in parts), content])
    for table in content.iter():
        if _local(table) == "table" and _attribute(table, "name") is not None:
            yield (
                unicodedata.normalize("NFC", _attribute(table, "name") or ""),
                _ods_marks(table, styles),
            )


def _ods_marks(
    table: ElementTree.Element, styles: frozenset[retouched.StyleKey]
) -> Marks:
    found = Marks()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row, column = 0, 0
    for element in table.iter():
        name = _local(element)
        if name == "table-column":
            times = _repeated(element, "number-columns-repeated", WIDEST)
            if _attribute(element, "visibility") in ("collapse", "filter"):
                hidden_columns.update(range(column, column + times))
            column += times
        elif name == "table-row":
            times = _repeated(element, "number-rows-repeated", DEEPEST)
            if _attribute(element, "visibility") in ("collapse", "filter"):
                hidden_rows.update(range(row, row + times))
            _mark_ods_row(found, element, row, styles)
            row += times
    found.hidden_rows = frozenset(hidden_rows)
    found.hidden_columns = frozenset(hidden_columns)
    return found


def _mark_ods_row(
    found: Marks,
    row: ElementTree.Element,
    number: int,
    styles: frozenset[retouched.StyleKey],
) -> None:
    column = 0
    for cell in row:
        if _local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        formula = _attribute(cell, "formula")
        text = "".join(cell.itertext())
        times = _repeated(cell, "number-columns-repeated", WIDEST)
        if text and styles and retouched.is_ods_cell(cell, styles):
            found.retouched.update((number, column + x) for x in range(times))
        if formula is not None:
            found.formulas.add((number, column))
            # LibreOffice saves a typed TRUE of a workbook as this formula, value 1.
            said = re.fullmatch(r"(?:of:)?=(TRUE|FALSE)\(\)", formula)
            if said:
                found.booleans[number, column] = said[1]
            if _attribute(cell, "value-type") is None and not text:
                found.uncalculated[number, column] = formula
        if "error" in (x for y, x in cell.attrib.items() if "calcext" in y) or (
            formula is not None and re.fullmatch(r"#[A-Z/0]+[!?]?|Err:\d+", text)
        ):
            found.errors[number, column] = text
        column += times


def _repeated(element: ElementTree.Element, name: str, most: int) -> int:
    return min(int(_attribute(element, name) or 1), most)

"""The marks of an .ods, by a second, cheap pass over its XML."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from dagster_project.submissions import number_formats, retouched
from dagster_project.submissions.sheet_marks import WIDEST, Marks
from dagster_project.submissions.xml_names import attribute, local, parsed

# Rows that are repeated beyond this say nothing of a form.
DEEPEST = 100_000


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the styles of an .ods do to a cell, by name."""

    struck: frozenset[retouched.StyleKey]
    additions: Mapping[str, str]


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, Marks]]:
    """Each sheet's name and marks."""
    content = parsed(archive, "content.xml")
    parts = {"styles.xml"} & set(archive.namelist())
    documents = [*(parsed(archive, x) for x in parts), content]
    looks = _Looks(retouched.ods_styles(documents), number_formats.of_ods(documents))
    for table in content.iter():
        if local(table) == "table" and attribute(table, "name") is not None:
            yield (
                unicodedata.normalize("NFC", attribute(table, "name") or ""),
                _ods_marks(table, looks),
            )


def _ods_marks(table: ElementTree.Element, looks: _Looks) -> Marks:
    found = Marks()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    defaults: list[str] = []
    row, column = 0, 0
    for element in table.iter():
        name = local(element)
        if name == "table-column":
            times = _repeated(element, "number-columns-repeated", WIDEST)
            if attribute(element, "visibility") in ("collapse", "filter"):
                hidden_columns.update(range(column, column + times))
            column += times
            defaults += [attribute(element, "default-cell-style-name") or ""] * times
        elif name == "table-row":
            times = _repeated(element, "number-rows-repeated", DEEPEST)
            if attribute(element, "visibility") in ("collapse", "filter"):
                hidden_rows.update(range(row, row + times))
            _mark_ods_row(found, element, row, looks, defaults)
            row += times
    found.hidden_rows = frozenset(hidden_rows)
    found.hidden_columns = frozenset(hidden_columns)
    return found


def _mark_ods_row(
    found: Marks,
    row: ElementTree.Element,
    number: int,
    looks: _Looks,
    defaults: Sequence[str],
) -> None:
    column = 0
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        formula = attribute(cell, "formula")
        text = "".join(cell.itertext())
        times = _repeated(cell, "number-columns-repeated", WIDEST)
        is_filled = text or attribute(cell, "value") is not None
        here = [(number, column + x) for x in range(times if is_filled else 0)]
        if text and looks.struck and retouched.is_ods_cell(cell, looks.struck):
            found.retouched.update(here)
        default = defaults[column] if column < len(defaults) else ""
        style = attribute(cell, "style-name") or default
        if attribute(cell, "value-type") == "percentage":
            found.additions.update(dict.fromkeys(here, number_formats.PERCENT))
        elif style in looks.additions:
            found.additions.update(dict.fromkeys(here, looks.additions[style]))
        if formula is not None:
            found.formulas.add((number, column))
            # LibreOffice saves a typed TRUE of a workbook as this formula, value 1, and
            # what a formula finds true as 1 that it shows as TRUE.
            said = re.fullmatch(r"(?:of:)?=(TRUE|FALSE)\(\)", formula)
            if said or text in ("TRUE", "FALSE"):
                found.booleans[number, column] = said[1] if said else text
            # A result of "" has no type there, but an empty paragraph.
            is_stored = any(local(x) == "p" for x in cell)
            if attribute(cell, "value-type") is None and not is_stored:
                found.uncalculated[number, column] = formula
        if "error" in (x for y, x in cell.attrib.items() if "calcext" in y) or (
            formula is not None and re.fullmatch(r"#[A-Z/0]+[!?]?|Err:\d+", text)
        ):
            found.errors[number, column] = text
        column += times


def _repeated(element: ElementTree.Element, name: str, most: int) -> int:
    return min(int(attribute(element, name) or 1), most)

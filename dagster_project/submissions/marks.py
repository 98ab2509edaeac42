"""What a workbook holds beside values: formulas, errors, hidden rows and columns.

A second, cheap pass over the XML of .xlsx and .ods files, which the gate has already
found safe, and over the records of .xls files.
"""

import io
import zipfile
from xml.etree import ElementTree

from dagster_project.submissions import biff, marks_ods, marks_xlsx
from dagster_project.submissions.sheet_marks import Marks


def of(content: bytes, file_format: str) -> dict[str, Marks]:
    """The marks of each sheet by its name; nothing where the XML cannot be followed."""
    readers = {"xlsx": marks_xlsx.sheets, "ods": marks_ods.sheets}
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
        additions=found.additions,
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=frozenset(found.hidden_columns),
    )

"""The file that came in, marked: what a locality gets back where a rule fails.

An `.xlsx` is edited in place, part by part; `.xls` and `.ods` become an `.xlsx` of
their cells; CSV and JSON get a list by line or pointer. Everything that a locality
wrote is data: it is never evaluated, here or in the program that opens the result.
Knows marks, never how a rule was judged.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from dagster_project.reporting import mark_lists, workbook_copies, workbook_marks
from dagster_project.reporting.mark import Mark
from dagster_project.reporting.ooxml import PackageError

Kind = Literal["xlsx", "other_workbook", "json", "csv"]

_SUFFIXES: dict[Kind, str] = {
    "xlsx": ".xlsx",
    "other_workbook": ".xlsx",
    "json": ".json",
    "csv": ".csv",
}


def annotate(source: Path, out: Path, marks: Sequence[Mark], language: str) -> None:
    """Write `source` with its marks to `out`, in `language` (`vi` or `en`).

    `out` ends in one of `suffixes_of(source)`; it appears whole or not at all. A
    package that cannot be edited in place is treated as `.xls` is. Raises
    `workbook_copies.UnreadableError` where no reader can open the workbook either.
    """
    kind = kind_of(source)
    if kind in ("csv", "json") and out.suffix.lower() == ".xlsx":
        mark_lists.write_workbook(out, marks)
    elif kind == "csv":
        mark_lists.write_csv(out, marks)
    elif kind == "json":
        mark_lists.write_json(out, marks)
    elif kind == "xlsx":
        try:
            workbook_marks.mark_workbook(source, out, marks, language)
        # A number or name that is none, in a part that no reader had to look at.
        except (PackageError, ValueError, LookupError):
            _mark_copy(source, out, marks, language)
    else:
        _mark_copy(source, out, marks, language)


def suffix_of(source: Path) -> str:
    """The ending of the marked file: `.xlsx`, `.csv` or `.json`."""
    return _SUFFIXES[kind_of(source)]


def suffixes_of(source: Path) -> tuple[str, ...]:
    """All endings that it may have: a list may be a workbook, too."""
    return tuple(dict.fromkeys((suffix_of(source), ".xlsx")))


def kind_of(source: Path) -> Kind:
    """What the content is, whatever the name says."""
    with source.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return "xlsx" if _is_spreadsheet_package(source) else "other_workbook"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "other_workbook"
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")  # UTF-16, too
    return "json" if text[:1] in (b"{", b"[") else "csv"


def _is_spreadsheet_package(source: Path) -> bool:
    try:
        with zipfile.ZipFile(source) as archive:
            return any(
                name.replace("\\", "/").lower().endswith("workbook.xml")
                for name in archive.namelist()
            )
    except zipfile.BadZipFile:
        return False


def _mark_copy(source: Path, out: Path, marks: Sequence[Mark], language: str) -> None:
    copy = out.with_name(f".{out.name[:200]}.copy")
    try:
        names = workbook_copies.write_copy(source, copy)
        renamed = [mark.on_sheet(names.get(mark.sheet or "")) for mark in marks]
        workbook_marks.mark_workbook(copy, out, renamed, language)
    finally:
        copy.unlink(missing_ok=True)

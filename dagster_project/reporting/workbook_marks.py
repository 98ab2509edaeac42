"""Marks on an `.xlsx` in place: fills, comments, and one sheet that lists them.

Only the parts that must change are written anew; no value, formula, stored value,
merged range or style of another cell is touched. When a file comes back with marks of
an earlier round, those are taken off first.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from lxml import etree

from dagster_project.reporting import mark_sheet
from dagster_project.reporting.addresses import is_cell
from dagster_project.reporting.mark import Mark
from dagster_project.reporting.mark_sheet import Covered
from dagster_project.reporting.ooxml import Package, PackageError
from dagster_project.reporting.sheet_cells import SheetCells
from dagster_project.reporting.workbook_comments import Comments, has_ours
from dagster_project.reporting.workbook_styles import Styles

# Excel keeps more, but nobody reads it; the list sheet has the whole text.
LONGEST_COMMENT = 4000
_SHEET_TYPE = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
)
_SHEET_PART = "xl/worksheets/sheet_ipw.xml"


class Workbook:
    """What marking needs to know of a workbook part: its sheets and namespaces."""

    def __init__(self, package: Package) -> None:
        """Find the workbook; raises PackageError where the package has none."""
        offices = [
            relation
            for relation in package.relations("")
            if relation.type.endswith("/officeDocument") and relation.target
        ]
        if not offices:
            raise PackageError("the package names no workbook")
        self.package, self.part = package, str(offices[0].target)
        # The stem serves as namespace of `r:id`, in both editions of the standard.
        self.kinds = offices[0].type.rpartition("/")[0]
        self.root = package.tree(self.part)
        self.namespace = etree.QName(self.root).namespace or ""
        self.sheets = self._sheets()

    def tag(self, name: str) -> str:
        """The name of an element of the spreadsheet namespace."""
        return f"{{{self.namespace}}}{name}"

    def name_of(self, sheet: str | None) -> str | None:
        """The name of a sheet as the workbook writes it: case or form may differ."""
        if sheet is None or sheet in self.sheets:
            return sheet
        wanted = _folded(sheet)
        return next((name for name in self.sheets if _folded(name) == wanted), None)

    def comments(self, part: str) -> Comments:
        """The comments of the sheet in that part."""
        return Comments(self.package, part, self.namespace, self.kinds)

    def styles(self) -> Styles:
        """The workbook's styles, made and related if it has none."""
        found = [
            relation.target
            for relation in self.package.relations(self.part)
            if relation.type.endswith("/styles")
        ]
        styles = Styles(self.package, found[0] if found else None, self.namespace)
        if not found:
            self.package.relate(self.part, f"{self.kinds}/styles", styles.part)
        return styles

    def add_sheet(self, name: str, root: etree._Element) -> None:
        """Add a worksheet at the end, or put `root` in place of the one so named."""
        known = self.name_of(name)
        if known is not None:
            self.package.add_tree(self.sheets[known], root, _SHEET_TYPE)
            return
        self.package.add_tree(_SHEET_PART, root, _SHEET_TYPE)
        relation = self.package.relate(
            self.part, f"{self.kinds}/worksheet", _SHEET_PART
        )
        sheets = self.root.find(self.tag("sheets"))
        listed = sheets.findall(self.tag("sheet"))
        taken = [int(sheet.get("sheetId", "0")) for sheet in listed]
        element = etree.SubElement(
            sheets, self.tag("sheet"), name=name, sheetId=str(max(taken, default=0) + 1)
        )
        element.set(f"{{{self.kinds}}}id", relation)

    def _sheets(self) -> dict[str, str]:
        targets = {r.id: r.target for r in self.package.relations(self.part)}
        sheets = self.root.find(self.tag("sheets"))
        if sheets is None:
            raise PackageError("the workbook names no sheet")
        return {
            sheet.get("name", ""): str(targets[sheet.get(f"{{{self.kinds}}}id")])
            for sheet in sheets
            if targets.get(sheet.get(f"{{{self.kinds}}}id"))
        }


def mark_workbook(
    source: Path, out: Path, marks: Sequence[Mark], language: str
) -> None:
    """Write the `.xlsx` file `source` with its marks to `out`.

    Raises PackageError where the package is not built as the standard says.
    """
    package = Package(source)
    workbook = Workbook(package)
    styles = workbook.styles()
    if styles.has_marks or has_ours(package):
        _take_off(workbook, styles, _covered_before(source, workbook))
    by_sheet: dict[str, dict[str, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    places: dict[Mark, tuple[str, str]] = {}
    for mark in marks:
        name = workbook.name_of(mark.sheet)
        if name is not None and is_cell(mark.address):
            by_sheet[name][str(mark.address)].append(mark)
            places[mark] = (name, str(mark.address))
    covered: Covered = {}
    for name, by_cell in by_sheet.items():
        found = _mark_sheet(workbook, styles, workbook.sheets[name], by_cell, language)
        covered |= {(name, address): colour for address, colour in found.items()}
    sheet = mark_sheet.build(
        marks, places, covered, styles, workbook.namespace, language
    )
    workbook.add_sheet(mark_sheet.NAME, sheet)
    package.save(out)


def _mark_sheet(
    workbook: Workbook,
    styles: Styles,
    part: str,
    by_cell: Mapping[str, Sequence[Mark]],
    language: str,
) -> dict[str, str]:
    """Mark the cells of one sheet; return the colours that the marks cover."""
    cells = SheetCells(workbook.package.tree(part), workbook.namespace)
    if not cells.can_hold:
        return {}
    covered = {}
    for address, marks in by_cell.items():
        hard = any(mark.severity == "hard" for mark in marks)
        before = cells.restyle(
            address, partial(styles.marked, severity="hard" if hard else "soft")
        )
        covered[address] = styles.covered(before)
    workbook.comments(part).add_all(
        {address: _comment(marks, language) for address, marks in by_cell.items()}
    )
    return covered


def _covered_before(source: Path, workbook: Workbook) -> Covered:
    listed = workbook.name_of(mark_sheet.NAME)
    return mark_sheet.covered_before(source, listed) if listed else {}


def _take_off(workbook: Workbook, styles: Styles, covered: Covered) -> None:
    """Take off fills and comments of an earlier round."""
    for name, part in workbook.sheets.items():
        root = workbook.package.tree(part)
        cells = SheetCells(root, workbook.namespace)
        if _folded(name) == mark_sheet.NAME or not cells.can_hold:
            continue

        def unmarked(address: str, style: int, name: str = name) -> int:
            return styles.unmarked(style, covered.get((name, address), ""))

        cells.restyle_all(unmarked)
        workbook.comments(part).remove_ours()


def _comment(marks: Sequence[Mark], language: str) -> str:
    text = "\n\n".join(mark.comment(language) for mark in marks)
    if len(text) > LONGEST_COMMENT:
        text = text[:LONGEST_COMMENT] + f"…\n→ {mark_sheet.NAME}"
    return text


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()

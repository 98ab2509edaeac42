"""The styles part of a workbook: a cell's own style again, with another fill.

The fill that a mark covers is kept in the mark's background colour, which a solid fill
does not show, so that a mark can be taken off again when the file comes back.
"""

from copy import deepcopy

from lxml import etree

from dagster_project.reporting.ooxml import Package, local

# Shades that no office program offers, so that ours are told from a locality's own.
COLOURS = {"hard": "FFFFB1A8", "soft": "FFFFE29B"}
# Some readers look for this name, whatever the relationships say.
_PART = "xl/styles.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_EMPTY = (
    '<styleSheet xmlns="{ns}"><fonts count="1"><font><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2">'
    '<fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
    "<border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0"'
    ' borderId="0" xfId="0"/></cellXfs></styleSheet>'
)


class Styles:
    """The style sheet of one workbook; indexes are those of `cellXfs`."""

    def __init__(self, package: Package, part: str | None, namespace: str) -> None:
        """Edit `part`, or a new one where the workbook has none (then `is_new`)."""
        self.is_new = part is None or not package.has(part)
        self.part = part or _PART
        self._ns = namespace
        if self.is_new:
            root = etree.fromstring(_EMPTY.format(ns=namespace))
            package.add_tree(self.part, root, _TYPE)
        self._root = package.tree(self.part)
        self._formats = self._section("cellXfs").findall(self._tag("xf"))
        self._fills = self._section("fills").findall(self._tag("fill"))
        self._marked: dict[tuple[int, str], int] = {}
        self._fills_of: dict[tuple[str, str], int] = {}

    @property
    def has_marks(self) -> bool:
        """Whether a fill of ours is there already."""
        return any(self._is_ours(fill) for fill in self._fills)

    def marked(self, index: int, severity: str) -> int:
        """The style `index` with the fill of a mark of that severity."""
        key = (index, severity)
        if key not in self._marked:
            fill = self._fill_over(index, severity)
            self._marked[key] = self._clone(index, fill)
        return self._marked[key]

    def unmarked(self, index: int) -> int:
        """The style without our mark; `index` itself where it has none."""
        key = (index, "")
        if key not in self._marked:
            fill = self._fill(index)
            if fill is None or not self._is_ours(fill):
                self._marked[key] = index
            else:
                pattern = fill.find(self._tag("patternFill"))
                self._marked[key] = self._clone(index, self._covered(pattern))
        return self._marked[key]

    def written(self, *, bold: bool = False, link: bool = False) -> int:
        """A style for our own sheet: wrapped text on top, bold or as a link."""
        fonts = self._section("fonts")
        known = fonts.findall(self._tag("font"))
        font = etree.SubElement(fonts, self._tag("font"))
        if bold:
            etree.SubElement(font, self._tag("b"))
        if link:
            etree.SubElement(font, self._tag("u"))
        etree.SubElement(font, self._tag("sz"), val="11")
        if link:
            etree.SubElement(font, self._tag("color"), rgb="FF0B57D0")
        etree.SubElement(font, self._tag("name"), val="Calibri")
        style = etree.SubElement(
            self._section("cellXfs"),
            self._tag("xf"),
            numFmtId="0",
            fontId=str(self._added(known, font)),
            fillId="0",
            borderId="0",
            xfId="0",
            applyFont="1",
            applyAlignment="1",
        )
        etree.SubElement(style, self._tag("alignment"), vertical="top", wrapText="1")
        return self._added(self._formats, style)

    def _fill_over(self, index: int, severity: str) -> int:
        """A fill of the mark's colour that remembers the solid colour under it."""
        below = self._fill(index)
        pattern = None if below is None else below.find(self._tag("patternFill"))
        remembered = None
        if pattern is not None and pattern.get("patternType") == "solid":
            remembered = pattern.find(self._tag("fgColor"))
        seen = "" if remembered is None else repr(sorted(remembered.attrib.items()))
        key = (severity, seen)
        if key not in self._fills_of:
            ours = etree.Element(self._tag("patternFill"), patternType="solid")
            etree.SubElement(ours, self._tag("fgColor"), rgb=COLOURS[severity])
            back = etree.SubElement(ours, self._tag("bgColor"))
            for name, value in (
                {"indexed": "64"} if remembered is None else remembered.attrib
            ).items():
                back.set(name, value)
            self._fills_of[key] = self._add_fill(ours)
        return self._fills_of[key]

    def _covered(self, ours: etree._Element) -> int:
        back = ours.find(self._tag("bgColor"))
        if back is None or back.get("indexed") == "64":
            return 0
        before = etree.Element(self._tag("patternFill"), patternType="solid")
        colour = etree.SubElement(before, self._tag("fgColor"))
        for name, value in back.attrib.items():
            colour.set(name, value)
        return self._add_fill(before)

    def _is_ours(self, fill: etree._Element) -> bool:
        pattern = fill.find(self._tag("patternFill"))
        return pattern is not None and _colour(pattern, "fgColor") in COLOURS.values()

    def _add_fill(self, pattern: etree._Element) -> int:
        fill = etree.SubElement(self._section("fills"), self._tag("fill"))
        fill.append(pattern)
        return self._added(self._fills, fill)

    def _clone(self, index: int, fill: int) -> int:
        if index < len(self._formats):
            style = deepcopy(self._formats[index])
        else:
            style = etree.Element(self._tag("xf"), numFmtId="0", fontId="0")
        style.tail = None
        style.set("fillId", str(fill))
        style.set("applyFill", "1")
        self._section("cellXfs").append(style)
        return self._added(self._formats, style)

    def _added(self, known: list[etree._Element], element: etree._Element) -> int:
        """Count a new element in; its number is the index by which others name it."""
        known.append(element)
        element.getparent().set("count", str(len(known)))
        return len(known) - 1

    def _fill(self, index: int) -> etree._Element | None:
        if index >= len(self._formats):
            return None
        number = int(self._formats[index].get("fillId", "0"))
        return self._fills[number] if number < len(self._fills) else None

    def _section(self, name: str) -> etree._Element:
        found = self._root.find(self._tag(name))
        if found is None:
            found = etree.Element(self._tag(name))
            before = _ORDER[: _ORDER.index(name)]
            place = sum(1 for child in self._root if local(child) in before)
            self._root.insert(place, found)
            # The first two fills are reserved, whatever they say.
            for reserved in ("none", "gray125") if name == "fills" else ():
                fill = etree.SubElement(found, self._tag("fill"))
                etree.SubElement(fill, self._tag("patternFill"), patternType=reserved)
        return found

    def _tag(self, name: str) -> str:
        return f"{{{self._ns}}}{name}"


def _colour(pattern: etree._Element, name: str) -> str:
    for child in pattern:
        if local(child) == name:
            return str(child.get("rgb", "")).upper()
    return ""

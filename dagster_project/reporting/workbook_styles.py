"""The styles part of a workbook: a cell's own style again, with another fill.

What a mark covers is told as text, which the list of marks keeps: programs that save
the file keep no colour that they do not show.
"""

import re
from copy import deepcopy

from lxml import etree

from dagster_project.reporting.ooxml import Package, local

# Shades that no office program offers, so that ours are told from a locality's own.
COLOURS = {"hard": "FFFFB1A8", "soft": "FFFFE29B"}
COVERED = re.compile(
    r"(?:rgb=[0-9A-Fa-f]{8}|indexed=[0-9]{1,2}|theme=[0-9]{1,2})"
    r"(?: tint=-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?)?"
)
"""A solid colour by the attributes that name it: `rgb=FFFFFF00`, `theme=4 tint=0.4`."""
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
        self._unmarked: dict[tuple[int, str], int] = {}
        self._fills_of: dict[str, int] = {}

    @property
    def has_marks(self) -> bool:
        """Whether a fill of ours is there already."""
        return any(self._is_ours(fill) for fill in self._fills)

    def marked(self, index: int, severity: str) -> int:
        """The style `index` with the fill of a mark of that severity."""
        key = (index, severity)
        if key not in self._marked:
            self._marked[key] = self._clone(
                index, self._solid(f"rgb={COLOURS[severity]}")
            )
        return self._marked[key]

    def covered(self, index: int) -> str:
        """The solid colour that a mark on this style covers, as `COVERED`; else ''."""
        fill = self._fill(index)
        pattern = None if fill is None else fill.find(self._tag("patternFill"))
        if pattern is None or pattern.get("patternType") != "solid":
            return ""
        colour = pattern.find(self._tag("fgColor"))
        named = () if colour is None else sorted(colour.attrib.items())
        text = " ".join(f"{name}={value}" for name, value in named)
        return text if COVERED.fullmatch(text) else ""

    def unmarked(self, index: int, covered: str) -> int:
        """The style with what our mark covered; `index` itself where it has no mark."""
        key = (index, covered)
        if key not in self._unmarked:
            fill = self._fill(index)
            if fill is None or not self._is_ours(fill):
                self._unmarked[key] = index
            else:
                below = self._solid(covered) if covered else 0
                self._unmarked[key] = self._clone(index, below)
        return self._unmarked[key]

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

    def _solid(self, colour: str) -> int:
        """A fill of a colour named as in `COVERED`."""
        if colour not in self._fills_of:
            fill = etree.SubElement(self._section("fills"), self._tag("fill"))
            solid = etree.SubElement(
                fill, self._tag("patternFill"), patternType="solid"
            )
            named = dict(each.split("=") for each in colour.split())
            etree.SubElement(solid, self._tag("fgColor"), **named)
            etree.SubElement(solid, self._tag("bgColor"), indexed="64")
            self._fills_of[colour] = self._added(self._fills, fill)
        return self._fills_of[colour]

    def _is_ours(self, fill: etree._Element) -> bool:
        pattern = fill.find(self._tag("patternFill"))
        return pattern is not None and _colour(pattern, "fgColor") in COLOURS.values()

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

"""Texts that are struck out, raised or lowered: which styles of a workbook do that.

A struck figure is no longer meant and a raised digit is a footnote's mark, and neither
is seen in the value. Looks at .xlsx and .ods; an .xls keeps this in records of its own.
"""

from collections.abc import Iterable
from xml.etree import ElementTree

from dagster_project.submissions.xml_names import attribute, local

# Family and name of a style of an .ods: `text` of a run, `table-cell` of a cell.
StyleKey = tuple[str, str]


def is_run(text: ElementTree.Element) -> bool:
    """Whether a run of an .xlsx text, or a font, is struck out, raised or lowered."""
    return any(
        (local(x) == "vertAlign" and x.get("val") != "baseline")
        or (local(x) == "strike" and x.get("val") not in ("0", "false"))
        for x in text.iter()
    )


def cell_formats(styles: ElementTree.Element) -> frozenset[str]:
    """The numbers of an .xlsx's cell formats whose font is struck, raised, lowered."""
    parts = {local(x): x for x in styles}
    fonts = [is_run(x) for x in parts.get("fonts", ())]
    found = set()
    for number, known in enumerate(parts.get("cellXfs", ())):
        font = known.get("fontId", "")
        if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
            found.add(str(number))
    return frozenset(found)


def ods_styles(documents: Iterable[ElementTree.Element]) -> frozenset[StyleKey]:
    """The styles of an .ods that strike out, raise or lower, by inheritance too."""
    own: dict[StyleKey, bool | None] = {}
    parents: dict[StyleKey, str | None] = {}
    for style in (y for x in documents for y in x.iter() if local(y) == "style"):
        key = (attribute(style, "family") or "", attribute(style, "name") or "")
        own[key] = _own(style)
        parents[key] = attribute(style, "parent-style-name")
    return frozenset(key for key in own if _inherited(key, own, parents))


def is_ods_cell(cell: ElementTree.Element, styles: frozenset[StyleKey]) -> bool:
    """Whether a cell or a run in it has one of these styles."""
    if ("table-cell", attribute(cell, "style-name") or "") in styles:
        return True
    return any(
        local(x) == "span" and ("text", attribute(x, "style-name") or "") in styles
        for x in cell.iter()
    )


def _own(style: ElementTree.Element) -> bool | None:
    """What a style says itself; null where it leaves that to its parent."""
    said = None
    for x in (x for x in style if local(x) == "text-properties"):
        for name in ("text-line-through-style", "text-line-through-type"):
            if (line := attribute(x, name)) is not None:
                said = said or line != "none"
        if (position := attribute(x, "text-position")) is not None:
            said = said or position.split(" ")[0] not in ("0%", "")
    return said


def _inherited(
    key: StyleKey, own: dict[StyleKey, bool | None], parents: dict[StyleKey, str | None]
) -> bool:
    for _ in own:
        said = own.get(key)
        parent = parents.get(key)
        if said is not None or parent is None:
            return bool(said)
        key = (key[0], parent)
    return False

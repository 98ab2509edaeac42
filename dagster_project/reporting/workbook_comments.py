"""Comments of one sheet: those that are there stay, ours are added or taken off.

A comment is two things: its text in the comments part, and a shape in the sheet's
legacy drawing (`vml`).
"""

from collections.abc import Mapping

from lxml import etree

from dagster_project.reporting import vml
from dagster_project.reporting.addresses import position
from dagster_project.reporting.ooxml import SPACE, Package, Relation, escaped, local

AUTHOR = "ipw"
# Where our words begin, after a locality's own if there are any. Office programs drop
# authors, so that this line alone tells a comment of ours when it comes back.
HEADING = "— ipw —"
_COMMENTS_TYPE = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
)
# What ECMA-376 puts after the drawing of comments in a worksheet.
_AFTER = frozenset(
    {
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    }
)


class Comments:
    """The comments of one worksheet part; parts are made when first needed."""

    def __init__(
        self, package: Package, sheet_part: str, namespace: str, kinds: str
    ) -> None:
        """`namespace` is that of the sheet, `kinds` the stem of relationship types."""
        self._package, self._sheet_part = package, sheet_part
        self._ns, self._kinds = namespace, kinds
        self._root = self._existing()

    def add_all(self, texts: Mapping[str, str]) -> None:
        """Add comments by address, each after one that is there."""
        for address, text in texts.items():
            self._add(address, text)
        part = self._drawing()
        notes = {
            (row - 1, column - 1): texts[address]
            for address in texts
            for row, column in [position(address)]
        }
        self._package.write(part, vml.with_shapes(self._package.read(part), notes))

    def _add(self, address: str, text: str) -> None:
        if self._root is None:
            self._root = self._new()
        listed = self._child(self._root, "commentList")
        for comment in listed:
            if local(comment) == "comment" and comment.get("ref") == address:
                body = self._child(comment, "text")
                own = "\n" if "".join(body.itertext()).strip() else ""
                break
        else:
            comment = etree.SubElement(
                listed, self._tag("comment"), ref=address, authorId=self._author()
            )
            body, own = etree.SubElement(comment, self._tag("text")), ""
        run = etree.SubElement(body, self._tag("r"))
        words = etree.SubElement(run, self._tag("t"))
        words.text = escaped(f"{own}{HEADING}\n{text}")
        words.set(SPACE, "preserve")

    def remove_ours(self) -> None:
        """Take off every comment of ours and our part of comments that we added to."""
        if self._root is None:
            return
        listed = self._child(self._root, "commentList")
        for comment in [child for child in listed if local(child) == "comment"]:
            if _cut_at_heading(comment) and not "".join(comment.itertext()).strip():
                listed.remove(comment)
                self._erase(comment.get("ref", ""))

    def _existing(self) -> etree._Element | None:
        found = self._related("comments")
        return None if found is None else self._package.tree(str(found.target))

    def _related(self, kind: str) -> Relation | None:
        for relation in self._package.relations(self._sheet_part):
            # Threaded comments have a type of their own that ends otherwise.
            if relation.type.endswith(f"/relationships/{kind}") and relation.target:
                return relation
        return None

    def _new(self) -> etree._Element:
        part = _free_name(self._package, "xl/comments_ipw{}.xml")
        root = etree.Element(self._tag("comments"), nsmap={None: self._ns})
        etree.SubElement(root, self._tag("authors"))
        etree.SubElement(root, self._tag("commentList"))
        self._package.add_tree(part, root, _COMMENTS_TYPE)
        self._package.relate(self._sheet_part, f"{self._kinds}/comments", part)
        return root

    def _author(self) -> str:
        authors = self._child(self._root, "authors")
        names = [child.text for child in authors if local(child) == "author"]
        if AUTHOR not in names:
            etree.SubElement(authors, self._tag("author")).text = AUTHOR
            names.append(AUTHOR)
        return str(names.index(AUTHOR))

    def _child(self, parent: etree._Element | None, name: str) -> etree._Element:
        if parent is None:
            raise AssertionError("no comments part was opened")
        found = parent.find(self._tag(name))
        return etree.SubElement(parent, self._tag(name)) if found is None else found

    def _tag(self, name: str) -> str:
        return f"{{{self._ns}}}{name}"

    def _drawing(self) -> str:
        """The VML part of the sheet, made and named in the sheet if there is none."""
        sheet = self._package.tree(self._sheet_part)
        named = sheet.find(self._tag("legacyDrawing"))
        if named is not None:
            wanted = [
                value for key, value in named.attrib.items() if key.endswith("}id")
            ]
            for relation in self._package.relations(self._sheet_part):
                if [relation.id] == wanted and relation.target:
                    return relation.target
        part = _free_name(self._package, "xl/drawings/vmlDrawing_ipw{}.vml")
        self._package.write(part, vml.empty(_blocks_taken(self._package)))
        self._package.declare_extension("vml", vml.VML_TYPE)
        name = self._package.relate(self._sheet_part, f"{self._kinds}/vmlDrawing", part)
        element = etree.Element(self._tag("legacyDrawing"), nsmap={"r": self._kinds})
        element.set(f"{{{self._kinds}}}id", name)
        if named is not None:
            sheet.remove(named)
        _place_in_order(sheet, element)
        return part

    def _erase(self, address: str) -> None:
        drawing = self._related("vmlDrawing")
        if drawing is None or not self._package.has(str(drawing.target)):
            return
        part, (row, column) = str(drawing.target), position(address)
        content = self._package.read(part)
        self._package.write(part, vml.without_shape(content, row - 1, column - 1))


def has_ours(package: Package) -> bool:
    """Whether a part holds our heading; looks at bytes, so that none is edited."""
    return any(HEADING.encode() in package.read(name) for name in package.names())


def _place_in_order(sheet: etree._Element, element: etree._Element) -> None:
    """Insert a `legacyDrawing` where the schema wants it: late, before these."""
    place = len(sheet)
    for child in reversed(sheet):
        if local(child) not in _AFTER:
            break
        place -= 1
    sheet.insert(place, element)


def _cut_at_heading(comment: etree._Element) -> bool:
    """Take our words off a comment; false where it holds none."""
    found = False
    for words in comment.iter():
        if local(words) != "t":
            continue
        before, heading, _ = (words.text or "").partition(HEADING)
        if found:
            words.text = ""
        elif heading:
            words.text, found = before.rstrip("\n"), True
    return found


def _blocks_taken(package: Package) -> list[int]:
    return [
        block
        for name in package.names()
        if name.lower().endswith(".vml")
        for block in vml.blocks(package.read(name))
    ]


def _free_name(package: Package, pattern: str) -> str:
    number = 1
    while package.has(pattern.format(number)):
        number += 1
    return pattern.format(number)

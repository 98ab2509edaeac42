"""An Office Open XML package whose parts are edited one by one.

A part that nobody asks to change is written back byte for byte. Knows zip members,
relationships and content types (ECMA-376 part 2), nothing of spreadsheets. Libraries
that load a workbook into a model and write it anew drop what they do not model: stored
values of formulas first of all.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

CONTENT_TYPES = "[Content_Types].xml"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
# The attribute of an element whose blanks at either end count.
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_UNHOLDABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A program decodes `_x0041_` in a cell or comment to `A`; `_x005F_` is the underscore.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Zip knows no earlier day; a fixed one keeps equal inputs equal bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class PackageError(Exception):
    """The package is not built as the standard says; it cannot be edited in place."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part; `target` is a part name, null if it lies outside."""

    id: str
    type: str
    target: str | None


class Package:
    """The parts of one file by name (`xl/workbook.xml`), edited in memory."""

    def __init__(self, source: Path) -> None:
        """Read all members; raises PackageError where it is no zip file."""
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._bytes: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}
        self._names: dict[str, str] = {}
        try:
            with zipfile.ZipFile(source) as archive:
                for info in archive.infolist():
                    self._infos[info.filename] = info
                    self._bytes[info.filename] = archive.read(info)
                    self._names[_folded(info.filename)] = info.filename
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise PackageError(f"not a readable zip package: {error}") from error

    def has(self, name: str) -> bool:
        """Whether there is such a part; names differ neither by case nor by slash."""
        return _folded(name) in self._names

    def names(self) -> list[str]:
        """The names of all parts, in file order."""
        return list(self._bytes)

    def tree(self, name: str) -> etree._Element:
        """The root element of a part, for editing: it is written anew when saving."""
        stored = self._stored(name)
        if stored not in self._trees:
            self._trees[stored] = parsed(self._bytes[stored])
        return self._trees[stored]

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        return self._bytes[self._stored(name)]

    def write(self, name: str, content: bytes) -> None:
        """Replace or add a part."""
        stored = self._names.setdefault(_folded(name), name)
        self._trees.pop(stored, None)
        self._bytes[stored] = content

    def add_tree(self, name: str, root: etree._Element, content_type: str) -> None:
        """Add an XML part and declare its content type."""
        self.write(name, b"")
        self._trees[self._stored(name)] = root
        self._declare("Override", "PartName", f"/{name}", content_type)

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Declare the content type of all parts with this extension."""
        self._declare("Default", "Extension", extension, content_type)

    def relations(self, part: str) -> list[Relation]:
        """The relationships of a part (`''`: of the package), in file order."""
        name = _rels_name(part)
        if not self.has(name):
            return []
        root = parsed(self.read(name)) if self._is_fresh(name) else self.tree(name)
        return [_relation(part, element) for element in root if _is_element(element)]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship of type `kind` to the part `target`; return its id."""
        name = _rels_name(part)
        if not self.has(name):
            self.write(name, f'<Relationships xmlns="{_RELS_NS}"/>'.encode())
        root = self.tree(name)
        taken = {element.get("Id") for element in root if _is_element(element)}
        number = 1
        while f"rIdIpw{number}" in taken:
            number += 1
        etree.SubElement(
            root,
            f"{{{_RELS_NS}}}Relationship",
            Id=f"rIdIpw{number}",
            Type=kind,
            Target=f"/{target}",
        )
        return f"rIdIpw{number}"

    def save(self, out: Path) -> None:
        """Write the package; `out` appears whole or not at all."""
        unfinished = out.with_name(f".{out.name[:200]}.part")
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._bytes.items():
                old = self._infos.get(name)
                info = zipfile.ZipInfo(name, old.date_time if old else _EPOCH)
                info.compress_type = old.compress_type if old else zipfile.ZIP_DEFLATED
                if name in self._trees:
                    content = serialized(self._trees[name])
                archive.writestr(info, content)
        unfinished.replace(out)

    def _is_fresh(self, name: str) -> bool:
        return self._stored(name) not in self._trees

    def _stored(self, name: str) -> str:
        try:
            return self._names[_folded(name)]
        except KeyError:
            raise PackageError(f"the package has no part {name}") from None

    def _declare(self, tag: str, key: str, value: str, content_type: str) -> None:
        root = self.tree(CONTENT_TYPES)
        for element in root.iterfind(f"{{{_TYPES_NS}}}{tag}"):
            if element.get(key, "").lower() == value.lower():
                return
        element = etree.SubElement(root, f"{{{_TYPES_NS}}}{tag}")
        element.set(key, value)
        element.set("ContentType", content_type)


def parsed(content: bytes) -> etree._Element:
    """Parse XML without entities, network or huge nodes; PackageError if it is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PackageError(f"a part is no well-formed XML: {error}") from error


def serialized(root: etree._Element) -> bytes:
    """The bytes of an XML part, UTF-8 with its declaration."""
    return etree.tostring(
        root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
    )


def plain(text: str) -> str:
    """Text that XML can hold; what it cannot becomes U+FFFD."""
    return _UNHOLDABLE.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Text of a cell or comment, which is read as it stands here."""
    return _ESCAPE.sub("_x005F_", plain(text))


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; '' for comments and the like."""
    return etree.QName(element).localname if _is_element(element) else ""


def _is_element(node: etree._Element) -> bool:
    return isinstance(node.tag, str)


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _rels_name(part: str) -> str:
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _relation(part: str, element: etree._Element) -> Relation:
    target: str | None = None
    if element.get("TargetMode") != "External":
        written = unquote(element.get("Target", "")).replace("\\", "/")
        joined = posixpath.join("/", posixpath.dirname(part), written)
        target = posixpath.normpath(joined).lstrip("/")
    return Relation(element.get("Id", ""), element.get("Type", ""), target)

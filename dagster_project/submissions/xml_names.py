"""Elements and attributes of a workbook's XML by their names without namespaces.

Who wrote the file chose the namespaces; the gate has found the XML safe.
"""

import zipfile
from xml.etree import ElementTree


def parsed(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """A part of a workbook."""
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - gate: no DOCTYPE


def local(element: ElementTree.Element) -> str:
    """The name of an element."""
    return element.tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str | None:
    """The first attribute of this name; null where there is none."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None

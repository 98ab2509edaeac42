"""The shapes behind a sheet's comments, in the old vector language (VML).

Without a shape Excel does not show a comment. VML need not be well-formed XML, so
shapes are added and removed as text and everything else stays as it was.
"""

import re
from collections.abc import Iterator, Mapping

VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_EMPTY = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;'
    "margin-left:60pt;margin-top:2pt;width:340pt;height:{height}pt;z-index:{z};"
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 12, {row}, 4, {right}, 20, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_ROW = re.compile(rb"<x:Row>\s*([0-9]+)\s*</x:Row>")
_COLUMN = re.compile(rb"<x:Column>\s*([0-9]+)\s*</x:Column>")
_IDMAP = re.compile(rb'<o:idmap\b[^>]{0,200}\bdata="([0-9, ]+)"')
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]+)")
# Shape numbers go by blocks of 1,024, each used by one drawing of the workbook.
_BLOCK = 1024


def empty(taken: list[int]) -> bytes:
    """A drawing without shapes, numbered from a block that is not in `taken`."""
    return _EMPTY.format(block=max(taken, default=0) + 1).encode()


def blocks(drawing: bytes) -> list[int]:
    """The blocks of shape numbers that a drawing has reserved for itself."""
    found = _IDMAP.findall(drawing)
    return [int(n) for data in found for n in data.split(b",") if n.strip()]


def with_shapes(drawing: bytes, notes: Mapping[tuple[int, int], str]) -> bytes:
    """The drawing with a hidden note at each cell (row, column from 0) without one.

    The text is not in the drawing; it says how large the note is. Raises ValueError
    where the drawing is cut off.
    """
    head, end, tail = drawing.rpartition(b"</xml>")
    if not end:
        raise ValueError("the drawing of the sheet's comments has no end")
    taken = {_place(shape) for shape in _shapes(drawing)}
    numbers = [int(number) for number in _SHAPE_ID.findall(head)]
    first = max([*numbers, min(blocks(head), default=1) * _BLOCK]) + 1
    added = [] if b'id="_x0000_t202"' in head else [_SHAPE_TYPE]
    new = {place: text for place, text in notes.items() if place not in taken}
    for count, ((row, column), text) in enumerate(new.items()):
        lines = min(text.count("\n") + len(text) // 60, 24)
        added.append(
            _SHAPE.format(
                id=first + count,
                height=60 + 14 * lines,
                z=len(numbers) + count + 1,
                row=row,
                column=column,
                left=column + 1,
                right=column + 6,
                bottom=row + 4 + lines,
            )
        )
    return head + "".join(added).encode() + end + tail


def without_shape(drawing: bytes, row: int, column: int) -> bytes:
    """The drawing without the note at a cell (from 0)."""
    for shape in list(_shapes(drawing)):
        if _place(shape) == (row, column):
            drawing = drawing.replace(shape, b"", 1)
    return drawing


def _shapes(drawing: bytes) -> Iterator[bytes]:
    """Each shape from start to end; in linear time, whatever the drawing holds."""
    start = drawing.find(b"<v:shape ")
    while start >= 0:
        end = drawing.find(b"</v:shape>", start)
        if end < 0:
            return
        yield drawing[start : end + len(b"</v:shape>")]
        start = drawing.find(b"<v:shape ", end)


def _place(shape: bytes) -> tuple[int, int] | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]), int(column[1])) if row and column else None

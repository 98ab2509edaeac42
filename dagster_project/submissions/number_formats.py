"""What a number format shows beside or instead of the number that a cell holds.

`#,##0,` shows a thousandth, `0%` a hundredfold, `#,##0 "tỷ đồng"` a unit. Whoever reads
the cell means what it shows; which of the two is right is not guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from dagster_project.submissions.xml_names import attribute, local

PERCENT, SCALED, NOTHING = "%", ",", ";"
ANOTHER = (PERCENT, SCALED, NOTHING)
# Of the formats that a workbook need not declare, those in percent (ECMA-376, 18.8.30).
BUILT_IN = {"9": PERCENT, "10": PERCENT}
# What Excel takes; a hostile one may be longer than any patience.
LONGEST = 255
# Quoted or escaped text, a currency, another bracket, a space or fill, a digit or mark.
TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|[_*].|(General|.)',
    re.DOTALL | re.IGNORECASE,
)
ODS_DIGITS = ("number", "scientific-number", "fraction", "text-content")
ODS_STYLES = frozenset(
    {"style", "number-style", "currency-style", "percentage-style", "text-style"}
)


def addition(code: str) -> str:
    """One of `ANOTHER` where another number or none is shown, else words: `tỷ đồng`."""
    bones, words = "", [""]
    for quoted, escaped, currency, other in TOKEN.findall(code[:LONGEST]):
        text = quoted or escaped or currency
        if text or (len(other) == 1 and unicodedata.category(other) == "Sc"):
            words[-1] += text or other
        elif other == ";":
            words.append("")
        bones += " " if text else other
    if "%" in bones + "".join(words):
        return PERCENT
    if re.search(r"[0#?],+(?![0#?])", bones):
        return SCALED
    if code and not re.search("[0#?@]|General", bones.split(";")[0], re.IGNORECASE):
        return NOTHING
    return _in_words(words)


def of_xlsx(styles: ElementTree.Element) -> dict[str, str]:
    """What the cell formats of an .xlsx add, by number, where they add anything."""
    parts = {local(x): x for x in styles}
    known = BUILT_IN | {
        x.get("numFmtId", ""): addition(x.get("formatCode", ""))
        for x in parts.get("numFmts", ())
    }
    formats = enumerate(parts.get("cellXfs", ()))
    found = ((str(x), known.get(y.get("numFmtId", ""))) for x, y in formats)
    return {number: added for number, added in found if added}


def of_ods(documents: Iterable[ElementTree.Element]) -> dict[str, str]:
    """What the cell styles of an .ods add, by name, where they add anything."""
    elements = [y for x in documents for y in x.iter() if local(y) in ODS_STYLES]
    formats = {attribute(x, "name") or "": x for x in elements if local(x) != "style"}
    own: dict[str, tuple[str | None, str | None]] = {
        attribute(x, "name") or "": (
            attribute(x, "data-style-name"),
            attribute(x, "parent-style-name"),
        )
        for x in elements
        if attribute(x, "family") == "table-cell"
    }
    found = {name: _ods_addition(_data_style(name, own), formats) for name in own}
    return {name: text for name, text in found.items() if text}


def _data_style(
    name: str, own: Mapping[str, tuple[str | None, str | None]]
) -> str | None:
    for _ in own:
        said, parent = own.get(name, (None, None))
        if said is not None or parent is None:
            return said
        name = parent
    return None


def _ods_addition(name: str | None, formats: Mapping[str, ElementTree.Element]) -> str:
    """What a format adds, also where it is parted: below 0, above 1,000, text."""
    style = formats.get(name or "")
    if style is None:
        return ""
    parted = [attribute(x, "apply-style-name") or "" for x in style]
    parts = [style, *(formats[x] for x in parted if x in formats)]
    words = ["".join(map(_ods_text, x)) for x in parts]
    if any(local(x) == "percentage-style" for x in parts) or "%" in "".join(words):
        return PERCENT
    if any(attribute(y, "display-factor") not in (None, "1") for x in parts for y in x):
        return SCALED
    above_zero = parts[min(1, len(parts) - 1)]
    if not any(local(x) in ODS_DIGITS for x in above_zero):
        return NOTHING
    return _in_words(words)


def _ods_text(part: ElementTree.Element) -> str:
    return (part.text or "") if local(part) in ("text", "currency-symbol") else ""


def _in_words(parts: Iterable[str]) -> str:
    said = (" ".join(x.split()) for x in parts)
    return "; ".join(dict.fromkeys(x for x in said if re.search(r"[^\W\d]|[₫$€]", x)))

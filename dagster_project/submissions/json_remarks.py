"""What breaks the published schema, in sentences of our own in both languages.

The validator speaks English alone; from the kind of its error, its place in the
document and what stands there the sender is told what was expected and what was found.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from dagster_project.submissions.parsed import ParsedRemark
from dagster_project.submissions.quoting import short

if TYPE_CHECKING:
    from jsonschema import ValidationError

Told = tuple[str, str]

LONGEST_VALUE = 60
KINDS: dict[str, Told] = {
    "object": ("một đối tượng {…}", "an object {…}"),
    "array": ("một danh sách […]", "a list […]"),
    "string": ("chữ", "a text"),
    "number": ("số", "a number"),
    "integer": ("số nguyên", "a whole number"),
    "boolean": ("true hoặc false", "true or false"),
    "null": ("null", "null"),
}
# What a key that may be written in several ways must hold.
ALTERNATIVES: dict[str, Told] = {
    "report_year": (
        "năm báo cáo gồm bốn chữ số, ví dụ 2024",
        "the report year in four digits, as 2024",
    ),
    "locality_code": (
        "mã địa phương gồm hai chữ số, ví dụ 22",
        "the locality code in two digits, as 22",
    ),
    "note": (
        "một ghi chú, hoặc các ghi chú theo mã dòng",
        "a note, or notes by line code",
    ),
}


def remarks_of(pointer: str, errors: Iterable["ValidationError"]) -> list[ParsedRemark]:
    """One remark a fault of the report at `pointer`; missing keys are named once."""
    found: dict[tuple[str, Told], None] = {}
    for error in errors:
        place = short(pointer + "".join(f"/{escaped(x)}" for x in error.path))
        found[place or "/", _told(error)] = None
    return [
        ParsedRemark(
            "schema",
            None,
            None,
            place,
            f"Không đúng lược đồ JSON tại “{place}”: {vi}.",
            f"Not as the JSON schema says at “{place}”: {en}.",
        )
        for place, (vi, en) in found
    ]


def _told(error: "ValidationError") -> Told:
    wanted: Any = error.validator_value
    found: Any = error.instance
    if error.validator == "required":
        names = ", ".join(x for x in wanted if x not in found)
        return f"thiếu {names}", f"{names} is missing"
    if error.validator == "additionalProperties":
        known = cast("dict[str, Any]", error.schema)["properties"]
        names = short(", ".join(_short(x) for x in found if x not in known))
        return f"không có khóa {names} trong lược đồ", f"there is no key {names} in it"
    if error.validator == "minProperties":
        return "không có dòng nào", "there is no line"
    if error.validator == "enum":
        values = ", ".join(_short(x) for x in wanted)
        return _but(found, f"một trong các giá trị {values}", f"one of {values}")
    if error.validator == "type":
        kinds = [KINDS[x] for x in ([wanted] if isinstance(wanted, str) else wanted)]
        return _but(
            found,
            " hoặc ".join(vi for vi, _ in kinds),
            " or ".join(en for _, en in kinds),
        )
    key = str(error.path[-1]) if error.path else ""
    return _but(
        found,
        *ALTERNATIVES.get(key, ("giá trị như lược đồ mô tả", "what the schema says")),
    )


def _but(found: Any, wanted_vi: str, wanted_en: str) -> Told:
    shown = _short(found)
    return (
        f"phải là {wanted_vi}, nhưng tệp ghi {shown}",
        f"it must be {wanted_en}, but is {shown}",
    )


def _short(value: Any) -> str:
    """A value as JSON writes it, on one line and not endless."""
    return short(as_json(value), LONGEST_VALUE)


def as_json(value: Any) -> str:
    """A value of a document as JSON on one line, its numbers as numbers."""
    return json.dumps(value, ensure_ascii=False, default=_as_number)


def _as_number(value: Any) -> float | str:
    text = str(value)
    return int(text) if text.lstrip("-").isdigit() else float(text)


def escaped(step: object) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return str(step).replace("~", "~0").replace("/", "~1")

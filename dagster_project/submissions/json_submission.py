"""A JSON report, or a list of them, by the published schema."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from dagster_project.submissions import grouping
from dagster_project.submissions.encodings import text_of
from dagster_project.submissions.grouping import Entry
from dagster_project.submissions.parsed import ParsedRemark, ParsedSubmission
from dagster_project.submissions.refusals import Refused
from expectations.form import form

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

TEXTS = {
    "period_start": "First day of the period, ISO 8601.",
    "period_end": "Last day of the period, ISO 8601.",
    "prepared_by": "Who prepared the report; begins with SYNTHETIC in made-up data.",
    "contact": "Telephone or e-mail.",
    "signed_on": "Day of signature, ISO 8601.",
    "locality_name": "Name of the locality; checked against its code.",
    "form_version": "Version of the form, `<report_year>.1`.",
}
LARGEST_EXPONENT = 60


class Pairs(dict[str, Any]):
    """A JSON object that also keeps the pairs of a key that is given twice."""

    pairs: Sequence[tuple[str, Any]] = ()


def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12), generated from the form."""
    by_line = {"type": "object", "additionalProperties": {"type": "string"}}
    note = {"anyOf": [{"type": "string"}, by_line]}
    report: dict[str, Any] = {
        "type": "object",
        "required": ["report_year", "locality_code", "cells"],
        "properties": {
            "report_year": {
                "description": "The report year, 2024 or “2024”.",
                "anyOf": [
                    {"type": "integer", "minimum": 2000, "maximum": 2099},
                    {"type": "string", "pattern": "^20[0-9]{2}$"},
                ],
            },
            "locality_code": {
                "description": "Two-digit code on the map of the report year.",
                "anyOf": [
                    {"type": "integer", "minimum": 1, "maximum": 99},
                    {"type": "string", "pattern": "^[0-9]{1,2}$"},
                ],
            },
            "cells": {
                "description": "What was filled in, by line code: a text or a number.",
                "type": "object",
                "minProperties": 1,
                "properties": {x.code: _line_schema(x.code) for x in form().all_lines},
                "additionalProperties": False,
            },
            "note": {"description": "A note, or notes by line code.", **note},
            **{x: {"description": y, "type": "string"} for x, y in TEXTS.items()},
            "replaces_all": {
                "description": "Whether this report replaces all earlier ones.",
                "enum": [True, False, "có", "không", "true", "false"],
            },
            "language": {
                "description": "How texts and numbers are written.",
                "enum": ["vi", "en"],
                "default": "vi",
            },
        },
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of a locality on industrial property, or a list of reports",
        "anyOf": [
            {"$ref": "#/$defs/report"},
            {"type": "array", "items": {"$ref": "#/$defs/report"}, "minItems": 1},
        ],
        "$defs": {"report": report},
    }


def schema_text() -> str:
    """The text of `docs/submission.schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def submissions_of(content: bytes) -> tuple[ParsedSubmission, ...]:
    """The submissions of a JSON file; Refused if it is broken or holds no line.

    What breaks the schema but leaves cells to read is read, with a remark.
    """
    data = _load(text_of(content))
    reports = data if isinstance(data, list) else [data]
    pointers = [f"/{x}" for x in range(len(reports))] if data is reports else [""]
    entries: list[Entry] = []
    outside: list[ParsedRemark] = []
    for pointer, report in zip(pointers, reports, strict=True):
        _refuse_a_key_given_twice(pointer, report)
        broken = [_remark(pointer, x) for x in _errors(report)]
        if isinstance(report, Pairs) and isinstance(report.get("cells"), Pairs):
            entries += _entries(pointer, report, broken)
        else:
            outside += broken
    if not entries:
        raise _not_our_json(outside)
    return grouping.submissions_of(entries, outside)


def _refuse_a_key_given_twice(pointer: str, report: Any) -> None:
    """JSON keeps the last of two; which is meant is not for us to say.

    A line given twice within `cells` is told by its own rule.
    """
    keys = [key for key, _ in report.pairs] if isinstance(report, Pairs) else []
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        names = ", ".join(f"{pointer}/{key}" for key in twice)
        raise Refused(
            "key_given_twice",
            f"Khóa {names} được ghi hai lần trong cùng một báo cáo; không rõ giá trị "
            "nào đúng. Hãy giữ lại một và gửi lại.",
            f"The key {names} is given twice in one report; which one is meant is not "
            "known. Keep one and resend.",
        )


def _load(text: str) -> Any:
    try:
        return json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_constant,
            object_pairs_hook=_pairs,
        )
    except (ValueError, RecursionError, InvalidOperation) as error:
        said = str(error)[:200]
        raise Refused(
            "broken_json",
            f"Tệp JSON bị hỏng: {said}. Hãy xuất lại và gửi lại.",
            f"The JSON is broken: {said}. Export it again and resend.",
        ) from error


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(f"number out of range: {text[:40]}")
    return number


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _pairs(pairs: list[tuple[str, Any]]) -> Pairs:
    found = Pairs(pairs)
    found.pairs = pairs
    return found


def _entries(
    pointer: str, report: Pairs, broken: Sequence[ParsedRemark]
) -> Iterator[Entry]:
    cover = {
        name: _text(value)
        for name, value in report.items()
        if name not in ("cells", "note") and not isinstance(value, dict | list)
    }
    notes = report.get("note")
    yield Entry(cover, "", "", "empty", pointer or "/", remarks=tuple(broken))
    for code, value in report["cells"].pairs:
        place = code.replace("~", "~0").replace("/", "~1")
        note = notes.get(code.strip()) if isinstance(notes, Mapping) else notes
        yield Entry(
            cover,
            code,
            _text(value),
            _kind(value),
            f"{pointer}/cells/{place}",
            note if isinstance(note, str) and note.strip() else None,
        )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if not value else text
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _kind(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Decimal):
        return "number"
    return "text" if isinstance(value, str) else "error"


@cache
def _validator() -> "Validator":
    from jsonschema import Draft202012Validator, validators
    from jsonschema.protocols import Validator

    types = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "number": lambda _, x: isinstance(x, Decimal),
            "integer": lambda _, x: (
                isinstance(x, Decimal) and x == x.to_integral_value()
            ),
        }
    )
    exact: type[Validator] = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, type_checker=types
    )
    return exact(schema()["$defs"]["report"])


def _errors(report: Any) -> list["ValidationError"]:
    """What breaks the schema, without unknown lines: those have their own remark."""
    found = _validator().iter_errors(report)
    return [
        x
        for x in found
        if not (list(x.path) == ["cells"] and x.validator == "additionalProperties")
    ]


def _remark(pointer: str, error: "ValidationError") -> ParsedRemark:
    place = pointer + "".join(f"/{x}" for x in error.path)
    said = error.message[:200]
    return ParsedRemark(
        "schema",
        None,
        None,
        place or "/",
        f"Không đúng lược đồ JSON tại «{place or '/'}»: {said}.",
        f"Not as the JSON schema says at “{place or '/'}”: {said}.",
    )


def _not_our_json(remarks: Sequence[ParsedRemark]) -> Refused:
    said = "; ".join(x.text_en for x in remarks[:3]) or "an empty list"
    return Refused(
        "no_line_found",
        "Tệp JSON không có báo cáo nào đọc được: mỗi báo cáo cần report_year, "
        f"locality_code và cells. {said}",
        "The JSON holds no report that can be read: each needs report_year, "
        f"locality_code and cells. {said}",
    )


def _line_schema(code: str) -> dict[str, Any]:
    line = form().line(code)
    described = f"{line.label_vi} · {line.label_en}"
    return {"description": described, "type": ["string", "number"]}

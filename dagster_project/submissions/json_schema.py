"""The published JSON Schema of a report, generated from the form, and its validator."""

import json
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

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


def _line_schema(code: str) -> dict[str, Any]:
    line = form().line(code)
    described = f"{line.label_vi} · {line.label_en}"
    return {"description": described, "type": ["string", "number"]}


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


def errors_of(report: Any) -> list["ValidationError"]:
    """What breaks the schema, without unknown lines: those have their own remark."""
    found = _validator().iter_errors(report)
    return [
        x
        for x in found
        if not (list(x.path) == ["cells"] and x.validator == "additionalProperties")
    ]

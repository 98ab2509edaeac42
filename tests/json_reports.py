"""JSON documents as text, read as submissions."""

import json
from typing import Any

from dagster_project.submissions.json_submission import submissions_of
from dagster_project.submissions.parsed import ParsedSubmission

REPORT: dict[str, Any] = {
    "report_year": 2024,
    "locality_code": "22",
    "cells": {"A": "2", "A1": "1"},
}


def read(data: Any) -> tuple[ParsedSubmission, ...]:
    """The submissions of a JSON document, given as data, text or bytes."""
    if not isinstance(data, str | bytes):
        data = json.dumps(data, ensure_ascii=False)
    return submissions_of(data.encode() if isinstance(data, str) else data)


def one(data: Any) -> ParsedSubmission:
    """The one submission of a JSON document."""
    (found,) = read(data)
    return found


def values(data: Any) -> list[tuple[str, str, str]]:
    """(line, kind, raw text) of a document with one submission."""
    return [(x.line_code, x.value_kind, x.raw_text) for x in one(data).cells]


def cells(text: str) -> str:
    """A report whose cells are written as this JSON text."""
    return f'{{"report_year": 2024, "locality_code": "22", "cells": {text}}}'

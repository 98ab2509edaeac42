"""What a reader hands on: the texts of one file with their addresses, no meanings.

It depends on the bytes of the file and the ending of its name alone, crosses a pipe
and a cache as JSON, and knows neither clock nor localities nor decisions.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A line of the form as found; fields as in `records.Cell`."""

    line_code: str
    occurrence: int
    raw_text: str
    value_kind: str
    sheet: str | None
    address: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ParsedRemark:
    """Something a sender should know of the file; fields as in `records.Remark`."""

    code: str
    line_code: str | None
    sheet: str | None
    address: str | None
    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What the file says of itself: texts as written, null where not given.

    A `period_*` date is null where the text is absent or no date; `*_text` tells which.
    """

    form_version: str | None = None
    report_year_text: str | None = None
    locality_code_text: str | None = None
    locality_name_text: str | None = None
    period_start_text: str | None = None
    period_end_text: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    prepared_by: str | None = None
    contact: str | None = None
    signed_on_text: str | None = None
    replaces_all: bool = False
    replaces_all_text: str | None = None
    language: str = "vi"
    language_text: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedSubmission:
    """What one file says for one locality and year."""

    cover: Cover
    cells: tuple[ParsedCell, ...]
    remarks: tuple[ParsedRemark, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """One read file: `xlsx`, `xls`, `ods`, `csv` or `json`, one or more submissions."""

    format: str
    submissions: tuple[ParsedSubmission, ...]

    def to_json(self) -> str:
        """This file as JSON text; `from_json` gives the same file back."""
        return json.dumps(_plain(self), ensure_ascii=False, default=_plain)

    @classmethod
    def from_json(cls, text: str) -> "ParsedFile":
        """The file that `to_json` wrote; KeyError or TypeError on any other text."""
        data = json.loads(text)
        return cls(data["format"], tuple(_submission(x) for x in data["submissions"]))


def _plain(value: Any) -> Any:
    """A date or one of the dataclasses here, one level of it, as JSON knows it."""
    if isinstance(value, date):
        return value.isoformat()
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _submission(data: Mapping[str, Any]) -> ParsedSubmission:
    cover = dict(data["cover"])
    for name in ("period_start", "period_end"):
        cover[name] = date.fromisoformat(cover[name]) if cover[name] else None
    return ParsedSubmission(
        Cover(**cover),
        tuple(ParsedCell(**x) for x in data["cells"]),
        tuple(ParsedRemark(**x) for x in data["remarks"]),
    )

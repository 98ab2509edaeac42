"""What one hand-written decision file says, or why it cannot be used.

Lenient where nothing is lost by it (`until`, `cells`, `by` may be absent, times may
have a zone or none), strict where a guess would decide something nobody decided.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime
from pathlib import Path
from typing import Any

from dagster_project.submissions.quoting import short

KINDS = ("accept", "exclude", "revoke", "assign")
# Far above anything a person writes; a larger file is not a decision.
LARGEST_FILE = 1_000_000
STAMP = "%Y%m%dT%H%M%S%fZ"

_RULE = re.compile(
    r"SUM:[^:\s]+:[^:\s]+|(OFW|CELL|REQ|YOY|UNIT):[^:\s]+"
    r"|PAIR:fines-cases|PAIR:participants-courses"
    r"|COPY|EMPTY|PERIOD|SUBMISSION|IDENTITY"
)
_SPLIT_OF_A_BULK_FILE = re.compile(r"(\.[^./\\]*)*")


class UnusableError(Exception):
    """Why one file cannot be used: (Vietnamese, English)."""

    def __init__(self, text_vi: str, text_en: str) -> None:
        super().__init__(text_en)
        self.text_vi, self.text_en = text_vi, text_en


@dataclass(frozen=True, slots=True)
class Usable:
    """A decision file's fields by name, each of the type that its record wants."""

    name: str
    decided_at: datetime
    fields: dict[str, Any]


def read_file(path: Path, known: frozenset[str]) -> Usable:
    """The decision in a file, or UnusableError; `known` are the received folders."""
    raw = _parsed(path)
    kind = _text(raw, "decision").strip().lower()
    if kind not in KINDS:
        raise UnusableError(
            f"“decision” là “{short(kind)}”; phải là một trong: {', '.join(KINDS)}.",
            f"“decision” is “{short(kind)}”; it must be one of: {', '.join(KINDS)}.",
        )
    submission_id = _text(raw, "submission_id").strip()
    _check_known(submission_id, known)
    rule_id = _text(raw, "rule_id", "IDENTITY" if kind == "assign" else None).strip()
    _check_rule(kind, rule_id)
    fields: dict[str, Any] = {
        "submission_id": submission_id,
        "rule_id": rule_id,
        "decision": kind,
        "reason": _text(raw, "reason").strip(),
        "by": _text(raw, "by", "").strip(),
        "until": _until(raw),
        "cells": _cells(raw),
        "locality_code": None,
        "report_year": None,
    }
    if kind == "assign":
        fields |= _assigned(raw)
    return Usable(path.name, _decided_at(raw, path), fields)


def _parsed(path: Path) -> dict[str, Any]:
    """The object in the file; numbers stay as they were written."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnusableError(
                f"Tệp lớn hơn {LARGEST_FILE} byte, không phải là một quyết định.",
                f"The file is larger than {LARGEST_FILE} bytes: it is no decision.",
            )
        content = json.loads(
            path.read_text("utf-8-sig"),
            parse_int=str,
            parse_float=str,
            object_pairs_hook=_once_each,
        )
    except OSError as error:
        raise UnusableError(
            f"Không mở được tệp ({error.strerror}); hãy cho người dùng chạy kho dữ liệu"
            " quyền đọc tệp.",
            f"The file cannot be opened ({error.strerror}): let the user of the"
            " warehouse read it.",
        ) from None
    except (ValueError, RecursionError) as error:
        raise UnusableError(
            f"Không đọc được tệp dưới dạng JSON (UTF-8): {error}.",
            f"The file cannot be read as JSON (UTF-8): {error}.",
        ) from None
    if not isinstance(content, dict):
        raise UnusableError(
            "Tệp phải chứa một đối tượng JSON: {…}.",
            "The file must hold one JSON object: {…}.",
        )
    return content


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys differ, also beside their blanks: no value is lost."""
    times = Counter(name.strip() for name, _ in pairs)
    for name, number in times.items():
        if number > 1:
            shown = "".join(c if c.isprintable() else "?" for c in short(name))
            raise UnusableError(
                f"“{shown}” được ghi {number} lần; hãy giữ lại một.",
                f"“{shown}” is given {number} times; keep one.",
            )
    return dict(pairs)


def _text(raw: dict[str, Any], name: str, default: str | None = None) -> str:
    value = raw.get(name)
    if value is None or value == "":
        value = default
    if value is None:
        raise UnusableError(f"Thiếu “{name}”.", f"“{name}” is missing.")
    if not isinstance(value, str) or not is_storable(value):
        raise UnusableError(
            f"“{name}” phải là văn bản.", f"“{name}” must be plain text."
        )
    return value


def is_storable(text: str) -> bool:
    """Whether a table can hold it: a lone surrogate or a NUL is legal JSON."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _check_known(submission_id: str, known: frozenset[str]) -> None:
    folder, _, rest = submission_id.partition(".")
    if folder not in known or not _SPLIT_OF_A_BULK_FILE.fullmatch("." + rest):
        said = short(submission_id)
        raise UnusableError(
            f"Không có báo cáo nào mang mã “{said}” trong raw/received.",
            f"There is no submission “{said}” in raw/received.",
        )


def _check_rule(kind: str, rule_id: str) -> None:
    if not _RULE.fullmatch(rule_id):
        said = short(rule_id)
        raise UnusableError(
            f"Không có quy tắc “{said}”; ví dụ: SUM:B:ip_right, SUBMISSION.",
            f"There is no rule “{said}”; examples: SUM:B:ip_right, SUBMISSION.",
        )
    if kind == "accept" and rule_id in ("SUBMISSION", "IDENTITY"):
        raise UnusableError(
            f"Không thể “accept” {rule_id}; hãy chấp nhận từng quy tắc.",
            f"{rule_id} cannot be accepted; accept the rules that fail.",
        )
    if (kind == "assign" and rule_id != "IDENTITY") or (
        kind == "exclude" and rule_id == "IDENTITY"
    ):
        raise UnusableError(
            f"“{kind}” không đi cùng quy tắc {rule_id}.",
            f"“{kind}” does not go with the rule {rule_id}.",
        )


def _until(raw: dict[str, Any]) -> date | None:
    if raw.get("until") in (None, ""):
        return None
    try:
        return date.fromisoformat(_text(raw, "until").strip())
    except ValueError:
        said = short(raw["until"])
        raise UnusableError(
            f"“until” là “{said}”; phải là ngày dạng 2026-12-31.",
            f"“until” is “{said}”; it must be a date such as 2026-12-31.",
        ) from None


def _cells(raw: dict[str, Any]) -> dict[str, str] | None:
    """Line to raw text; a blank cell is no cell; None where the file names none."""
    cells = raw.get("cells")
    if cells is None:
        return None
    if not isinstance(cells, dict) or not all(
        isinstance(text, str | None) and is_storable(line + (text or ""))
        for line, text in cells.items()
    ):
        raise UnusableError(
            "“cells” phải có dạng {mã số: nội dung ô}.",
            "“cells” must have the form {line code: text of the cell}.",
        )
    return {line.strip(): text for line, text in cells.items() if text and text.strip()}


def _assigned(raw: dict[str, Any]) -> dict[str, Any]:
    code, year = _text(raw, "locality_code").strip(), _text(raw, "report_year").strip()
    if not (re.fullmatch("[0-9]{1,2}", code) and re.fullmatch("[0-9]{4}", year)):
        code, year = short(code), short(year)
        raise UnusableError(
            f"Mã địa phương “{code}” hoặc năm “{year}” sai dạng (ví dụ 22, 2024).",
            f"Locality code “{code}” or year “{year}” is malformed (e.g. 22, 2024).",
        )
    return {"locality_code": code.zfill(2), "report_year": int(year)}


def _decided_at(raw: dict[str, Any], path: Path) -> datetime:
    """When it was decided, UTC without zone; else as the file's name says."""
    try:
        if raw.get("decided_at") in (None, ""):
            stamp = path.stem.partition("-")[0]
            at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
        else:
            at = datetime.fromisoformat(_text(raw, "decided_at").strip())
        at = at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)
        if at.year == MAXYEAR:  # in Viet Nam it may be a year later
            raise ValueError(at)
        return at
    except (ValueError, OverflowError):
        raise UnusableError(
            "“decided_at” thiếu hoặc sai dạng (ví dụ 2026-02-01T08:30:00+07:00).",
            "“decided_at” is missing or malformed (e.g. 2026-02-01T08:30:00+07:00).",
        ) from None

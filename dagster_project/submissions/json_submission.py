"""A JSON report, or a list of them, by the published schema."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from dagster_project.submissions import grouping, json_remarks
from dagster_project.submissions.encodings import text_of
from dagster_project.submissions.grouping import Entry
from dagster_project.submissions.json_schema import errors_of
from dagster_project.submissions.parsed import ParsedRemark, ParsedSubmission
from dagster_project.submissions.quoting import short
from dagster_project.submissions.refusals import Refused

LARGEST_EXPONENT = 60


class Pairs(dict[str, Any]):
    """A JSON object that also keeps the pairs of a key that is given twice."""

    pairs: Sequence[tuple[str, Any]] = ()


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
        broken = json_remarks.remarks_of(pointer, errors_of(report))
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
        names = short(", ".join(f"{pointer}/{key}" for key in twice))
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
    except json.JSONDecodeError as error:
        raise _broken(
            f"sai cú pháp ở dòng {error.lineno}, cột {error.colno}",
            f"wrong syntax in line {error.lineno}, column {error.colno} ({error.msg})",
        ) from error
    except _NoNumberError as error:
        shown = str(error)[:40]
        raise _broken(
            f"{shown} không phải là số dùng được", f"{shown} is no usable number"
        ) from error
    except RecursionError as error:
        raise _broken("lồng quá nhiều lớp", "nested too deeply") from error


class _NoNumberError(ValueError):
    """A number that JSON does not have, or one beyond all counting."""


def _broken(said_vi: str, said_en: str) -> Refused:
    return Refused(
        "broken_json",
        f"Tệp JSON bị hỏng: {said_vi}. Hãy xuất lại và gửi lại.",
        f"The JSON is broken: {said_en}. Export it again and resend.",
    )


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _NoNumberError(text) from error
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise _NoNumberError(text)
    return number


def _no_constant(text: str) -> None:
    raise _NoNumberError(text)


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
    said = tuple(broken)
    yield Entry(cover, "", "", "empty", pointer or "/", remarks=said, report=pointer)
    for code, value in report["cells"].pairs:
        place = short(json_remarks.escaped(code))
        by_line = notes if isinstance(notes, Mapping) else None
        note = notes if by_line is None else by_line.get(code.strip())
        yield Entry(
            cover,
            code,
            _text(value),
            _kind(value),
            f"{pointer}/cells/{place}",
            note if isinstance(note, str) and note.strip() else None,
            noted_at=f"{pointer}/note" + ("" if by_line is None else f"/{place}"),
            report=pointer,
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
    return json_remarks.as_json(value)


def _kind(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Decimal):
        return "number"
    return "text" if isinstance(value, str) else "error"


def _not_our_json(remarks: Sequence[ParsedRemark]) -> Refused:
    said_vi = " ".join(x.text_vi for x in remarks[:3]) or "Danh sách trống."
    said_en = " ".join(x.text_en for x in remarks[:3]) or "The list is empty."
    return Refused(
        "no_line_found",
        "Tệp JSON không có báo cáo nào đọc được: mỗi báo cáo cần report_year, "
        f"locality_code và cells. {said_vi}",
        "The JSON holds no report that can be read: each needs report_year, "
        f"locality_code and cells. {said_en}",
    )

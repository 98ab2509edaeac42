"""Entries of a bulk file, each a line of somebody's report, become submissions."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dagster_project import paths
from dagster_project.submissions import lengths, unfilled
from dagster_project.submissions.cover import EITHER, cover_of, year_of
from dagster_project.submissions.labels import bare, line_by_code, line_names
from dagster_project.submissions.parsed import (
    ParsedCell,
    ParsedRemark,
    ParsedSubmission,
)
from dagster_project.submissions.quoting import short
from dagster_project.submissions.refusals import Refused
from expectations.form import form, rows_of


@dataclass(frozen=True)
class Entry:
    """A line of somebody's report: the cover texts beside it, what it says, and where.

    An entry with an empty `line_code` and no value carries cover texts alone.
    `noted_at` is where its note stands; null where that is the same place. `report`
    tells reports apart that do not say whose or of which year they are.
    """

    cover: Mapping[str, str]
    line_code: str
    value: str
    kind: str
    address: str
    note: str | None = None
    remarks: tuple[ParsedRemark, ...] = ()
    noted_at: str | None = None
    report: str = ""


def normal_code(text: str) -> str:
    """A locality code as the maps write it: `1` and ` 01` are `01`."""
    text = text.strip()
    return text.zfill(2) if re.fullmatch(r"[0-9]{1,2}", text) else text


def submissions_of(
    entries: Iterable[Entry], remarks: Sequence[ParsedRemark]
) -> tuple[ParsedSubmission, ...]:
    """One submission a locality and year, in order of first appearance.

    `remarks` on the file go to each. Refused if no entry is a line of the form.
    """
    entries = list(entries)
    codes: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        lengths.check_cover(entry.cover)
        year, code, name = _who(entry)
        if code and name:
            codes.setdefault((year, name), set()).add(code)
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        year, code, name = _who(entry)
        beside = codes.get((year, name), set())
        if not code and len(beside) == 1:  # the file itself says whose name it is
            (code,) = beside
        report = "" if year and (code or name) else entry.report
        groups.setdefault((year, code or name, report), []).append(entry)
    if len(groups) > most_reports():
        raise _too_many(len(groups))
    found = [_submission(x, remarks) for x in groups.values()]
    if not any(x.cells for x in found):
        raise _nothing_found([y for x in groups.values() for y in x])
    return tuple(x for x in found if x.cells or x.remarks)


@cache
def most_reports() -> int:
    """How many reports there can be: each locality of each map in each report year."""
    return len(rows_of(paths.SEEDS / "localities.csv")) * len(form().report_years)


def _who(entry: Entry) -> tuple[str, str, str]:
    """Year, code and name of an entry, each however it is spelt."""
    text = entry.cover.get("report_year", "").strip()
    return (
        str(year_of(text) or text),
        normal_code(entry.cover.get("locality_code", "")),
        bare(entry.cover.get("locality_name", "")),
    )


def _submission(
    entries: Sequence[Entry], remarks: Sequence[ParsedRemark]
) -> ParsedSubmission:
    cover, unclear = cover_of(_cover_texts(entries))
    cells: list[ParsedCell] = []
    said = [*remarks, *unclear]
    times: Counter[str] = Counter()
    noted: dict[str, None] = {}
    for entry in entries:
        said += entry.remarks
        line = line_by_code(entry.line_code)
        if line is None:
            said += _unknown_line(entry)
            continue
        times[line.code] += 1
        cells.append(
            ParsedCell(
                line.code,
                times[line.code],
                entry.value,
                entry.kind,
                None,
                entry.address,
                entry.note,
            )
        )
        if not unfilled.is_filled(entry.value) and unfilled.is_figure(entry.note or ""):
            noted[entry.noted_at or entry.address] = None
    said += [unfilled.figures_elsewhere(list(noted))] if noted else []
    return ParsedSubmission(cover, tuple(cells), tuple(said))


def _cover_texts(entries: Sequence[Entry]) -> dict[str, str]:
    """The texts of a submission's rows; different ones are given together.

    A row that names no language is Vietnamese: beside an English one that matters where
    it writes a number as text with a point or a comma.
    """
    given: dict[str, dict[str, None]] = {}
    for entry in entries:
        for name, text in entry.cover.items():
            if text.strip():
                given.setdefault(name, {})[text] = None
    texts = [x for x in entries if x.kind == "text"]
    plain_rows = [x for x in texts if not x.cover.get("language", "").strip()]
    if "language" in given and any(re.search("[.,]", x.value) for x in plain_rows):
        given["language"]["vi"] = None
    alike = ("report_year", "locality_code")
    return {
        x: next(iter(y)) if x in alike else EITHER.join(y) for x, y in given.items()
    }


def _unknown_line(entry: Entry) -> list[ParsedRemark]:
    if not entry.line_code.strip() and entry.kind == "empty":
        return []
    written, value = short(entry.line_code.strip()), short(entry.value)
    named = ", ".join(sorted(line_names().find(entry.line_code.strip())))
    hint_vi = f" (phải chăng là {named}?)" if named else ""
    hint_en = f" (perhaps {named}?)" if named else ""
    return [
        ParsedRemark(
            "unknown_line",
            None,
            None,
            short(entry.address),
            f"Mã “{written}” không thuộc biểu mẫu{hint_vi}; số liệu “{value}” "
            "không được nạp.",
            f"Code “{written}” is no line of the form{hint_en}; its figure "
            f"“{value}” was not loaded.",
        )
    ]


def _too_many(number: int) -> Refused:
    return Refused(
        "too_many_reports",
        f"Tệp có {number} cặp năm báo cáo và địa phương khác nhau, nhiều hơn tất cả "
        f"các báo cáo có thể có ({most_reports()}). Có lẽ cột mã địa phương "
        "(locality_code) hoặc năm báo cáo (report_year) chứa nội dung khác; hãy kiểm "
        "tra các cột đó rồi gửi lại.",
        f"The file has {number} different pairs of report year and locality, more than "
        f"there can be reports ({most_reports()}). The column of the locality's code "
        "(locality_code) or of the year (report_year) probably holds something else; "
        "check these columns and send the file again.",
    )


def _nothing_found(entries: Sequence[Entry]) -> Refused:
    written = dict.fromkeys(x.line_code.strip() or "—" for x in entries)
    codes = ", ".join(short(x, 60) for x in list(written)[:8]) or "—"
    return Refused(
        "no_line_found",
        "Không tìm thấy chỉ tiêu nào của biểu mẫu: cột line_code phải có các mã A, A1, "
        f"… P9; tệp có: {codes}.",
        "No line of the form was found: line_code must hold codes such as A, A1, … P9; "
        f"the file has: {codes}.",
    )

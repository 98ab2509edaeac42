"""A tidy or bulk CSV: a row a line of the form, a submission a locality and year."""

import csv
import io
from collections.abc import Sequence

from dagster_project.submissions import grouping, tidy_remarks, tidy_torn
from dagster_project.submissions.encodings import text_of
from dagster_project.submissions.grouping import Entry
from dagster_project.submissions.parsed import ParsedRemark, ParsedSubmission
from dagster_project.submissions.quoting import short
from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.sheets import text_sheet
from dagster_project.submissions.tidy_columns import (
    Header,
    Record,
    header_again,
    header_of,
)
from dagster_project.submissions.workbook import submission_of
from expectations.form import form

DELIMITERS = (",", ";", "\t")
LONGEST_FIELD = 10_000_000


def submissions_of(content: bytes) -> tuple[ParsedSubmission, ...]:
    """The submissions of a CSV file; Refused if no line of the form is found.

    A CSV that is no tidy table but a sheet of the form saved as CSV is read as a sheet.
    """
    text = text_of(content)
    for delimiter in _delimiters(text):
        records = _records(text, delimiter)
        for index, record in enumerate(records[:20]):
            header = header_of(record.fields, delimiter)
            if header.is_tidy:
                _refuse_an_open_quote(text, delimiter, header, records[index + 1 :])
                return _tidy(header, records[index + 1 :])
    return _as_sheet(text)


def _delimiters(text: str) -> tuple[str, ...]:
    """The delimiters to try: the declared one (`sep=;`), else the likeliest first."""
    first = text.lstrip("\r\n").split("\n", 1)[0].strip()
    if first.casefold().startswith("sep=") and len(first) == 5:
        return (first[4],)
    return tuple(sorted(DELIMITERS, key=lambda x: -first.count(x)))


def _records(text: str, delimiter: str) -> list[Record]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, line = [], 1
    try:
        for fields in reader:
            if any(x.strip() for x in fields):
                records.append(Record(line, tuple(fields)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            "broken_csv",
            f"Tệp CSV bị hỏng ở gần dòng {line}; hãy lưu lại dưới dạng CSV UTF-8.",
            f"The CSV is damaged near line {line} ({error}); save it as CSV UTF-8.",
        ) from error
    return records


def _refuse_an_open_quote(
    text: str, delimiter: str, header: Header, records: Sequence[Record]
) -> None:
    """A quote that nobody closed makes a note of the rows behind it.

    Told by the end of the file within quotes, or by a field that holds a row.
    """
    for record in records:
        for held in record.fields:
            behind = csv.reader(held.splitlines()[1:], delimiter=delimiter)
            if any(_is_row(header, fields) for fields in behind):
                raise _open_quote(record.line)
    try:
        for _ in csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True
        ):
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _open_quote(records[-1].line if records else 1) from error


def _is_row(header: Header, fields: Sequence[str]) -> bool:
    column = header.columns["line_code"]
    codes = {line.code for line in form().all_lines}
    return len(fields) > column + 1 and fields[column].strip().upper() in codes


def _open_quote(line: int) -> Refused:
    return Refused(
        "open_quote",
        f"Dấu ngoặc kép mở ở dòng {line} không được đóng nên các dòng sau bị "
        "đọc lẫn vào ghi chú. Hãy đóng ngoặc kép và gửi lại.",
        f"The quotation mark opened in line {line} is not closed, so that the rows "
        "after it become part of a text. Close it and resend.",
    )


def _tidy(header: Header, records: Sequence[Record]) -> tuple[ParsedSubmission, ...]:
    headers, entries = [header], []
    for record in records:
        again = header_again(headers[-1], record)
        if again is None:
            entries.append(_entry(headers[-1], record))
        else:
            headers.append(again)
    twice = [y for x in headers for y in x.twice]
    if twice:
        raise _column_given_twice(twice)
    unknown = dict.fromkeys(y for x in headers for y in x.unknown)
    remarks = [tidy_remarks.unknown_column(x) for x in unknown]
    return grouping.submissions_of(entries, remarks)


def _column_given_twice(twice: Sequence[str]) -> Refused:
    names = ", ".join(f"“{short(x)}”" for x in twice[:8])
    return Refused(
        "column_given_twice",
        f"Cột {names} có hai lần; không rõ cột nào đúng. Hãy giữ lại một và gửi lại.",
        f"The column {names} is there twice; which one is meant is not known. "
        "Keep one and resend.",
    )


def _entry(header: Header, record: Record) -> Entry:
    texts = {
        name: record.fields[column]
        for name, column in header.columns.items()
        if column < len(record.fields)
    }
    address = f"line {record.line}"
    value, kind = texts.get("value", ""), "text"
    remarks: tuple[ParsedRemark, ...] = ()
    surplus = [x for x in record.fields[header.width :] if x.strip()]
    surplus += tidy_torn.behind_a_comma(header, texts)
    if header.columns["value"] >= len(record.fields):
        remarks, kind = (tidy_remarks.short_row(record.line, record.fields),), "empty"
    elif surplus:
        # An unquoted 36,7 in a comma file: which fields belong together is a guess.
        code = texts.get("line_code", "").strip()
        remarks = (tidy_remarks.torn_row(record.line, record.fields, code),)
        value, kind = ",".join(record.fields[header.columns["value"] :]), "torn_row"
        texts = tidy_torn.before_its_value(header, texts)
    elif not value:
        kind = "empty"
    cover = {x: y for x, y in texts.items() if x not in ("line_code", "value", "note")}
    note = texts.get("note") or None
    return Entry(cover, texts.get("line_code", ""), value, kind, address, note, remarks)


def _as_sheet(text: str) -> tuple[ParsedSubmission, ...]:
    for delimiter in _delimiters(text):
        records = _records(text, delimiter)
        rows: dict[int, Sequence[str]] = {x.line - 1: x.fields for x in records}
        dense = [rows.get(x, ()) for x in range(max(rows, default=-1) + 1)]
        sheet = text_sheet("CSV", dense, dict(tidy_torn.of_sheet(records, delimiter)))
        try:
            return (submission_of((sheet,)),)
        except Refused as refused:
            if refused.code == "no_value_column":
                raise  # the form as CSV: its header says more than its first lines
    first = "; ".join(f"“{x.strip()[:60]}”" for x in text.splitlines()[:3] if x.strip())
    raise Refused(
        "no_tidy_header",
        "Không tìm thấy dòng tiêu đề có các cột report_year, locality_code, line_code, "
        f"value (cách nhau bằng dấu phẩy, chấm phẩy hoặc tab). Tệp bắt đầu: {first}.",
        "No header with the columns report_year, locality_code, line_code, value "
        f"(comma, semicolon or tab) was found. The file begins: {first}.",
    )

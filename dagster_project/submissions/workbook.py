"""A workbook (.xlsx, .xls, .ods) becomes one submission: its cover, cells, remarks."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dagster_project.submissions import (
    layout,
    misfits,
    number_formats,
    remarks,
    unfilled,
    units,
    year_parts,
    years,
)
from dagster_project.submissions.cover import cover_of, year_of
from dagster_project.submissions.cover_sheet import (
    MARKS,
    META,
    cover_texts,
    is_cover,
    meta_texts,
)
from dagster_project.submissions.notices import (
    Notice,
    money_alone,
    nearest,
    notices_of,
)
from dagster_project.submissions.parsed import (
    Cover,
    ParsedCell,
    ParsedRemark,
    ParsedSubmission,
)
from dagster_project.submissions.sheets import EMPTY, Sheet, SheetCell
from dagster_project.submissions.tables import tables_of
from expectations.form import Line, form

LABELS = ("label_vi", "label_en")


@dataclass
class _Reading:
    """What has been read so far from the sheets of one workbook."""

    cells: list[ParsedCell] = field(default_factory=list)
    remarks: list[ParsedRemark] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    beside: dict[tuple[str, int, int], int | None] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    titles: list[years.Title] = field(default_factory=list)
    parts: list[tuple[Sheet, str, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    tables: dict[str, set[tuple[str, int]]] = field(default_factory=dict)


def submission_of(sheets: Sequence[Sheet]) -> ParsedSubmission:
    """The one submission of a workbook; Refused if no line of the form is found."""
    reading = _Reading()
    shown = [x for x in sheets if x.name.casefold() not in (META, MARKS)]
    unread: list[tuple[Sheet, int | None]] = []
    covers = [x for x in shown if not tables_of(x) and is_cover(x)]
    reading.notices = [
        replace(said, number=-1) for x in covers for said in notices_of(x, x.rows)
    ]
    for sheet in shown:
        tables = tables_of(sheet)
        reading.parts += year_parts.titles_of(sheet, tables)
        for table in tables:
            misfits.refuse_a_tidy_table(sheet, table.header_row)
        if tables:
            reading.headers += years.headers_of(sheet, tables)
            rows = list(layout.rows_of(sheet, tables))
            read = [row.number for row in rows]
            reading.titles += years.titles_of(sheet, tables, read)
            _read_sheet(reading, sheet, rows)
            unread += [(sheet, x.header_row) for x in tables if not x.is_read]
        elif layout.has_lines(sheet):
            unread.append((sheet, None))
    if not reading.cells:
        raise misfits.nothing_found(shown, [sheet for sheet, _ in unread])
    texts, is_english = cover_texts(shown)
    meta = meta_texts(sheets)
    texts.setdefault("form_version", meta.get("form_version", ""))
    several = [x for x in reading.tables.values() if len(x) > 1]
    repeated = {table for tables in several for table in tables}
    headers = reading.headers + years.titles_that_decide(reading.titles, repeated)
    texts["report_year"] = years.with_headers(texts.get("report_year", ""), headers)
    cover, unclear = cover_of(texts, is_english=is_english)
    said = [*reading.remarks, *unclear, *_layout_remarks(cover, meta)]
    said += years.titles_of_another(year_of(cover.report_year_text), reading.titles)
    said += year_parts.remarks_of(cover, reading.parts)
    said += [misfits.no_value_column(*x) for x in unread]
    of_the_year = (None, year_of(cover.report_year_text))
    beside = [x for x, year in reading.beside.items() if year in of_the_year]
    if beside:
        said.append(unfilled.figures_elsewhere(unfilled.ranges(beside)))
    return ParsedSubmission(cover, tuple(reading.cells), tuple(said))


def _read_sheet(reading: _Reading, sheet: Sheet, rows: Sequence[layout.Row]) -> None:
    hidden_values = set()
    before = len(reading.cells)
    named = money_alone(sheet.name)
    above = [Notice(-1, named, sheet.name)] if named else reading.notices
    notices = [*above, *notices_of(sheet, {row.number for row in rows})]
    last = max((row.number for row in rows if row.line), default=-1)
    for row in rows:
        column = row.table.columns["value"]
        if row.value.kind != "empty" and re.search(r"\d", row.value.text):
            if column in sheet.hidden_columns:
                hidden_values.add(column)
            if row.number in sheet.hidden_rows:
                reading.remarks.append(remarks.hidden_row(sheet, row))
        if row.line is None:
            reading.remarks.append(remarks.unknown(sheet, row))
        else:
            _read_line(reading, sheet, row, row.line, notices, last)
    if hidden_values:
        reading.remarks.append(remarks.hidden_column(sheet))
    if sheet.is_hidden and any(x.raw_text for x in reading.cells[before:]):
        reading.remarks.append(remarks.hidden_sheet(sheet))


def _read_line(
    reading: _Reading,
    sheet: Sheet,
    row: layout.Row,
    line: Line,
    notices: Sequence[Notice],
    last: int,
) -> None:
    code = line.code
    reading.times[code] += 1
    table = (sheet.name, row.table.header_row)
    reading.tables.setdefault(code, set()).add(table)
    notice = nearest(line, notices, row.number, last)
    unit = _other_unit(sheet, row, line, notice)
    if unit:
        reading.remarks.append(remarks.other_unit(sheet, row, line, unit))
    reading.cells.append(
        ParsedCell(
            code,
            reading.times[code],
            row.value.text,
            "other_unit" if unit else _kind(row.value),
            sheet.name,
            row.address,
            _note(sheet, row),
        )
    )
    _note_figures_beside(reading, sheet, row)
    if row.value.kind == "empty" and _is_merged_from_above(sheet, row):
        reading.remarks.append(remarks.merged(sheet, row))
    label = sheet.at(row.number, row.table.columns.get("label_vi")).text
    if layout.is_label_of_another(label, code):
        reading.remarks.append(remarks.other_label(sheet, row, label))


def _kind(value: SheetCell) -> str:
    is_figure = re.search(r"\d", value.text) and value.kind in ("text", "number")
    if is_figure and value.is_retouched:
        return "retouched"
    is_another = value.added in number_formats.ANOTHER
    is_another = is_another and value.kind == "number" and value.text != "0"
    return "shown_otherwise" if is_another else value.kind


def _other_unit(
    sheet: Sheet, row: layout.Row, line: Line, notice: Notice | None
) -> Notice | None:
    """The unit said for a figure where it is the line's in another size, and where."""
    text, columns = row.value.text, row.table.columns
    if row.value.kind not in ("number", "text") or not re.search(r"[1-9]", text):
        return None
    labels = [sheet.at(row.number, columns.get(x)).text for x in LABELS]
    unit = sheet.at(row.number, columns.get("unit")).text.strip()
    # The form's own name of the unit, `VND`, says nothing of the size.
    said = [] if unit == line.unit else [unit]
    added = row.value.added if row.value.kind == "number" else ""
    said += [added] if added not in number_formats.ANOTHER else []
    said += [x for label in labels for x in units.in_brackets(label)]
    said += labels if line.unit == units.MONEY else []
    note = money_alone(sheet.at(row.number, columns.get("note")).text)
    said += [note] if note else []
    if units.is_said_within(text):
        return None
    if found := units.of_another_size(line, said):
        return Notice(row.number, found, row.address)
    if notice and units.of_another_size(line, [notice.unit]):
        return notice
    return None


def _note(sheet: Sheet, row: layout.Row) -> str | None:
    cell = sheet.at(row.number, row.table.columns.get("note"))
    if cell.is_formula or not cell.text.strip() or layout.is_check_note(cell.text):
        return None
    return cell.text


def _note_figures_beside(reading: _Reading, sheet: Sheet, row: layout.Row) -> None:
    """Remember the numbers that stand beside a line without a value of its own."""
    if unfilled.is_filled(row.value.text):
        return
    columns = [row.table.columns.get(x) for x in ("unit", *LABELS)]
    typed = [x for x in columns if x is not None and _is_typed(sheet, row.number, x)]
    for column in sorted([*row.table.beside, *typed]):
        cell = sheet.at(row.number, column)
        if unfilled.is_figure(cell.text) and not cell.is_formula:
            year = row.table.beside.get(column)
            reading.beside[sheet.name, row.number, column] = year


def _is_typed(sheet: Sheet, number: int, column: int) -> bool:
    """Whether a number stands where a label or a unit should."""
    return sheet.row(number).get(column, EMPTY).kind == "number"


def _is_merged_from_above(sheet: Sheet, row: layout.Row) -> bool:
    area = sheet.merged_at(row.number, row.table.columns["value"])
    return area is not None and area[0][0] < row.number and sheet.at(*area[0]) != EMPTY


def _layout_remarks(cover: Cover, meta: Mapping[str, str]) -> list[ParsedRemark]:
    version = re.fullmatch(r"(\d{4})\.\d+", (cover.form_version or "").strip())
    written = meta.get("fingerprint", "").strip()
    if not written or not version or written == form().fingerprint(int(version[1])):
        return []
    return [
        ParsedRemark(
            "layout_changed",
            None,
            META,
            None,
            "Bố cục của tệp không còn là bố cục của biểu mẫu đã phát hành; "
            "các dòng được đọc theo mã số và tên chỉ tiêu.",
            "The workbook is not laid out as the form that was issued; its lines were "
            "read by code and label.",
        )
    ]

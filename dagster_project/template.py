"""The workbook that a locality fills in, blank or filled; the same bytes each time.

Everything that it lays out comes from the form (`expectations/form.py`). It knows
nothing of what was reported before.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project import paths
from dagster_project.template_formulas import DIFFERS, MATCHES, Value, check
from expectations.form import Form, Line, form, rows_of

COVER_SHEET = "Bia"
META_SHEET = "_meta"
FIRST_LINE_ROW = 4
FIRST_YEAR = 2023
CHECK_HEADER = "Tự kiểm tra / Check"

Cover = Mapping[str, str | int | date | None]

_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_INPUT = {"locked": False, "bg_color": "#FFFBE6"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1F3864"},
    "subtitle": {"italic": True, "font_color": "#595959"},
    "help": {"text_wrap": True, "valign": "top", "font_size": 11},
    "label": {"border": 1, "text_wrap": True},
    "fixed": {"border": 1, "align": "left", "bg_color": "#F2F2F2"},
    "fixed_date": {"border": 1, "align": "left", "num_format": "dd/mm/yyyy"},
    "answer": {"border": 1, "align": "left", "num_format": "@", **_INPUT},
    "answer_date": {"border": 1, "align": "left", "num_format": "dd/mm/yyyy", **_INPUT},
    "header": {
        "bold": True,
        "border": 1,
        "text_wrap": True,
        "align": "center",
        "bg_color": "#D9E2F3",
    },
    "total": {"border": 1, "text_wrap": True, "bold": True, "bg_color": "#EEF3FA"},
    "part": {"border": 1, "text_wrap": True, "indent": 1},
    "of_which": {"border": 1, "text_wrap": True, "indent": 2, "italic": True},
    "code": {"border": 1, "align": "center"},
    "value": {"border": 1, "num_format": "#,##0.######", **_INPUT},
    "value_total": {"border": 1, "num_format": "#,##0.######", "bold": True, **_INPUT},
    "note": {"border": 1, "text_wrap": True, "num_format": "@", **_INPUT},
    "check": {"italic": True, "font_size": 11, "text_wrap": True},
    "whole": {"num_format": "#,##0"},
    "matches": {"font_color": "#2E7D32"},
    "differs": {"font_color": "#C00000", "bold": True},
}
_INSTRUCTION = (
    "Chỉ điền cột Số liệu và Ghi chú (ô màu vàng). Không có phát sinh thì ghi 0; chưa"
    " tổng hợp được thì ghi “chưa có số liệu”; không thuộc phạm vi thì ghi “không áp"
    " dụng”. Tiền tính bằng triệu đồng.\n"
    "Fill in Value and Note only (yellow). Write 0 where there was none, “not"
    " available” where it is not known yet, “not applicable” where it does not apply."
    " Money is in million đồng."
)
_COVER_HELP = (
    "Điền các ô màu vàng ở trang này và các trang I đến {last}, rồi gửi tệp .xlsx này."
    " Gửi bản bổ sung chỉ cần điền những ô thay đổi; ô trống không xóa số liệu đã gửi,"
    " trừ khi chọn “có” ở dòng Thay thế toàn bộ.\n"
    "Fill in the yellow cells here and on sheets I to {last}, then send this .xlsx"
    " file. A correction needs only the cells that change; a blank deletes nothing"
    " unless the replace line says “có”."
)


class TemplateError(Exception):
    """A form that cannot be written: no such year or locality. A user's mistake."""


def write_for(path: Path, year: int, locality_code: str | None = None) -> None:
    """Write the blank form of a year, for a locality of that year's map if given.

    `1` is `01`. Raises TemplateError naming what there is.
    """
    if locality_code is None:
        write(path, year)
        return
    code = locality_code.strip().zfill(2)
    on_map = [x for x in _localities() if _existed(x, date(year, 12, 31))]
    found = next((x for x in on_map if x["code"] == code), None)
    if found is None:
        names = ", ".join(f"{x['code']} {x['name_vi']}" for x in on_map)
        raise TemplateError(
            f"No locality {locality_code} on 31 December {year}; there are: {names}"
        )
    write(path, year, (found["unit_set"], code))


def write(
    path: Path,
    year: int,
    locality: tuple[str, str] | None = None,
    values: Mapping[str, Value] | None = None,
    cover: Cover | None = None,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write the workbook of report year `year` to `path`.

    `locality` is (unit_set, locality_code); its code and name are filled in. `values`
    gives what is written in the value cell of a line (code to number or text, as the
    form counts: money in million đồng), `cover` a field of the cover, `notes` a line's
    note. Raises TemplateError for a year before the first form or an unknown locality.
    """
    if year < FIRST_YEAR:
        raise TemplateError(f"The first form is that of {FIRST_YEAR}, not of {year}")
    the_form = form()
    filled = _cover_values(the_form, year, locality, cover or {})
    options = {"in_memory": True, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {
                "title": f"Biểu mẫu báo cáo sở hữu công nghiệp {year}",
                "created": datetime(2000, 1, 1),  # noqa: DTZ001  the format has no zone
            }
        )
        styles = {name: book.add_format({**_FONT, **x}) for name, x in _STYLES.items()}
        for name in ("whole", "matches", "differs"):
            styles[name] = book.add_format(_STYLES[name])
        _write_cover(
            book.add_worksheet(COVER_SHEET), the_form, filled, locality, styles
        )
        for section in the_form.sections:
            sheet = book.add_worksheet(section.numeral)
            title = f"{section.numeral}. {section.title_vi} / {section.title_en}"
            lines = the_form.section_lines(section.section, year)
            _prepare(sheet, the_form, title, year, lines, styles)
            _write_lines(
                sheet, the_form, year, lines, values or {}, notes or {}, styles
            )
        meta = book.add_worksheet(META_SHEET)
        meta.hide()
        meta.protect()
        meta.write_row(0, 0, ("form_version", the_form.version(year)))
        meta.write_row(1, 0, ("layout_sha256", the_form.fingerprint(year)))


def _cover_values(
    the_form: Form, year: int, locality: tuple[str, str] | None, cover: Cover
) -> dict[str, str | int | date | None]:
    window = the_form.report_year(year)
    filled: dict[str, str | int | date | None] = {
        "form_version": the_form.version(year),
        "report_year": year,
        "replaces_all": "không",
        "deadline": window.deadline if window else None,
    }
    if locality is not None:
        found = next(
            (x for x in _localities() if (x["unit_set"], x["code"]) == locality), None
        )
        if found is None:
            raise TemplateError(
                f"No locality {locality[1]} in the map of {locality[0]}"
            )
        filled |= {"locality_code": found["code"], "locality_name": found["name_vi"]}
    return filled | dict(cover)


def _write_cover(
    sheet: Worksheet,
    the_form: Form,
    filled: Mapping[str, str | int | date | None],
    locality: tuple[str, str] | None,
    styles: Mapping[str, Format],
) -> None:
    _set_up(sheet)
    sheet.activate()
    sheet.set_column("A:A", 46)
    sheet.set_column("B:B", 38)
    sheet.set_column("C:C", 46)
    year = filled["report_year"]
    title = f"BÁO CÁO QUẢN LÝ NHÀ NƯỚC VỀ SỞ HỮU CÔNG NGHIỆP NĂM {year}"
    sheet.write("A1", title, styles["title"])
    subtitle = f"Report on the local administration of industrial property, {year}"
    sheet.write("A2", subtitle, styles["subtitle"])
    fixed = {"form_version", "report_year", "deadline"}
    if locality is not None:
        fixed |= {"locality_code", "locality_name"}
    for entry in the_form.cover_fields:
        row = entry.row - 1
        sheet.set_row(row, 22)
        sheet.write(row, 0, entry.label_vi, styles["label"])
        sheet.write(row, 2, entry.label_en, styles["subtitle"])
        _write_answer(sheet, row, entry.field, filled.get(entry.field), fixed, styles)
    below = max(entry.row for entry in the_form.cover_fields) + 1
    last = the_form.sections[-1].numeral
    sheet.merge_range(below, 0, below, 2, _COVER_HELP.format(last=last), styles["help"])
    sheet.set_row(below, 84)


def _write_answer(
    sheet: Worksheet,
    row: int,
    field: str,
    value: str | int | date | None,
    fixed: set[str],
    styles: Mapping[str, Format],
) -> None:
    is_date = field in ("period_start", "period_end", "signed_on", "deadline")
    style = styles[
        ("fixed" if field in fixed else "answer") + ("_date" if is_date else "")
    ]
    if value is None:
        sheet.write_blank(row, 1, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, 1, value, style)
    elif isinstance(value, int):
        sheet.write_number(row, 1, value, style)
    else:
        sheet.write_string(row, 1, value, style)
    if field == "replaces_all":
        sheet.data_validation(
            row, 1, row, 1, {"validate": "list", "source": ["không", "có"]}
        )
    elif is_date and field not in fixed:
        rule = {
            "validate": "date",
            "criteria": ">=",
            "value": date(2000, 1, 1),
            "error_type": "warning",
            "input_message": "ngày/tháng/năm",
        }
        sheet.data_validation(row, 1, row, 1, rule)


def _prepare(
    sheet: Worksheet,
    the_form: Form,
    title: str,
    year: int,
    lines: tuple[Line, ...],
    styles: Mapping[str, Format],
) -> None:
    """Title, instruction, headers, and how the sheet prints."""
    _set_up(sheet)
    for column, width in zip("ABCDEFG", (8, 46, 38, 14, 18, 30, 24), strict=True):
        sheet.set_column(f"{column}:{column}", width)
    sheet.set_row(0, 26)
    sheet.write("A1", title, styles["title"])
    sheet.merge_range("A2:G2", _INSTRUCTION, styles["help"])
    sheet.set_row(1, 66)
    sheet.set_row(2, 34)
    for header in the_form.headers:
        sheet.write(f"{header.column}3", f"{header.label_vi}", styles["header"])
    sheet.write("G3", CHECK_HEADER, styles["header"])
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, FIRST_LINE_ROW + len(lines) - 2, 6)
    sheet.set_footer(f"&L{the_form.version(year)}&C{sheet.get_name()}&R&P/&N")


def _set_up(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_lines(
    sheet: Worksheet,
    the_form: Form,
    year: int,
    lines: tuple[Line, ...],
    values: Mapping[str, Value],
    notes: Mapping[str, str],
    styles: Mapping[str, Format],
) -> None:
    cells = {x.code: f"E{FIRST_LINE_ROW + n}" for n, x in enumerate(lines)}
    for number, line in enumerate(lines):
        row = FIRST_LINE_ROW - 1 + number
        sheet.set_row(
            row, 34 if max(len(line.label_vi), len(line.label_en)) > 40 else 20
        )
        sheet.write_string(row, 0, line.code, styles["code"])
        sheet.write_string(row, 1, line.label_vi, styles[line.kind])
        sheet.write_string(row, 2, line.label_en, styles[line.kind])
        sheet.write_string(row, 3, _unit_name(line), styles["code"])
        style = styles["value_total" if line.kind == "total" else "value"]
        value = values.get(line.code)
        if value is None:
            sheet.write_blank(row, 4, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, 4, value, style)
        else:
            sheet.write_number(row, 4, Decimal(str(value)), style)
        sheet.write_string(row, 5, notes.get(line.code, ""), styles["note"])
        if found := check(the_form, line, year, cells, values):
            sheet.write_formula(row, 6, found.formula, styles["check"], found.shown)
    first, last = FIRST_LINE_ROW - 1, FIRST_LINE_ROW + len(lines) - 2
    for is_money, run in groupby(enumerate(lines), lambda x: x[1].unit == "VND"):
        rows = [first + number for number, _ in run]
        sheet.data_validation(rows[0], 4, rows[-1], 4, _validation(is_money))
    whole = {"type": "formula", "criteria": "=AND(ISNUMBER($E4),$E4=INT($E4))"}
    sheet.conditional_format(first, 4, last, 4, whole | {"format": styles["whole"]})
    for word, style in ((DIFFERS, "differs"), (MATCHES, "matches")):
        rule = {"type": "text", "criteria": "containing", "value": word}
        sheet.conditional_format(first, 6, last, 6, rule | {"format": styles[style]})


def _validation(is_money: bool) -> dict[str, Any]:
    """Numbers from 0; anything else is asked about, never stopped: words are right."""
    return {
        "validate": "decimal" if is_money else "integer",
        "criteria": ">=",
        "value": 0,
        "error_type": "warning",
        "error_title": "Số liệu / Value",
        "error_message": (
            "Cần một số từ 0 trở lên. Nếu ghi bằng chữ (ví dụ: chưa có số liệu) hãy"
            " chọn Yes.\nA number from 0 is expected; choose Yes to keep words."
        ),
    }


def _unit_name(line: Line) -> str:
    """The Vietnamese word of the line's unit at its scale: `vụ`, `triệu đồng`."""
    words = [
        row["word"]
        for row in rows_of(paths.SEEDS / "unit_words.csv")
        if line.unit in row["units"].split("|") and int(row["scale"]) == line.scale
    ]
    money = [word for word in words if word.endswith("đồng")]
    return next(iter(money or words), line.unit)


def _localities() -> list[dict[str, str]]:
    return rows_of(paths.SEEDS / "localities.csv")


def _existed(locality: Mapping[str, str], day: date) -> bool:
    until = locality["valid_to"]
    return date.fromisoformat(locality["valid_from"]) <= day and (
        not until or day <= date.fromisoformat(until)
    )

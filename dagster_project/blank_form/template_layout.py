"""How the workbook looks: sheets, widths, colours, protection, questions, printing.

Rows, columns, labels and lines are the form's; the texts that explain them are here.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dagster_project.blank_form.template_formulas import DIFFERS, MATCHES, Value, check
from dagster_project.submissions import units
from expectations.form import Form, Line, Section

CoverValue = str | int | date | None

FIRST_LINE_ROW = 4
CHECK_COLUMN = 6
CHECK_HEADER = "Tự kiểm tra / Check"

_DATES = ("period_start", "period_end", "signed_on", "deadline")
_WIDTHS = {"A": 8, "B": 46, "C": 38, "D": 14, "E": 18, "F": 30, "G": 30}
_NUMBER = "#,##0.######"
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_BOX = {**_FONT, "border": 1, "border_color": "#A6A6A6", "text_wrap": True}
_LEFT = {**_BOX, "align": "left", "indent": 1}
_INPUT = {"locked": False, "bg_color": "#FFFBE6"}
_GREY = {"bg_color": "#F2F2F2"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_FONT, "bold": True, "font_size": 16, "font_color": "#1F3864"},
    "subtitle": {**_FONT, "italic": True, "font_color": "#595959"},
    "english": {**_FONT, "italic": True, "font_color": "#595959", "indent": 1},
    "help": {**_FONT, "text_wrap": True, "valign": "top", "font_size": 11},
    "label": {**_BOX, "indent": 1},
    "fixed": {**_LEFT, **_GREY},
    "fixed_date": {**_LEFT, **_GREY, "num_format": "dd/mm/yyyy"},
    "answer": {**_LEFT, **_INPUT, "num_format": "@"},
    "answer_date": {**_LEFT, **_INPUT, "num_format": "dd/mm/yyyy"},
    "header": {**_BOX, "bold": True, "align": "center", "bg_color": "#D9E2F3"},
    "total": {**_BOX, "bold": True, "bg_color": "#EEF3FA"},
    "part": {**_BOX, "indent": 1},
    "of_which": {**_BOX, "indent": 2, "italic": True},
    "code": {**_BOX, "align": "center"},
    "code_total": {**_BOX, "align": "center", "bold": True, "bg_color": "#EEF3FA"},
    "value": {**_BOX, **_INPUT, "num_format": _NUMBER},
    "value_total": {**_BOX, **_INPUT, "num_format": _NUMBER, "bold": True},
    "note": {**_BOX, **_INPUT, "num_format": "@"},
    "check": {**_FONT, "italic": True, "font_size": 11, "text_wrap": True, "indent": 1},
    # Conditional formats take no font name or size.
    "whole": {"num_format": "#,##0"},
    "matches": {"font_color": "#2E7D32"},
    "differs": {"font_color": "#C00000", "bold": True},
}
_COVER_HELP = (
    "Điền các ô màu vàng ở trang này và các trang từ {first} đến {last}, rồi gửi tệp"
    " .xlsx này. Gửi bản bổ sung chỉ cần điền những ô thay đổi; ô trống không xóa số"
    " liệu đã gửi, trừ khi chọn “có” ở dòng Thay thế toàn bộ.\n"
    "Fill in the yellow cells here and on sheets {first} to {last}, then send this"
    " .xlsx file. A correction needs only the cells that change; a blank deletes"
    " nothing unless the replace line says “có”."
)
_SECTION_HELP = (
    "Chỉ điền cột Số liệu và Ghi chú (ô màu vàng). Không có phát sinh thì ghi 0; chưa"
    " tổng hợp được thì ghi “chưa có số liệu”; không thuộc phạm vi thì ghi “không áp"
    " dụng”. Tiền tính bằng triệu đồng.\n"
    "Fill in Value and Note only (yellow). Write 0 where there was none, “not"
    " available” where it is not known yet, “not applicable” where it does not apply."
    " Money is in million đồng."
)
_QUESTION = (
    "Cần một số từ 0 trở lên. Nếu ghi bằng chữ (ví dụ: chưa có số liệu) hãy chọn Yes.\n"
    "A number from 0 is expected; choose Yes to keep words."
)


class Layout:
    """Writes the sheets of one year's form into an open workbook."""

    def __init__(self, book: Workbook, form: Form, year: int) -> None:
        self._book = book
        self._form = form
        self._year = year
        self._styles = {name: book.add_format(style) for name, style in _STYLES.items()}

    def write_cover(
        self, name: str, filled: Mapping[str, CoverValue], fixed: set[str]
    ) -> None:
        """The first sheet: labels in A, `filled` in B; fields in `fixed` are locked."""
        sheet = self._add_sheet(name, {"A": 46, "B": 60, "C": 46})
        sheet.activate()
        title = f"BÁO CÁO QUẢN LÝ NHÀ NƯỚC VỀ SỞ HỮU CÔNG NGHIỆP NĂM {self._year}"
        english = (
            f"Report on the local administration of industrial property {self._year}"
        )
        sheet.write("A1", title, self._styles["title"])
        sheet.write("A2", english, self._styles["subtitle"])
        for entry in self._form.cover_fields:
            row = entry.row - 1
            sheet.set_row(row, 22)
            sheet.write(row, 0, entry.label_vi, self._styles["label"])
            sheet.write(row, 2, entry.label_en, self._styles["english"])
            style = "fixed" if entry.field in fixed else "answer"
            self._write_answer(sheet, row, entry.field, filled.get(entry.field), style)
        below = max(entry.row for entry in self._form.cover_fields) + 1
        first, last = self._form.sections[0].numeral, self._form.sections[-1].numeral
        text = _COVER_HELP.format(first=first, last=last)
        sheet.merge_range(below, 0, below, 2, text, self._styles["help"])
        sheet.set_row(below, 80)

    def write_section(
        self,
        section: Section,
        values: Mapping[str, Value],
        notes: Mapping[str, str],
    ) -> None:
        """One section's sheet with the lines of the year's form from row 4."""
        lines = self._form.section_lines(section.section, self._year)
        sheet = self._add_sheet(section.numeral, _WIDTHS)
        title = f"{section.numeral}. {section.title_vi} / {section.title_en}"
        sheet.set_row(0, 26)
        sheet.write("A1", title, self._styles["title"])
        sheet.set_row(1, 56)
        sheet.merge_range("A2:G2", _SECTION_HELP, self._styles["help"])
        sheet.set_row(2, 34)
        for header in self._form.headers:
            sheet.write(f"{header.column}3", header.label_vi, self._styles["header"])
        sheet.write(2, CHECK_COLUMN, CHECK_HEADER, self._styles["header"])
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        sheet.set_footer(
            f"&L{self._form.version(self._year)}&C{section.numeral}&R&P/&N"
        )
        first, last = FIRST_LINE_ROW - 1, FIRST_LINE_ROW + len(lines) - 2
        sheet.print_area(0, 0, last, CHECK_COLUMN)
        for number, line in enumerate(lines):
            note = notes.get(line.code, "")
            self._write_line(sheet, first + number, line, values.get(line.code), note)
        self._write_checks(sheet, lines, values)
        self._ask(sheet, first, lines)
        self._colour(sheet, first, last)

    def _add_sheet(self, name: str, widths: Mapping[str, int]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        for column, width in widths.items():
            sheet.set_column(f"{column}:{column}", width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet

    def _write_answer(
        self, sheet: Worksheet, row: int, field: str, value: CoverValue, style: str
    ) -> None:
        look = self._styles[f"{style}_date" if field in _DATES else style]
        if value is None:
            sheet.write_blank(row, 1, None, look)
        elif isinstance(value, date):
            sheet.write_datetime(row, 1, value, look)
        elif isinstance(value, int):
            sheet.write_number(row, 1, value, look)
        else:
            sheet.write_string(row, 1, value, look)
        if field == "replaces_all":
            choice = {"validate": "list", "source": ["không", "có"]}
            sheet.data_validation(row, 1, row, 1, choice)
        elif field in _DATES and style == "answer":
            question = {
                "validate": "date",
                "criteria": ">=",
                "value": date(2000, 1, 1),
                "error_type": "warning",
                "input_message": "ngày/tháng/năm",
            }
            sheet.data_validation(row, 1, row, 1, question)

    def _write_line(
        self, sheet: Worksheet, row: int, line: Line, value: Value, note: str
    ) -> None:
        longest = max(len(line.label_vi), len(line.label_en))
        sheet.set_row(row, 34 if longest > 40 else 20)
        code = self._styles["code_total" if line.kind == "total" else "code"]
        sheet.write_string(row, 0, line.code, code)
        sheet.write_string(row, 1, line.label_vi, self._styles[line.kind])
        sheet.write_string(row, 2, line.label_en, self._styles[line.kind])
        unit = units.name_of(line)
        sheet.write_string(row, 3, unit, code)
        style = self._styles["value_total" if line.kind == "total" else "value"]
        if value is None:
            sheet.write_blank(row, 4, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, 4, value, style)
        else:
            sheet.write_number(row, 4, Decimal(str(value)), style)
        sheet.write_string(row, 5, note, self._styles["note"])

    def _write_checks(
        self, sheet: Worksheet, lines: tuple[Line, ...], values: Mapping[str, Value]
    ) -> None:
        cells = {x.code: f"E{FIRST_LINE_ROW + n}" for n, x in enumerate(lines)}
        for number, line in enumerate(lines):
            if found := check(self._form, line, self._year, cells, values):
                row = FIRST_LINE_ROW - 1 + number
                style = self._styles["check"]
                sheet.write_formula(
                    row, CHECK_COLUMN, found.formula, style, found.shown
                )

    def _ask(self, sheet: Worksheet, first: int, lines: tuple[Line, ...]) -> None:
        """Numbers from 0; anything else is asked about, never stopped."""
        for is_money, run in groupby(enumerate(lines), lambda x: x[1].unit == "VND"):
            rows = [first + number for number, _ in run]
            question = {
                "validate": "decimal" if is_money else "integer",
                "criteria": ">=",
                "value": 0,
                "error_type": "warning",
                "error_title": "Số liệu / Value",
                "error_message": _QUESTION,
            }
            sheet.data_validation(rows[0], 4, rows[-1], 4, question)

    def _colour(self, sheet: Worksheet, first: int, last: int) -> None:
        # A number format with optional decimals shows `12.` for 12.
        cell = f"$E{first + 1}"
        whole = {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({cell}),{cell}=INT({cell}))",
            "format": self._styles["whole"],
        }
        sheet.conditional_format(first, 4, last, 4, whole)
        for word, style in ((DIFFERS, "differs"), (MATCHES, "matches")):
            rule = {"type": "text", "criteria": "containing", "value": word}
            rule |= {"format": self._styles[style]}
            sheet.conditional_format(first, CHECK_COLUMN, last, CHECK_COLUMN, rule)

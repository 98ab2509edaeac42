"""Workbooks to be marked, and what a reader sees in them."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from dagster_project.reporting.mark import Mark

SECTION = "II Thực thi"
# The fills of a marked cell, as a reader sees them.
HARD, SOFT = "FFFFB1A8", "FFFFE29B"


def mark(address: str | None, severity: str = "hard", **changes: object) -> Mark:
    values: dict[str, object] = {
        "line_code": "B",
        "sheet": SECTION if address else None,
        "address": address,
        "rule_id": "SUM:B:ip_right",
        "severity": severity,
        "text": "Tổng 12 khác tổng các thành phần 10.",
        "others": ("B1 Nhãn hiệu = 7", "B2 Kiểu dáng công nghiệp = 3"),
        "remedy": "tổng bằng 10, hoặc các thành phần cộng lại bằng 12",
        "cause": None,
    }
    return Mark(**{**values, **changes})  # type: ignore[arg-type]


def rich_workbook(path: Path) -> Path:
    """A workbook with all that is easily lost, written by XlsxWriter."""
    with xlsxwriter.Workbook(str(path)) as book:
        cover = book.add_worksheet("Bia")
        cover.write("A4", "Năm báo cáo")
        cover.write("B4", 2024)
        sheet = book.add_worksheet(SECTION)
        yellow = book.add_format({"bg_color": "#FFFF00", "bold": True, "locked": False})
        striped = book.add_format({"pattern": 4, "fg_color": "#00FF00"})
        sheet.merge_range("A1:F1", "Thực thi quyền sở hữu công nghiệp")
        sheet.write_row("A3", ["Mã số", "Chỉ tiêu", "", "Đơn vị", "Số liệu"])
        for row, (code, value) in enumerate(
            [("B", 12), ("B1", 7), ("B2", 3), ("B3", "hơn 1"), ("B4", "")], 3
        ):
            sheet.write(row, 0, code)
            sheet.write(row, 4, value, yellow)
        sheet.write("E10", "khác", striped)
        sheet.write_formula("G4", "=E5+E6", None, 10)
        sheet.write_array_formula("G5:G5", "{=SUM(E5:E6*2)}", None, 20)
        sheet.write_comment("E5", "ghi chú của địa phương", {"author": "Sở"})
        sheet.set_row(6, None, None, {"hidden": True})
        sheet.set_column("J:K", 12, yellow)
        sheet.merge_range("E12:F13", 5, yellow)
        sheet.conditional_format("E4:E9", {"type": "duplicate", "format": striped})
        sheet.data_validation(
            "E4:E9", {"validate": "integer", "criteria": ">=", "value": 0}
        )
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"='{SECTION}'!$E$4:$E$6"})
        sheet.insert_chart("H20", chart)
        sheet.protect("secret")
        hidden = book.add_worksheet("_meta")
        hidden.write("A1", "2024.1")
        hidden.hide()
        book.define_name("tong", f"='{SECTION}'!$E$4")
    return path


def cells(path: Path, *, stored: bool) -> dict[tuple[str, str], object]:
    """Every value of every sheet, ours excepted."""
    book = openpyxl.load_workbook(path, data_only=stored)
    return {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)
        for sheet in book
        if sheet.title != "_ipw"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def styles(path: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): (
            cell.font.b,
            cell.font.name,
            cell.number_format,
            cell.border.left.style,
            cell.alignment.wrap_text,
            cell.protection.locked,
            cell.fill.patternType,
            cell.fill.fgColor.rgb,
            cell.comment.text if cell.comment else None,
        )
        for sheet in book
        if sheet.title != "_ipw"
        for row in sheet.iter_rows()
        for cell in row
    }


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    return rich_workbook(tmp_path / "báo cáo.xlsx")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "marked.xlsx"

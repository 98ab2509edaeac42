"""What a sender is told of a tidy CSV's columns and rows, in both languages."""

from collections.abc import Sequence

from dagster_project.submissions.parsed import ParsedRemark
from dagster_project.submissions.quoting import short


def unknown_column(name: str) -> ParsedRemark:
    """A column that the format does not know."""
    name = short(name)
    return _remark(
        "unknown_column",
        None,
        f"Cột “{name}” không thuộc định dạng nên không được đọc.",
        f"Column “{name}” is not part of the format and was not read.",
    )


def short_row(line: int, fields: Sequence[str]) -> ParsedRemark:
    """A row that ends before its value."""
    written = short("|".join(fields))
    return _remark(
        "short_row",
        line,
        f"Dòng {line} kết thúc trước cột giá trị ({written}); giá trị được coi là để "
        "trống.",
        f"Line {line} ends before the column of values ({written}); the value is taken "
        "as blank.",
    )


def torn_row(line: int, fields: Sequence[str], line_code: str) -> ParsedRemark:
    """A row that a comma within its number cut into a field too many."""
    written = short(",".join(fields))
    return _remark(
        "torn_row",
        line,
        f"Dòng {line} “{written}” bị tách thành nhiều ô hơn dòng tiêu đề, có lẽ vì số "
        "có dấu phẩy không đặt trong ngoặc kép; số của dòng này chưa được đọc. Hãy đặt "
        "số trong ngoặc kép hoặc ngăn cột bằng dấu chấm phẩy rồi gửi lại.",
        f"Line {line} “{written}” falls into more fields than the header has, perhaps "
        "since a number with a comma is not quoted; its number was not read. Quote the "
        "number or part the columns by semicolons, and send the file again.",
        line_code,
    )


def _remark(
    code: str, line: int | None, vi: str, en: str, line_code: str | None = None
) -> ParsedRemark:
    address = None if line is None else f"line {line}"
    return ParsedRemark(code, line_code, None, address, vi, en)

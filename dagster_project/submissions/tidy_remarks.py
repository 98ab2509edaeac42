"""What a sender is told of a tidy CSV's columns and rows, in both languages."""

from collections.abc import Sequence

from dagster_project.submissions.parsed import ParsedRemark

LONGEST = 200


def unknown_column(name: str) -> ParsedRemark:
    """A column that the format does not know."""
    return _remark(
        "unknown_column",
        None,
        f"Cột «{name}» không thuộc định dạng nên không được đọc.",
        f"Column “{name}” is not part of the format and was not read.",
    )


def short_row(line: int, fields: Sequence[str]) -> ParsedRemark:
    """A row that ends before its value."""
    written = "|".join(fields)[:LONGEST]
    return _remark(
        "short_row",
        line,
        f"Dòng {line} kết thúc trước cột giá trị ({written}); giá trị được coi là để "
        "trống.",
        f"Line {line} ends before the column of values ({written}); the value is taken "
        "as blank.",
    )


def broken_row(line: int, fields: Sequence[str]) -> ParsedRemark:
    """A row with more or fewer fields than the header has columns."""
    written = "|".join(fields)[:LONGEST]
    return _remark(
        "broken_row",
        line,
        f"Dòng {line} không có đúng số cột của tiêu đề ({written}); số có dấu phẩy "
        "phải đặt trong ngoặc kép. Ô này không đọc được.",
        f"Line {line} does not have the header's columns ({written}); a number with a "
        "comma must be quoted. The cell is unreadable.",
    )


def _remark(code: str, line: int | None, vi: str, en: str) -> ParsedRemark:
    address = None if line is None else f"line {line}"
    return ParsedRemark(code, None, None, address, vi, en)

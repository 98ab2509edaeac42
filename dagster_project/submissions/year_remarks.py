"""What a sender is told once the year is known: lines too many and lines missing."""

import re

from dagster_project.submissions import records, unfilled, year_parts
from dagster_project.submissions.cover import year_of
from dagster_project.submissions.identity import Identity
from dagster_project.submissions.parsed import Cover, ParsedCell, ParsedSubmission
from dagster_project.submissions.places import places
from dagster_project.submissions.quoting import short
from dagster_project.submissions.titles import section_of_title
from expectations.form import form


def remarks_of(
    name: str, submission: ParsedSubmission, identity: Identity, original_name: str
) -> list[records.Remark]:
    """Whether it is empty, the file's own remarks, then what its year's form lacks."""
    nothing = unfilled.no_figure(submission)
    of_a_part = year_parts.in_file_name(submission.cover, original_name)
    found = [
        records.Remark(
            name, x.code, x.line_code, x.sheet, x.address, x.text_vi, x.text_en
        )
        for x in [*([nothing] if nothing else []), *submission.remarks, *of_a_part]
    ]
    cover = submission.cover
    year = identity.report_year or year_of(cover.report_year_text)
    if identity.locality_code and _is_unknown_name(cover, year):
        found.append(_unknown_name(name, cover))
    version = re.fullmatch(r"([0-9]{4})\.[0-9]+", (cover.form_version or "").strip())
    is_known = year is not None and form().report_year(year) is not None
    if year is not None and is_known and version and int(version[1]) != year:
        found.append(_form_of_another_year(name, year, version[0]))
    if year is not None and form().lines(year):
        found += _unknown_lines(name, submission, year)
        found += _lines_not_found(name, submission, year)
    return found


def _form_of_another_year(name: str, year: int, version: str) -> records.Remark:
    """Last year's form with this year on its cover: the cover says what it reports."""
    return records.Remark(
        name,
        "form_of_another_year",
        None,
        None,
        None,
        f"Báo cáo năm {year} được ghi trên biểu mẫu phiên bản {version}; đã đọc theo "
        f"mã số và tên chỉ tiêu. Hãy dùng biểu mẫu {year}.1, hoặc sửa năm báo cáo nếu "
        "ghi sai.",
        f"A report of {year} on the form of version {version}; it was read by code and "
        f"label. Please use form {year}.1, or correct the report year if it is wrong.",
    )


def _is_unknown_name(cover: Cover, year: int | None) -> bool:
    if not cover.locality_name_text or year is None:
        return False
    meaning = places().of_name(cover.locality_name_text, year)
    return not (meaning.territories or meaning.former or meaning.later)


def _unknown_name(name: str, cover: Cover) -> records.Remark:
    text = short(cover.locality_name_text or "")
    return records.Remark(
        name,
        "unknown_name",
        None,
        None,
        None,
        f"Không biết tên địa phương “{text}”; đã đọc theo mã địa phương.",
        f"No locality is known as “{text}”; the locality code was used.",
    )


def _unknown_lines(
    name: str, submission: ParsedSubmission, year: int
) -> list[records.Remark]:
    return [
        _unknown_line(name, x, year)
        for x in submission.cells
        if not form().line(x.line_code).is_in(year)
    ]


def _unknown_line(name: str, cell: ParsedCell, year: int) -> records.Remark:
    text = short(cell.raw_text)
    figure_vi = f"; số liệu “{text}”" if text else " nên"
    figure_en = f"; its figure “{text}”" if text else " and"
    return records.Remark(
        name,
        "unknown_line",
        cell.line_code,
        cell.sheet,
        cell.address,
        f"Dòng {cell.line_code} không có trong biểu mẫu năm {year}{figure_vi} không "
        "được nạp.",
        f"Line {cell.line_code} is not in the form of {year}{figure_en} was not "
        "loaded.",
    )


def _lines_not_found(
    name: str, submission: ParsedSubmission, year: int
) -> list[records.Remark]:
    given = {x.line_code for x in submission.cells}
    unread = {
        section_of_title(x.sheet or "")
        for x in submission.remarks
        if x.code == "no_value_column"
    }
    return [
        records.Remark(
            name,
            "line_not_found",
            x.code,
            None,
            None,
            f"Không tìm thấy dòng {x.code} “{x.label_vi}” trong tệp; coi là để trống.",
            f"Line {x.code} “{x.label_en}” is not in the file; it is taken as blank.",
        )
        for x in form().lines(year)
        if x.code not in given and x.section not in unread
    ]

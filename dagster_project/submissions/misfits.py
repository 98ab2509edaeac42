"""A layout that is not understood: what was looked for, what was found, and where.

The place that matters is quoted, in both languages: the header over the lines, the
rows under a header, or what stands on each sheet; never the cover, which was found.
"""

from collections.abc import Iterable, Sequence

from dagster_project.submissions import layout
from dagster_project.submissions.labels import cover_names
from dagster_project.submissions.parsed import ParsedRemark
from dagster_project.submissions.quoting import short
from dagster_project.submissions.refusals import Refused
from dagster_project.submissions.sheets import Sheet, address
from dagster_project.submissions.tables import (
    likely_header,
    tables_of,
    value_headers,
)
from dagster_project.submissions.tidy_columns import header_of
from expectations.form import form

SHOWN_SHEETS = 4
SHOWN_TEXTS = 8
LONGEST_TEXT = 40


def no_value_column(sheet: Sheet, header: int | None = None) -> ParsedRemark:
    """Lines of the form whose values cannot be found, below this header or anywhere."""
    vi, en = _missing_headers([sheet], header)
    return ParsedRemark(
        "no_value_column",
        None,
        sheet.name,
        None,
        f"{vi} Phần này không được đọc.",
        f"{en} This part was not read.",
    )


def refuse_a_tidy_table(sheet: Sheet, header: int) -> None:
    """A table with a locality and a year in each row is no form: several report in it.

    Its header would pass for a cover that says the name of the next column.
    """
    texts = [x.text for _, x in sorted(sheet.row(header).items())]
    columns = header_of(texts, "").columns.keys()
    whose = {"locality_code", "locality_name"} & columns
    if not (whose and {"report_year", "line_code", "value"} <= columns):
        return
    raise Refused(
        "tidy_in_workbook",
        f"Trang “{sheet.name}” là bảng ghi năm và địa phương ở từng hàng (tiêu đề ở "
        f"dòng {header + 1}); bảng như vậy chỉ đọc được từ tệp CSV. Hãy lưu trang này "
        "dưới dạng CSV UTF-8 rồi gửi lại, hoặc dùng biểu mẫu của Cục.",
        f"Sheet “{sheet.name}” is a table with a year and a locality in each row (its "
        f"header is row {header + 1}); such a table is read from a CSV only. Save the "
        "sheet as CSV UTF-8 and send that, or fill in the issued form.",
    )


def nothing_found(shown: Sequence[Sheet], unread: Sequence[Sheet]) -> Refused:
    """The refusal of a workbook of which no line could be read.

    `unread` are those sheets that have lines of the form, but no table over them.
    """
    if unread:
        vi, en = _missing_headers(unread)
        return Refused(
            "no_value_column",
            f"{vi} Hãy giữ dòng tiêu đề của biểu mẫu rồi gửi lại.",
            f"{en} Keep the header row of the form and send the file again.",
        )
    found = [x for x in map(_holdings, _without_cover(shown)) if x][:SHOWN_SHEETS]
    vi = "; ".join(vi for vi, _ in found) or "không có nội dung"
    en = "; ".join(en for _, en in found) or "nothing"
    codes = ", ".join(x.code for x in form().all_lines[:2])
    last = form().all_lines[-1].code
    return Refused(
        "no_line_found",
        f"Không tìm thấy chỉ tiêu nào của biểu mẫu: đã tìm các mã {codes}, … {last} "
        "hoặc tên chỉ tiêu dưới tiêu đề “Mã số”, “Chỉ tiêu”, “Số liệu”. Tệp có: "
        f"{vi}. Hãy dùng biểu mẫu của Cục rồi gửi lại.",
        f"No line of the form was found: looked for the codes {codes}, … {last} or the "
        "labels below the headers Mã số, Chỉ tiêu, Số liệu. The file has: "
        f"{en}. Fill in the issued form and send it again.",
    )


def _missing_headers(
    sheets: Sequence[Sheet], header: int | None = None
) -> tuple[str, str]:
    """Which header was looked for and what stands there; sheets that are alike once."""
    alike: dict[tuple[str, str], list[str]] = {}
    for sheet in sheets:
        alike.setdefault(_missing_header(sheet, header), []).append(f"“{sheet.name}”")
    vi, en = [], []
    for (text_vi, text_en), sheet_names in alike.items():
        named = ", ".join(sheet_names)
        vi.append(f"Trang {named} có chỉ tiêu của biểu mẫu nhưng {text_vi}.")
        en.append(f"Sheet {named} has lines of the form, but {text_en}.")
    return " ".join(vi[:SHOWN_SHEETS]), " ".join(en[:SHOWN_SHEETS])


def _missing_header(sheet: Sheet, header: int | None) -> tuple[str, str]:
    number = likely_header(sheet) if header is None else header
    if number is None:
        return (
            "phía trên không có dòng tiêu đề với cột “Số liệu” (Value)",
            "no header row with a column “Số liệu” (Value) above them",
        )
    columns = value_headers(sheet, number)
    if len(columns) > 1:
        places = ", ".join(address(number, x) for x in columns)
        return (
            f"có {len(columns)} cột “Số liệu” (Value): {places}; không rõ cột nào "
            "đúng, hãy giữ lại một",
            f"{len(columns)} columns “Số liệu” (Value): {places}; which one is meant "
            "is not known, keep one",
        )
    wanted = "“Mã số” hoặc “Chỉ tiêu”" if columns else "“Số liệu” (Value)"
    cells = sorted(sheet.rows[number].items())
    texts = [f"{address(number, x)} “{_short(y.text)}”" for x, y in cells]
    shown = ", ".join(texts[:SHOWN_TEXTS])
    return (
        f"không tìm thấy cột {wanted}; dòng tiêu đề {number + 1} ghi: {shown}",
        f"no column {wanted.replace('hoặc', 'or')} was found; the header in "
        f"row {number + 1} says: {shown}",
    )


def _without_cover(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """The sheets that do not look like a cover; all, where all do."""
    others = [x for x in sheets if _cover_labels(x) < 2]
    return others or sheets


def _cover_labels(sheet: Sheet) -> int:
    cells = (y for x in sheet.rows.values() for y in x.values() if y.kind == "text")
    return sum(bool(cover_names().find(x.text.partition(":")[0])) for x in cells)


def _holdings(sheet: Sheet) -> tuple[str, str] | None:
    """What a sheet without any line holds: under its header, else where one may be."""
    if tables := tables_of(sheet):
        rows = [x for x in layout.rows_of(sheet, tables) if x.line is None]
        texts = _quoted(x.written for x in rows if x.written)
        return (
            f"trang “{sheet.name}”, dưới tiêu đề: {texts}",
            f"sheet “{sheet.name}”, under its header: {texts}",
        )
    number = likely_header(sheet)
    if number is None:
        return None
    texts = _quoted(y.text for _, y in sorted(sheet.rows[number].items()))
    return (
        f"trang “{sheet.name}”, dòng {number + 1}: {texts}",
        f"sheet “{sheet.name}”, row {number + 1}: {texts}",
    )


def _quoted(texts: Iterable[str]) -> str:
    found = [f"“{_short(x)}”" for x in texts if x.strip()]
    return ", ".join(found[:SHOWN_TEXTS]) or "—"


def _short(text: str) -> str:
    return short(" ".join(text.split()), LONGEST_TEXT)

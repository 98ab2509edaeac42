"""What a sender is told of a workbook's layout, in both languages."""

from dagster_project.submissions import layout, units
from dagster_project.submissions.labels import line_names
from dagster_project.submissions.notices import Notice
from dagster_project.submissions.parsed import ParsedRemark
from dagster_project.submissions.quoting import short
from dagster_project.submissions.sheets import Sheet
from expectations.form import Line


def unknown(sheet: Sheet, row: layout.Row) -> ParsedRemark:
    written = short(row.written) or "—"
    if len(row.candidates) == 1:
        (code,) = row.candidates
        return ParsedRemark(
            "ambiguous_label",
            None,
            sheet.name,
            row.address,
            f"Dòng {row.number + 1} “{written}” có tên của {code} nhưng đơn vị "
            "tính không phải của dòng đó nên không đọc. Hãy ghi mã số.",
            f"Row {row.number + 1} “{written}” has the label of {code} but a unit "
            "that this line cannot have, so it was not read. Write its code.",
        )
    if row.candidates:
        either = ", ".join(row.candidates)
        return ParsedRemark(
            "ambiguous_label",
            None,
            sheet.name,
            row.address,
            f"Dòng {row.number + 1} “{written}” có thể là {either}; phía trên "
            "không có dòng tổng của nó nên không đọc. Hãy ghi mã số.",
            f"Row {row.number + 1} “{written}” may be {either}; no total line "
            "of its own stands above it, so it was not read. Write its code.",
        )
    return ParsedRemark(
        "unknown_line",
        None,
        sheet.name,
        row.address,
        f"Dòng {row.number + 1} “{written}” không phải là chỉ tiêu của biểu mẫu; "
        "số liệu của dòng này không được nạp.",
        f"Row {row.number + 1} “{written}” is no line of the form; its figure was "
        "not loaded.",
    )


def other_label(sheet: Sheet, row: layout.Row, label: str) -> ParsedRemark:
    """A code beside the label of another line: the code counts, the sender is told."""
    code = row.line.code if row.line else ""
    named, label = ", ".join(sorted(line_names().find(label))), short(label)
    return ParsedRemark(
        "label_of_another_line",
        code,
        sheet.name,
        row.address,
        f"Dòng {row.number + 1} có mã {code} nhưng tên chỉ tiêu là “{label}” "
        f"({named}); đã đọc theo mã.",
        f"Row {row.number + 1} has code {code} but the label “{label}” "
        f"({named}); it was read by its code.",
    )


def other_unit(sheet: Sheet, row: layout.Row, line: Line, said: Notice) -> ParsedRemark:
    """A figure beside its unit in another size: neither reading is taken."""
    asked, unit, value = units.name_of(line), short(said.unit), short(row.value.text)
    vi = f"Dòng {row.number + 1} ({line.code}) ghi đơn vị “{unit}”"
    en = f"Row {row.number + 1} ({line.code}) says the unit “{unit}”"
    if said.number != row.number:
        where = short(said.place)
        vi = f"{where} ghi đơn vị “{unit}” cho dòng {row.number + 1} ({line.code})"
        en = f"{where} says the unit “{unit}” for row {row.number + 1} ({line.code})"
    return ParsedRemark(
        "other_unit",
        line.code,
        sheet.name,
        row.address,
        f"{vi} nhưng biểu mẫu yêu cầu ghi theo “{asked}”; số “{value}” chưa được "
        f"tính. Hãy ghi lại số theo “{asked}” và giữ đơn vị của biểu mẫu.",
        f"{en}, but the form asks in “{asked}”; the figure “{value}” does not count "
        f"yet. Write it in “{asked}” and keep the unit of the form.",
    )


def hidden_row(sheet: Sheet, row: layout.Row) -> ParsedRemark:
    value = short(row.value.text)
    return ParsedRemark(
        "hidden_row",
        row.line.code if row.line else None,
        sheet.name,
        row.address,
        f"Dòng {row.number + 1} của trang “{sheet.name}” bị ẩn nhưng có số liệu "
        f"“{value}”; dòng ẩn vẫn được đọc.",
        f"Row {row.number + 1} of sheet “{sheet.name}” is hidden but holds "
        f"“{value}”; hidden rows are read.",
    )


def hidden_column(sheet: Sheet) -> ParsedRemark:
    return ParsedRemark(
        "hidden_column",
        None,
        sheet.name,
        None,
        f"Cột số liệu của trang “{sheet.name}” bị ẩn; cột ẩn vẫn được đọc.",
        f"The value column of sheet “{sheet.name}” is hidden; hidden columns are read.",
    )


def hidden_sheet(sheet: Sheet) -> ParsedRemark:
    return ParsedRemark(
        "hidden_sheet",
        None,
        sheet.name,
        None,
        f"Trang “{sheet.name}” bị ẩn nhưng có số liệu; trang ẩn vẫn được đọc.",
        f"Sheet “{sheet.name}” is hidden but holds figures; hidden sheets are read.",
    )


def merged(sheet: Sheet, row: layout.Row) -> ParsedRemark:
    code = row.line.code if row.line else ""
    return ParsedRemark(
        "merged_value",
        code,
        sheet.name,
        row.address,
        f"Ô số liệu của dòng {code} bị gộp với dòng phía trên; số chỉ tính cho dòng "
        "trên, dòng này được coi là trống.",
        f"The value of line {code} is merged with the row above; the figure counts for "
        "the row above, this line is taken as blank.",
    )

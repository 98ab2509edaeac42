"""The sheet `_ipw` of a marked workbook: every mark in a row, with a link to its cell.

Names beginning with `_` are never read back. Text stands in inline strings, never in
formulas: what a locality wrote stays inert.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from dagster_project.reporting.addresses import column_number
from dagster_project.reporting.mark import Mark
from dagster_project.reporting.ooxml import SPACE, escaped, plain
from dagster_project.reporting.workbook_styles import COVERED, Styles
from dagster_project.submissions.quoting import LONGEST_TEXT

NAME = "_ipw"
Covered = dict[tuple[str, str], str]
"""The colour under a mark, as `workbook_styles.COVERED`, by sheet and address."""
_WIDTHS = (16, 10, 24, 9, 60, 50, 40, 30, 20)
# The last of the columns: what each mark covers.
_HIDDEN = "I"
_WORDS = {
    "vi": {
        "title": "Những ô cần xem lại",
        "note": "Kho dữ liệu thêm trang tính này để chỉ ra các ô; khi gửi lại, trang"
        " tính này và các ghi chú kèm ô không được đọc. Hãy sửa tại ô được nêu rồi gửi"
        " lại chính tệp này.",
        "headers": (
            "Ô",
            "Mã số",
            "Quy tắc",
            "Mức",
            "Nội dung",
            "Các ô khác",
            "Để khớp",
            "Có thể do",
        ),
        "hard": "phải sửa",
        "soft": "xem lại",
        "absent": "(không có trong tệp)",
        "elsewhere": "(số của báo cáo khác)",
        "whole": "(cả báo cáo)",
    },
    "en": {
        "title": "Cells to look at again",
        "note": "The warehouse added this sheet to point at cells; when the file comes"
        " back, this sheet and the comments are not read. Correct the cells named here"
        " and send this file again.",
        "headers": (
            "Cell",
            "Code",
            "Rule",
            "Severity",
            "What is wrong",
            "Other cells",
            "What would satisfy it",
            "Likely cause",
        ),
        "hard": "must correct",
        "soft": "please check",
        "absent": "(not in the file)",
        "elsewhere": "(from another submission)",
        "whole": "(the whole report)",
    },
}


def build(
    marks: Sequence[Mark],
    places: Mapping[Mark, tuple[str, str]],
    covered: Covered,
    styles: Styles,
    namespace: str,
    language: str,
) -> etree._Element:
    """The worksheet; `places` gives sheet and address of the marks that have a cell.

    What is wrong stands once, beside the first cell of each rule. What a mark covers
    stands in a hidden column, for when the file comes back.
    """
    words = _WORDS.get(language, _WORDS["vi"])
    bold, wrapped = styles.written(bold=True), styles.written()
    linked = styles.written(link=True)
    root, data, links = _empty_sheet(namespace)
    # The first two rows are sentences over the whole width: they do not wrap.
    _row(data, 1, [(str(words["title"]), 0)])
    _row(data, 2, [(str(words["note"]), 0)])
    _row(data, 4, [(header, bold) for header in words["headers"]])
    said: set[str] = set()
    for number, mark in enumerate(marks, 5):
        place = places.get(mark)
        where = f"{place[0]}!{place[1]}" if place else str(words[_nowhere(mark)])
        texts = [mark.line_code, mark.rule_id, str(words[mark.severity])]
        if mark.rule_id not in said:
            said.add(mark.rule_id)
            texts += [mark.text, "; ".join(mark.others)]
            texts += [mark.remedy or "", mark.cause or ""]
        first = (where, linked if place else wrapped)
        row = _row(data, number, [first, *((text, wrapped) for text in texts)])
        if place:
            if covered.get(place):
                _cell(row, f"{_HIDDEN}{number}", covered[place], 0)
            sheet = plain(place[0]).replace("'", "''")
            link = etree.SubElement(
                links, f"{{{namespace}}}hyperlink", ref=f"A{number}"
            )
            link.set("location", f"'{sheet}'!{place[1]}")
            link.set("display", plain(where))
    if not len(links):
        root.remove(links)
    return root


def _nowhere(mark: Mark) -> str:
    """The word for what a mark without a cell of the file is about."""
    if not mark.line_code:
        return "whole"
    return "elsewhere" if mark.is_elsewhere else "absent"


def covered_before(source: Path, name: str) -> Covered:
    """What the marks of an earlier round cover, read from their list, sheet `name`."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(source)).get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=True)
    except (CalamineError, OSError, ValueError):
        return {}
    hidden = column_number(_HIDDEN) - 1
    found: Covered = {}
    for row in rows if sheet.start and not sheet.start[1] else ():
        where, _, address = str(row[0]).rpartition("!")
        if len(row) > hidden and COVERED.fullmatch(str(row[hidden])):
            found[where, address] = str(row[hidden])
    return found


def _empty_sheet(
    namespace: str,
) -> tuple[etree._Element, etree._Element, etree._Element]:
    """A sheet that prints on the width of one page, its data and its links."""
    root = etree.Element(f"{{{namespace}}}worksheet", nsmap={None: namespace})
    properties = etree.SubElement(root, f"{{{namespace}}}sheetPr")
    etree.SubElement(properties, f"{{{namespace}}}pageSetUpPr", fitToPage="1")
    columns = etree.SubElement(root, f"{{{namespace}}}cols")
    for number, width in enumerate(_WIDTHS, 1):
        column = etree.SubElement(columns, f"{{{namespace}}}col", customWidth="1")
        column.set("min", str(number))
        column.set("max", str(number))
        column.set("width", str(width))
    column.set("hidden", "1")
    data = etree.SubElement(root, f"{{{namespace}}}sheetData")
    links = etree.SubElement(root, f"{{{namespace}}}hyperlinks")
    setup = etree.SubElement(root, f"{{{namespace}}}pageSetup", orientation="landscape")
    setup.set("fitToHeight", "0")
    return root, data, links


def _row(
    data: etree._Element, number: int, texts: Sequence[tuple[str, int]]
) -> etree._Element:
    namespace = etree.QName(data).namespace
    row = etree.SubElement(data, f"{{{namespace}}}row", r=str(number))
    if len(texts) > 1:
        # Programs that keep heights of other programs do not fit rows to wrapped text.
        lines = max(
            -(-len(text) // width)
            for (text, _), width in zip(texts, _WIDTHS, strict=False)
        )
        row.set("ht", str(min(15 * max(lines, 1), 400)))
        row.set("customHeight", "1")
    for column, (text, style) in zip("ABCDEFGH", texts, strict=False):
        _cell(row, f"{column}{number}", text, style)
    return row


def _cell(row: etree._Element, address: str, text: str, style: int) -> None:
    namespace = etree.QName(row).namespace
    cell = etree.SubElement(row, f"{{{namespace}}}c", t="inlineStr")
    cell.set("r", address)
    cell.set("s", str(style))
    inline = etree.SubElement(cell, f"{{{namespace}}}is")
    words = etree.SubElement(inline, f"{{{namespace}}}t")
    words.text = escaped(text)[:LONGEST_TEXT]
    words.set(SPACE, "preserve")

"""How long a text of a file may be: what a cell of a spreadsheet holds.

A table takes no text without end, and no report needs one.
"""

from collections.abc import Mapping
from dataclasses import fields, replace

from dagster_project.submissions.parsed import (
    Cover,
    ParsedCell,
    ParsedFile,
    ParsedRemark,
    ParsedSubmission,
)
from dagster_project.submissions.quoting import LONGEST_TEXT, short
from dagster_project.submissions.reasons import refusal
from dagster_project.submissions.refusals import Refused
from expectations.form import form

COVER = tuple(x.name for x in fields(Cover) if str(x.type) == "str | None")

# The texts of a cell that a table keeps.
KINDS = (
    ("Ô số liệu của dòng", "The value of line"),
    ("Ghi chú của dòng", "The note of line"),
    ("Tên trang tính của dòng", "The sheet's name of line"),
    ("Địa chỉ của dòng", "The address of line"),
)


def limited(parsed: ParsedFile) -> ParsedFile:
    """The file with its remarks cut to that length; Refused if another text is longer.

    Remarks shorten what they quote; what they are cut for is a name without end.
    """
    return replace(parsed, submissions=tuple(map(_limited, parsed.submissions)))


def check_cover(texts: Mapping[str, str]) -> None:
    """Refused if the text of a field of the cover is too long.

    Also before anybody looks at what it means, which takes many times its memory.
    """
    for name, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise _refused(*_field(name), text)


def _limited(submission: ParsedSubmission) -> ParsedSubmission:
    check_cover({x: getattr(submission.cover, x) or "" for x in COVER})
    for cell in submission.cells:
        texts = (cell.raw_text, cell.note or "", cell.sheet or "", cell.address)
        for kind, text in zip(KINDS, texts, strict=True):
            if len(text) > LONGEST_TEXT:
                raise _refused(*_place(kind, cell), text)
    return replace(submission, remarks=tuple(map(_cut, submission.remarks)))


def _place(kind: tuple[str, str], cell: ParsedCell) -> tuple[str, str]:
    at = short("!".join(filter(None, [cell.sheet, cell.address])))
    at_vi = at.replace("line ", "dòng ")
    return f"{kind[0]} {cell.line_code} ({at_vi})", f"{kind[1]} {cell.line_code} ({at})"


def _field(name: str) -> tuple[str, str]:
    """A field of the cover as the form calls it, else as a CSV does."""
    name = name.removesuffix("_text")
    for x in form().cover_fields:
        if x.field == name:
            return f"“{x.label_vi}”", f"“{x.label_en}”"
    return f"“{name}”", f"“{name}”"


def _refused(vi: str, en: str, text: str) -> Refused:
    count, limit = f"{len(text):,}", f"{LONGEST_TEXT:,}"
    return refusal(
        "text_too_long",
        place_vi=vi,
        place_en=en,
        count_vi=count.replace(",", "."),
        count_en=count,
        limit_vi=limit.replace(",", "."),
        limit_en=limit,
    )


def _cut(remark: ParsedRemark) -> ParsedRemark:
    texts = (remark.sheet or "", remark.address or "", remark.text_vi, remark.text_en)
    if max(map(len, texts)) <= LONGEST_TEXT:
        return remark
    sheet, address, vi, en = (short(x, LONGEST_TEXT) for x in texts)
    return replace(
        remark, sheet=sheet or None, address=address or None, text_vi=vi, text_en=en
    )

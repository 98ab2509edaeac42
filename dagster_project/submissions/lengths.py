"""How long a text of a file may be, and how much is said of one report.

A text may be what a cell of a spreadsheet holds. A table takes no text without end, and
nobody reads a hundred thousand sentences of one kind.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
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

# What is said in one way of one report; more is counted. The form has 83 lines.
MOST_ALIKE = 1000

# The texts of a cell that a table keeps.
KINDS = (
    ("Ô số liệu của dòng", "The value of line"),
    ("Ghi chú của dòng", "The note of line"),
    ("Tên trang tính của dòng", "The sheet's name of line"),
    ("Địa chỉ của dòng", "The address of line"),
)


def limited(parsed: ParsedFile) -> ParsedFile:
    """The file with its remarks cut to that length; Refused if another text is longer.

    Remarks shorten what they quote; what they are cut for is a name without end. Of a
    thousand of one kind, what comes after is counted in one remark more.
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
    return replace(submission, remarks=_not_without_end(submission.remarks))


def _not_without_end(remarks: Sequence[ParsedRemark]) -> tuple[ParsedRemark, ...]:
    said: Counter[str] = Counter()
    kept = []
    for remark in remarks:
        said[remark.code] += 1
        if said[remark.code] <= MOST_ALIKE:
            kept.append(_cut(remark))
    left = {x: count - MOST_ALIKE for x, count in said.items() if count > MOST_ALIKE}
    return (*kept, *(_more(code, count) for code, count in left.items()))


def _more(code: str, count: int) -> ParsedRemark:
    return ParsedRemark(
        code,
        None,
        None,
        None,
        f"Còn {_vi(count)} chỗ nữa giống như {_vi(MOST_ALIKE)} chỗ đầu nêu ở "
        "trên; không nêu từng chỗ.",
        f"Places like the first {MOST_ALIKE:,} above that are not named one by one: "
        f"{count:,}.",
    )


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
    return refusal(
        "text_too_long",
        place_vi=vi,
        place_en=en,
        count_vi=_vi(len(text)),
        count_en=f"{len(text):,}",
        limit_vi=_vi(LONGEST_TEXT),
        limit_en=f"{LONGEST_TEXT:,}",
    )


def _vi(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _cut(remark: ParsedRemark) -> ParsedRemark:
    texts = (remark.sheet or "", remark.address or "", remark.text_vi, remark.text_en)
    if max(map(len, texts)) <= LONGEST_TEXT:
        return remark
    sheet, address, vi, en = (short(x, LONGEST_TEXT) for x in texts)
    return replace(
        remark, sheet=sheet or None, address=address or None, text_vi=vi, text_en=en
    )

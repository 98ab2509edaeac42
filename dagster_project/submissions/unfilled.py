"""What a sender is told where the figures are not in the place they are read from.

A form without any figure is a legal report, and a number may stand in a note for a
reason: neither is refused or guessed, but whoever sent it must hear of it.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from dagster_project import paths
from dagster_project.counted import counted
from dagster_project.submissions import units
from dagster_project.submissions.labels import INVISIBLE, LONGEST_LABEL, plain
from dagster_project.submissions.parsed import ParsedRemark, ParsedSubmission
from dagster_project.submissions.sheets import address
from expectations.form import rows_of

LISTED = 12
NUMBER = re.compile(r"[-−~]?\s*[0-9][0-9.,\s]*")
DATE_OR_YEAR = re.compile(
    r"(?:19|20)\d\d|\d{1,2}\s*[./-]\s*\d{1,2}(?:\s*[./-]\s*\d{4})?"
)


def is_figure(text: str) -> bool:
    """Whether a note is a number, alone or with a unit word: `12`, `1.250 vụ`.

    A year, a date and a month of a year are none: `2024`, `15.6.2024`.
    """
    if DATE_OR_YEAR.fullmatch(text.strip()):
        return False
    found = NUMBER.match(text.strip())
    rest = text.strip()[found.end() :] if found else ""
    return bool(found) and (not rest or units.is_unit(rest))


def is_filled(text: str) -> bool:
    """Whether a value cell says anything: a blank or a dash does not."""
    said = text.translate(INVISIBLE).strip()
    return bool(said) and (len(said) > LONGEST_LABEL or plain(text) not in _dashes())


@cache
def _dashes() -> frozenset[str]:
    words = rows_of(paths.SEEDS / "cell_words.csv")
    return frozenset(plain(x["word"]) for x in words if x["state"] == "dash")


def no_figure(submission: ParsedSubmission) -> ParsedRemark | None:
    """The remark on a report whose lines are there and whose value cells are empty."""
    cells = submission.cells
    if any(is_filled(x.raw_text) for x in cells):
        return None
    erased = submission.cover.replaces_all
    erases_vi = " Báo cáo này còn thay thế toàn bộ số liệu đã gửi." if erased else ""
    erases_en = " It also replaces all figures sent before." if erased else ""
    vi, en = _places({x.sheet: x.address for x in cells})
    there = (
        "there is" if len(cells) == 1 else "there are",
        counted(len(cells), "line"),
    )
    return ParsedRemark(
        "no_figure",
        None,
        None,
        None,
        f"Không tìm thấy số liệu nào: có {len(cells)} dòng của biểu mẫu, {vi} đều để "
        f"trống.{erases_vi} Hãy ghi số vào đó (ghi 0 nếu không phát sinh) rồi"
        " gửi lại.",
        f"No figure was found: {' '.join(there)} of the form, and {en} are"
        f" all blank.{erases_en} Write the figures there (0 where there was none) and"
        " send the file again.",
    )


def _places(addresses: dict[str | None, str]) -> tuple[str, str]:
    """The columns that were looked in, in both languages: the value column by sheet."""
    columns = [
        f"{sheet}!{letters[0]}"
        for sheet, address in addresses.items()
        if sheet and (letters := re.match("[A-Z]+", address))
    ]
    if not columns:
        return "các giá trị", "the values"
    shown, noun = ", ".join(columns), "column" if len(columns) == 1 else "columns"
    return f"các ô số liệu (cột {shown})", f"the value cells ({noun} {shown})"


def figures_elsewhere(places: Sequence[str]) -> ParsedRemark:
    """Numbers in notes or unnamed columns, beside a blank value; `places` say where."""
    shown = ", ".join(places[:LISTED])
    more = len(places) - LISTED
    more_vi = f" và {more} chỗ khác" if more > 0 else ""
    more_en = f" and {more} other places" if more > 0 else ""
    shown_vi = re.sub(r"\bline (\d+)", r"dòng \1", shown)
    return ParsedRemark(
        "figures_elsewhere",
        None,
        None,
        shown,
        f"Có số ghi ngoài cột “Số liệu” ({shown_vi}{more_vi}) trong khi ô số liệu cùng "
        "dòng để trống. Ghi chú và các cột khác không được đọc thành số liệu; "
        "nếu đó là số liệu, hãy chuyển sang cột “Số liệu” (value) rồi gửi lại.",
        f"Numbers stand outside the column “Số liệu” (value): {shown}{more_en}, in "
        "lines whose value is blank. Notes and other columns are not read as "
        "figures; if they are, move them to that column and send the file again.",
    )


def ranges(cells: Iterable[tuple[str, int, int]]) -> list[str]:
    """Cells (sheet, row, column from 0), those below one another as one: `I!F4:F8`."""
    runs: list[tuple[str, int, int, int]] = []
    for sheet, row, column in cells:
        if runs and (sheet, column, row - 1) == (runs[-1][0], runs[-1][3], runs[-1][2]):
            runs[-1] = (sheet, runs[-1][1], row, column)
        else:
            runs.append((sheet, row, row, column))
    return [
        f"{sheet}!{address(first, column)}"
        + (f":{address(last, column)}" if last > first else "")
        for sheet, first, last, column in runs
    ]

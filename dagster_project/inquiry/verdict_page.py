"""How `ipw check` says what it found: for a person in both languages, or as JSON."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from dagster_project import inert
from dagster_project.inquiry.checking import Check, Checked
from dagster_project.reporting.text import words
from dagster_project.submissions import receipts

# So many lines that are not in the file are named one by one.
FEW = 5
_OUTCOMES = {
    "ok": ("Đọc được, không có lỗi phải sửa", "readable, no hard failure"),
    "empty": ("Đọc được nhưng không có số liệu nào", "readable, but no figure found"),
    "partly": (
        "Đọc được một phần: có số liệu trong tệp không được đọc",
        "readable in part: figures in the file are not read",
    ),
    "failing": ("Có lỗi phải sửa; báo cáo {}", "hard failures; the report is {}"),
    "held": ("Tạm giữ", "held"),
    "refused": ("Không nhận", "refused"),
}
UNMARKED = (
    "Không ghi tệp đánh dấu: không mở được tệp để đánh dấu.\n"
    "No marked file is written: the file cannot be opened to mark it."
)
_EARLIER = (
    "  Lỗi phải sửa nêu dưới đây là của báo cáo đã gửi trước, không phải của tệp này.\n"
    "  The hard failures below are of what was sent before, not of this file."
)
_ELSEWHERE = (
    "    Số liệu này ở báo cáo khác đã gửi, không phải ở tệp này.\n"
    "    These figures are of another report that was sent, not of this file."
)
_UNASKED = (
    "  Khi còn bị giữ, số liệu của tệp này chưa được tính và chưa được kiểm tra.\n"
    "  While it is held, the figures of this file do not count and are not judged."
)


def show(console: Console, check: Check, as_json: bool) -> None:
    """Print the verdict on every submission of the file."""
    if as_json:
        document = {
            "file": receipts.as_text(check.file.name),
            "is_fine": check.is_fine,
            "again_vi": check.again_vi,
            "again_en": check.again_en,
            "submissions": [asdict(each) for each in check.submissions],
        }
        text = json.dumps(document, ensure_ascii=False, indent=1)
        sys.stdout.write(inert.for_json(text) + "\n")
        return
    if check.again_vi:
        again = inert.for_terminal(f"{check.again_vi}\n{check.again_en}")
        console.print(again, style="yellow", markup=False, highlight=False)
    for each in check.submissions:
        _show_one(console, each)


def _show_one(console: Console, each: Checked) -> None:
    def say(text: str, style: str = "") -> None:
        shown = inert.for_terminal(text)
        console.print(shown, style=style, markup=False, highlight=False)

    whose = f"{each.unit_set}:{each.locality_code} {each.report_year}"
    is_empty = each.outcome == "ok" and not each.cells_filled
    is_partly = each.outcome == "ok" and "no_value_column" in each.remark_codes
    vi, en = _OUTCOMES["empty" if is_empty else "partly" if is_partly else each.outcome]
    status = {x: words(x).of("status", each.measures.status) for x in ("vi", "en")}
    vi, en = vi.format(status["vi"]), en.format(status["en"])
    say(f"{whose if each.locality_code else '?'} — {vi} / {en}", "bold")
    say(
        f"  {each.lines_read} dòng, {each.cells_filled} có số liệu / "
        f"lines: {each.lines_read}, filled in: {each.cells_filled}"
    )
    if is_empty and any(rule.is_hard_failure for rule in each.rules):
        say(_EARLIER, "red")
    if each.measures.left_out:
        say(
            f"  {each.measures.sentence('vi')}\n  {each.measures.sentence('en')}", "red"
        )
    if each.late_vi:
        say(f"  {each.late_vi}\n  {each.late_en}", "yellow")
    if each.reason_vi:
        say(f"  {each.reason_vi}\n  {each.reason_en}", "red")
    if each.outcome == "held":
        say(_UNASKED, "yellow")
    _show_failures(say, each)
    _show_remarks(say, each)
    if counts := Counter(rule.verdict for rule in each.rules):
        say("  " + ", ".join(f"{n} {verdict}" for verdict, n in sorted(counts.items())))


def _show_failures(say: Callable[[str, str], None], each: Checked) -> None:
    for rule in each.rules:
        if rule.verdict not in ("fail", "soft_gap"):
            continue
        colour = "red" if rule.severity == "hard" else "yellow"
        say(f"  {rule.rule_id} [{rule.severity}, {rule.verdict}]", colour)
        say(f"    {rule.message_vi}\n    {rule.message_en}", "")
        if each.cells_filled and rule.submission_id != each.submission_id:
            say(_ELSEWHERE, "")
        if rule.status in ("accepted", "excluded"):
            vi, en = (words(x).of("status", rule.status) for x in ("vi", "en"))
            say(f"    {vi} / {en}: {rule.explanation}", "")


def _show_remarks(say: Callable[[str, str], None], each: Checked) -> None:
    absent = each.remark_codes.count("line_not_found")
    for code, (remark_vi, remark_en) in zip(
        each.remark_codes, each.remarks, strict=True
    ):
        if code != "line_not_found" or absent <= FEW:
            say(f"  • {remark_vi}\n    {remark_en}", "dim")
    if absent > FEW:
        say(
            f"  • {absent} dòng của biểu mẫu không có trong tệp; coi là để trống.\n"
            f"    {absent} lines of the form are not in the file; they are taken as"
            " blank (--json names them).",
            "dim",
        )


def marked_endings(check: Check) -> tuple[str, ...]:
    """How the name of the marked file may end; empty of a refused file: it has none.

    What a file is refused for its reader alone may look at, with its limits.
    """
    from dagster_project.reporting import annotation

    if any(each.outcome == "refused" for each in check.submissions):
        return ()
    return annotation.suffixes_of(check.file)


def annotate(check: Check, out: Path) -> bool:
    """Write the file with the failing cells of all its submissions marked.

    Returns whether there is one: neither a refused file nor one that cannot be opened
    to mark it has any.
    """
    from dagster_project.inquiry import replay
    from dagster_project.reporting import annotation, marks
    from dagster_project.reporting.workbook_copies import UnreadableError

    if not marked_endings(check):
        return False
    replay.build_models(check.connection, only={"dim_submissions"})
    found = [
        mark
        for each in check.submissions
        if each.outcome in ("ok", "failing")
        for mark in marks.marks_of(check.connection, each.submission_id, each.language)
    ]
    try:
        annotation.annotate(check.file, out, found, check.submissions[0].language)
    except UnreadableError:
        return False
    return True

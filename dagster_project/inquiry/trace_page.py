"""A trace as a person reads it, and as JSON. Knows nothing of where it comes from."""

import json
import sys
from dataclasses import asdict
from decimal import Decimal

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from dagster_project import inert
from dagster_project.inquiry.traced_absence import Absence
from dagster_project.inquiry.traced_cells import Cell
from dagster_project.inquiry.tracing import Trace, total
from dagster_project.reporting.numbers import number

_COUNTING = ("counted", "accepted")
_REASONS = {
    "no_report": "no report received",
    "submission_held": "submission held whole",
    "left_blank": "reported, this line left blank",
    "unreadable": "reported, not readable",
    "not_available": "written as not available",
    "not_applicable": "written as not applicable",
}


def show(console: Console, found: Trace, form: str) -> None:
    """Print a trace as `table` or `json` (decimals as text)."""
    if form == "json":
        content = asdict(found) | {"adds_up": found.adds_up}
        text = json.dumps(content, ensure_ascii=False, default=str, indent=1)
        sys.stdout.write(inert.for_json(text) + "\n")
        return
    of = f" of {found.locality_code}" if found.locality_code else ""
    unit = "" if found.value is None else f" {found.unit}"
    name = f"{found.indicator} {found.member}, {found.report_year}{of}"
    title = f"{name}: {_amount(found.value)}{unit}"
    if found.cells or found.aside:
        console.print(_table(found, title))
    else:
        console.print(title, markup=False, highlight=False)
    for line in (_conclusion(found), *_missing(found.absent)):
        text = inert.for_terminal(line)
        console.out(text, highlight=False)


def _table(found: Trace, title: str) -> Table:
    table = Table(
        Column("locality", overflow="fold"),
        Column("line", overflow="fold"),
        Column("value", justify="right", no_wrap=True),  # a cut number is another one
        Column("file, sheet, cell: text", overflow="fold"),
        Column("verdicts, decisions", overflow="fold"),
        title=title,
        padding=0,
    )
    rows = [(cell, *_value(cell)) for cell in found.cells]
    rows += [(cell, *_value_aside(cell)) for cell in found.aside]
    for cell, value, why_not in rows:
        row = (
            f"{cell.locality_code} {cell.locality_name_vi}",
            cell.line_code + ("" if cell.term == "sum" else f"\n{cell.term}"),
            value,
            _place(cell),
            "\n".join(filter(None, (why_not, _judged(cell)))),
        )
        # What a sender wrote is never taken for markup or for a terminal's commands.
        table.add_row(*(Text(inert.for_terminal(text)) for text in row))
    return table


def _amount(value: Decimal | None) -> str:
    return "no figure" if value is None else number(value, "en")


def _value(cell: Cell) -> tuple[str, str]:
    """The value, in brackets where it does not count, and why it does not."""
    if cell.block_status in _COUNTING:
        return ("" if cell.value is None else number(cell.value, "en")), ""
    held = cell.state if cell.held_value is None else number(cell.held_value, "en")
    return f"[{held}]", cell.block_status


def _value_aside(cell: Cell) -> tuple[str, str]:
    """A cell of a ratio's term whose locality does not count for both terms."""
    if cell.block_status in _COUNTING and cell.value is not None:
        return f"[{number(cell.value, 'en')}]", "not counted for both terms"
    return _value(cell)


def _place(cell: Cell) -> str:
    sheet = f"{cell.sheet}!" if cell.sheet else ""
    text = "" if cell.raw_text is None else f": “{cell.raw_text}”"
    place = f"{sheet}{cell.address or ''}{text}"
    return f"{cell.submission_id}\n{cell.original_name}\n{place}"


def _judged(cell: Cell) -> str:
    """Every verdict that is no plain pass by name, the others by their number."""
    passed = [v for v in cell.verdicts if v.verdict in ("exact", "consistent")]
    lines = [
        f"{v.rule_id} {v.verdict}" + (f" ({v.status})" if v.status else "")
        for v in cell.verdicts
        if v not in passed
    ]
    if passed:
        holding = "rule holds" if len(passed) == 1 else "rules hold"
        lines.append(f"{len(passed)} {holding}")
    lines += [
        f"{d.decision} {d.rule_id} by {d.decided_by}: {d.reason}"
        for d in cell.decisions
    ]
    return "\n".join(lines)


def _conclusion(found: Trace) -> str:
    if found.value is None and found.traced_value is None:
        return _empty(found)
    counting = sum(cell.value is not None for cell in found.cells)
    relation = "equals the figure" if found.adds_up else "DIFFERS from the figure"
    if any(cell.term == "numerator" for cell in found.cells):
        upper, lower = (
            total(found.cells, "numerator"),
            total(found.cells, "denominator"),
        )
        return (
            f"{_amount(upper)} / {_amount(lower)} = {_amount(found.traced_value)};"
            f" it {relation}, {_amount(found.value)}."
        )
    return (
        f"Sum of the traced cells ({counting}): {_amount(found.traced_value)};"
        f" it {relation}, {_amount(found.value)}."
    )


def _empty(found: Trace) -> str:
    """Why there is no figure."""
    if any(cell.term == "denominator" for cell in found.cells):
        return "There is no figure: the denominator is zero."
    if found.aside:
        return "There is no figure: no locality's numbers count for both terms."
    if found.cells:
        return "There is no figure: what was given, in brackets, is not counted."
    return "There is no figure: nobody gave a number."


def _missing(absent: tuple[Absence, ...]) -> list[str]:
    """Those without a number by name, one line a reason."""
    lines = []
    for term in dict.fromkeys(each.term for each in absent):
        of = "" if term == "sum" else f" for the {term}"
        here = [each for each in absent if each.term == term]
        lines.append(f"Without a number{of} ({len(here)}):")
        for reason, words in _REASONS.items():
            named = [_named(each) for each in here if each.reason == reason]
            if named:
                lines.append(f"  {words} ({len(named)}): {', '.join(named)}")
    return lines


def _named(absence: Absence) -> str:
    name = f"{absence.locality_code} {absence.locality_name_vi}"
    if absence.reason == "submission_held":
        return f"{name} ({absence.submission_id}: {absence.explanation or ''})"
    if absence.raw_text is not None:
        return f"{name} (“{absence.raw_text}” in {absence.original_name})"
    return name

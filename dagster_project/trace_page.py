"""A trace as a person reads it, and as JSON. Knows nothing of where it comes from."""

import json
import sys
from dataclasses import asdict
from decimal import Decimal

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from dagster_project import inert
from dagster_project.reporting.numbers import number
from dagster_project.traced_cells import Cell
from dagster_project.tracing import Trace, total

_COUNTING = ("counted", "accepted")


def show(console: Console, found: Trace, form: str) -> None:
    """Print a trace as `table` or `json` (decimals as text)."""
    if form == "json":
        content = asdict(found) | {"adds_up": found.adds_up}
        json.dump(content, sys.stdout, ensure_ascii=False, default=str, indent=1)
        sys.stdout.write("\n")
        return
    of = f" of {found.locality_code}" if found.locality_code else ""
    name = f"{found.indicator} {found.member}, {found.report_year}{of}"
    table = Table(
        "locality",
        "line",
        Column("value", justify="right"),
        Column("text", overflow="fold"),
        Column("file, sheet, cell", overflow="fold"),
        Column("verdicts and decisions", overflow="fold"),
        title=f"{name}: {_amount(found.value)} {found.unit}",
    )
    for cell in found.cells:
        row = (
            f"{cell.locality_code} {cell.locality_name_vi}",
            cell.line_code + ("" if cell.term == "sum" else f" ({cell.term})"),
            _value(cell),
            "" if cell.raw_text is None else f"“{cell.raw_text}”",
            _place(cell),
            _judged(cell),
        )
        # What a sender wrote is never taken for markup or for a terminal's commands.
        table.add_row(*(Text(inert.for_terminal(text)) for text in row))
    console.print(table)
    console.print(_conclusion(found), markup=False, highlight=False, soft_wrap=True)


def _amount(value: Decimal | None) -> str:
    return "no figure" if value is None else number(value, "en")


def _value(cell: Cell) -> str:
    if cell.block_status in _COUNTING:
        return "" if cell.value is None else number(cell.value, "en")
    held = "" if cell.held_value is None else number(cell.held_value, "en")
    return f"[{held}] {cell.block_status}".strip()


def _place(cell: Cell) -> str:
    sheet = f" {cell.sheet}!" if cell.sheet else " "
    return f"{cell.submission_id}\n{cell.original_name}{sheet}{cell.address or ''}"


def _judged(cell: Cell) -> str:
    """Every verdict that is no plain pass by name, the others by their number."""
    passed = [v for v in cell.verdicts if v.verdict in ("exact", "consistent")]
    lines = [
        f"{v.rule_id} {v.verdict}" + (f" ({v.status})" if v.status else "")
        for v in cell.verdicts
        if v not in passed
    ]
    if passed:
        lines.append(f"{len(passed)} rules hold")
    lines += [
        f"{d.decision} {d.rule_id} by {d.decided_by}: {d.reason}"
        for d in cell.decisions
    ]
    return "\n".join(lines)


def _conclusion(found: Trace) -> str:
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
    if found.traced_value is None:
        return f"No cell counts; the figure is empty: it {relation}."
    return (
        f"Sum of the traced cells ({counting}): {_amount(found.traced_value)};"
        f" it {relation}, {_amount(found.value)}."
    )

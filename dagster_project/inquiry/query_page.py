"""What `ipw query` prints: a table, CSV or JSON, inert wherever it is read."""

import json
import math
import sys
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Column, Table
from rich.text import Text

from dagster_project import inert
from dagster_project.inquiry.querying import Answer


def show(console: Console, answer: Answer, form: str) -> None:
    """Rows as a table, CSV or JSON (a list of objects; what JSON lacks as text)."""
    if form == "csv":
        # A file keeps every character; a terminal would obey some.
        shown = inert.written_out if sys.stdout.isatty() else inert.for_spreadsheet
        # A pivot makes columns of what senders wrote.
        every = (answer.columns, *answer.rows)
        inert.csv_rows(sys.stdout, (map(shown, row) for row in every))
    elif form == "json":
        names = _distinct(answer.columns)
        rows = [
            dict(zip(names, map(_in_json, row), strict=True)) for row in answer.rows
        ]
        text = json.dumps(rows, ensure_ascii=False, default=str, indent=1)
        sys.stdout.write(inert.for_json(text) + "\n")
    else:
        _show_table(console, answer)


def _show_table(console: Console, answer: Answer) -> None:
    """A table or, where it is too wide, a list a row: no figure may be cut."""
    names = [_cell(name) for name in answer.columns]
    rows = [[*map(_cell, row)] for row in answer.rows]
    table = Table(*(Column(name) for name in names))
    for row in rows:
        table.add_row(*row)
    unbounded = console.options.update(max_width=sys.maxsize)
    if Measurement.get(console, unbounded, table).maximum <= console.width:
        console.print(table)
        return
    shown = rows or [[Text()] * len(names)]
    for number, row in enumerate(shown, min(1, len(rows))):
        listed = Table(
            "",
            Column(overflow="fold"),
            title=f"{number}/{len(rows)}",
            show_header=False,
        )
        for name, cell in zip(names, row, strict=True):
            listed.add_row(name, cell)
        console.print(listed)


def _distinct(names: tuple[str, ...]) -> list[str]:
    """The names, a second `a` as `a_1`: as DuckDB does where a name stands once."""
    found: list[str] = []
    for name in names:
        every = (name, *(f"{name}_{number}" for number in range(1, len(names))))
        found.append(next(each for each in every if each not in found))
    return found


def _in_json(value: Any) -> Any:
    """JSON has no number for what a division by 0 gives, and texts alone for keys."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _in_json(each) for key, each in value.items()}
    return [*map(_in_json, value)] if isinstance(value, list | tuple) else value


def _cell(value: Any) -> Text:
    """A text of its own: what a sender wrote is never taken for markup."""
    return Text("" if value is None else inert.for_terminal(str(value)))

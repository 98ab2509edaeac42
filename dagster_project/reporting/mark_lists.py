"""Marks as a plain list: what goes back to the sender of a CSV or JSON file."""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from dagster_project import inert
from dagster_project.reporting import mark_sheet
from dagster_project.reporting.addresses import column_letters, is_cell, position
from dagster_project.reporting.mark import Mark

_LINE = re.compile(r"line ([0-9]+)")
_SAID = "line_code,rule_id,severity,text,other_cells,what_would_satisfy,cause"


def write_csv(out: Path, marks: Sequence[Mark]) -> None:
    """One row a mark, by line of the file and its column (UTF-8 with BOM for Excel).

    `column` is `value`, or a letter where the file is a sheet saved as CSV. Both are
    empty where the file has no line for it. Text that a spreadsheet program
    would evaluate gets an apostrophe in front, as in every CSV of ours.
    """
    unfinished = _unfinished(out)
    with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "column", *_SAID.split(",")])
        for mark in marks:
            writer.writerow([*_line_and_column(mark.address or ""), *_inert(mark)])
    unfinished.replace(out)


def write_json(out: Path, marks: Sequence[Mark]) -> None:
    """An object with a list of `marks`, each by JSON pointer (null: not there)."""
    listed = [
        {
            "pointer": mark.address,
            "line_code": mark.line_code,
            "rule_id": mark.rule_id,
            "severity": mark.severity,
            "text": mark.text,
            "other_cells": list(mark.others),
            "what_would_satisfy": mark.remedy,
            "cause": mark.cause,
        }
        for mark in marks
    ]
    unfinished = _unfinished(out)
    unfinished.write_text(
        json.dumps({"marks": listed}, ensure_ascii=False, indent=2) + "\n", "utf-8"
    )
    unfinished.replace(out)


def write_workbook(out: Path, marks: Sequence[Mark]) -> None:
    """The list as a workbook, one row a mark with its line or pointer; all is text."""
    import xlsxwriter

    unfinished = _unfinished(out)
    rows = [["place", *_SAID.split(",")]]
    rows += [[mark.address or "", *_texts(mark)] for mark in marks]
    with xlsxwriter.Workbook(str(unfinished)) as book:
        # A reader passes over a sheet of this name: the list itself is no report.
        sheet = book.add_worksheet(mark_sheet.NAME)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    unfinished.replace(out)


def _line_and_column(address: str) -> tuple[str, str]:
    if is_cell(address):
        row, column = position(address)
        return str(row), column_letters(column)
    found = _LINE.fullmatch(address)
    return (found[1], "value") if found else ("", "")


def _inert(mark: Mark) -> Iterable[str]:
    return map(inert.quoted, _texts(mark))


def _texts(mark: Mark) -> tuple[str, ...]:
    return (
        mark.line_code,
        mark.rule_id,
        mark.severity,
        mark.text,
        "; ".join(mark.others),
        mark.remedy or "",
        mark.cause or "",
    )


def _unfinished(out: Path) -> Path:
    return out.with_name(f".{out.name[:200]}.part")

"""What the bundled files say, read with openpyxl and csv alone."""

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl

from dagster_project import paths
from expectations.form import form
from tests.bundled.country import territories
from tests.bundled.filings import SENDER_DOMAIN

RECEIVED = paths.PROJECT / "raw" / "received"


@dataclass(frozen=True)
class Sent:
    """One file as it lies there: its cover and the written cells that are not empty."""

    folder: str
    name: str
    content: bytes
    receipt: dict
    year: int
    code: str
    cover: dict
    cells: dict


@cache
def sent() -> tuple[Sent, ...]:
    """Every bundled file, in order of receipt."""
    found = []
    for path in sorted(RECEIVED.glob("*/receipt.json")):
        receipt = json.loads(path.read_bytes())
        if SENDER_DOMAIN in (receipt["sender"] or ""):
            found.append(opened(path.parent, receipt))
    return tuple(found)


def opened(folder: Path, receipt: dict) -> Sent:
    file = folder / receipt["original_name"]
    cover, cells = (in_csv if file.suffix == ".csv" else in_workbook)(file)
    code = cover.get("locality_code")
    if code is None:
        (code,) = (
            x.code
            for x in territories(int(cover["report_year"]))
            if cover["locality_name"] in (x.name_vi, x.full_name_vi)
        )
    return Sent(
        folder.name,
        file.name,
        file.read_bytes(),
        receipt,
        int(cover["report_year"]),
        str(code).zfill(2),
        cover,
        {line: value for line, value in cells.items() if value not in (None, "")},
    )


def in_workbook(file: Path) -> tuple[dict, dict]:
    book = openpyxl.load_workbook(file, data_only=True, read_only=True)
    answers = [row[0] for row in book["Bia"].iter_rows(0, None, 2, 2, values_only=True)]
    cover = {x.field: answers[x.row - 1] for x in form().cover_fields}
    cells = {
        code: value
        for section in form().sections
        for code, *_, value in book[section.numeral].iter_rows(
            4, None, 1, 5, values_only=True
        )
        if code
    }
    return cover, cells


def in_csv(file: Path) -> tuple[dict, dict]:
    text = file.read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = list(csv.DictReader(text.splitlines(), delimiter=delimiter))
    return rows[0], {row["line_code"]: row["value"] for row in rows}


def amount(line: str, written: object) -> Decimal:
    """What a cell says: a typed number, `không`, `1.250,5` or `12 vụ`."""
    if not isinstance(written, str):
        return Decimal(str(written))
    if written == "không":
        return Decimal(0)
    whole, rest, word = re.fullmatch(
        r"(-?\d{1,3}(?:\.\d{3})+|-?\d+)(?:,(\d+))?(?: (\D+))?", written
    ).groups()
    number = Decimal(f"{whole.replace('.', '')}.{rest or 0}")
    if word == "đồng":
        return number / form().line(line).scale
    assert word is None or form().line(line).kind == "total", written
    return number


@cache
def current(year: int) -> dict[str, dict[str, object]]:
    """By locality: each line's latest written cell over all its files."""
    cells: dict[str, dict[str, object]] = defaultdict(dict)
    for each in sent():
        if each.year == year:
            if each.cover.get("replaces_all") == "có":
                cells[each.code].clear()
            cells[each.code].update(each.cells)
    return dict(cells)


@cache
def amounts(year: int) -> dict[str, dict[str, Decimal]]:
    """The same as numbers; the cell that nobody can read is left out."""
    return {
        code: {x: amount(x, y) for x, y in cells.items() if y != "33*"}
        for code, cells in current(year).items()
    }

"""A crowd of submissions dropped at once, some broken in ten ways, some hostile.

Every sound file gives three lines of one locality for 2025: `A` is 1 and `A1` is 1,
all other lines are 0. So the 34 localities together have 34 documents, however many
files they come in.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dagster_project import paths
from expectations.form import form
from tests import workbooks
from tests.installation import Installation

PROJECT = paths.PROJECT
YEAR = 2025
LINES_A_FILE = 3


def localities() -> list[str]:
    """Codes of the 34 territories of 2025."""
    with (paths.SEEDS / "localities.csv").open(encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file) if row["unit_set"] == "34"]


def sound(number: int) -> Iterator[tuple[str, bytes]]:
    """`number` files (up to 952) by name, in turn CSV, JSON and a workbook."""
    codes = [line.code for line in form().lines(YEAR)]
    chunks = [
        codes[at : at + LINES_A_FILE] for at in range(0, len(codes), LINES_A_FILE)
    ]
    pairs = [(chunk, code) for chunk in chunks for code in localities()]
    assert number <= len(pairs)
    for position, (chunk, code) in enumerate(pairs[:number]):
        values = {line: "1" if line in ("A", "A1") else "0" for line in chunk}
        write = (_csv, _json, _xlsx)[position % 3]
        suffix, content = write(code, values)
        yield f"bao cao {position:04}.{suffix}", content


def _csv(code: str, values: dict[str, str]) -> tuple[str, bytes]:
    rows = "".join(f"{YEAR},{code},{line},{text}\n" for line, text in values.items())
    return "csv", ("report_year,locality_code,line_code,value\n" + rows).encode()


def _json(code: str, values: dict[str, str]) -> tuple[str, bytes]:
    report = {"report_year": YEAR, "locality_code": code, "cells": values}
    return "json", json.dumps(report).encode()


def _xlsx(code: str, values: dict[str, str]) -> tuple[str, bytes]:
    cover = {"report_year": YEAR, "locality_code": code}
    numbers = {line: int(text) for line, text in values.items()}
    return "xlsx", workbooks.saved(workbooks.book(numbers, year=YEAR, cover=cover))


def _table(*rows: str) -> Callable[[int], bytes]:
    header = "report_year,locality_code,locality_name,line_code,value\n"
    return lambda number: (header + "".join(rows)).replace("#", str(number)).encode()


# Ten ways to be broken: what it is called, what is expected, the bytes by number.
BROKEN: tuple[tuple[str, str, Callable[[int], bytes]], ...] = (
    ("scan.pdf", "refused", lambda n: b"%%PDF-1.7\n%d" % n),
    ("empty.csv", "refused", lambda n: b" " * n),
    ("cut off.xlsx", "refused", lambda n: _xlsx("22", {"A": "1"})[1][: 3000 + n]),
    (
        "noise.xlsx",
        "refused",
        lambda n: bytes((n * 7 + x * x) % 251 for x in range(4000)),
    ),
    ("broken.json", "refused", lambda n: b'{"report_year": 2025, "n": %d' % n),
    ("other.csv", "refused", lambda n: b"ngay,so tien\n1/1/2025,%d\n" % n),
    ("nowhere.csv", "held", _table("2025,#999,,A,1\n")),
    ("no year.csv", "held", _table(",22,,A,1\n", ",22,,A1,#\n")),
    ("too late.csv", "held", _table("2023,22,,A,1\n", "2023,22,,A1,#\n")),
    ("whose.csv", "held", _table("2025,22,Hà Nội,A,1\n", "2025,22,Hà Nội,A1,#\n")),
)


def broken(number: int) -> Iterator[tuple[str, str, bytes]]:
    """`number` files: name, expected status, bytes; each of the ten ways in turn."""
    for position in range(number):
        name, status, content = BROKEN[position % len(BROKEN)]
        yield f"{position:04} {name}", status, content(position)


def refreshed(
    root: Path, sound_ones: int, broken_ones: int, more: Iterable[tuple[str, bytes]]
) -> Installation:
    """An installation that got all these files at once and was refreshed once.

    They are received in January 2026, when reports on 2025 are due, whatever the day
    of the test; the refresh is of today.
    """
    installation = Installation(root).parsed()
    inbox = installation.raw / "inbox"
    inbox.mkdir(parents=True)
    for name, content in (
        *sound(sound_ones),
        *((name, content) for name, _, content in broken(broken_ones)),
        *more,
    ):
        (inbox / name).write_bytes(content)
    code = (
        "from datetime import UTC, datetime;"
        " from dagster_project.intake import receiving;"
        " receiving.receive(datetime(2026, 1, 10, tzinfo=UTC))"
    )
    subprocess.run(
        [sys.executable, "-c", code], env=installation.env, cwd=PROJECT, check=True
    )
    installation.output = installation.ipw("refresh")
    return installation

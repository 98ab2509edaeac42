"""`docs/bundled.md`, written from the same tables as the files."""

from pathlib import Path

from dagster_project import paths
from tests.bundled.country import MISSING, NATIONAL, Territory, reporting, territories
from tests.bundled.filings import AGAIN, AS_CSV, LATE
from tests.bundled.mistakes import YEAR, as_markdown

_AGAIN = {
    "sections": "sections VI and VII in a second file",
    "cells": "changed cells in a second file",
    "replace": "everything again, replacing the first file",
}
_PAGE = """\
# The bundled submissions

Dữ liệu trong `raw/received` là **số liệu minh họa (SYNTHETIC)**, không phải báo cáo
thật của địa phương nào; chỉ các tổng toàn quốc đã công bố là thật.

The {files} files in `raw/received` are **synthetic**: their cover says so in *Người
lập*, and `reference.dim_submissions.is_synthetic` repeats it. No locality reported
these figures. They are made so that their sums agree with the national figures that
were published for 2024, and for cases and fines of 2023; everything below that is
invented.

`python -m tests.bundled` makes them from a seed, event by event (a case has a right, an
agency and a fine), and they come out byte for byte; `--check` compares. This page is
written by the same command. The workbooks are zip files without compression: the names
of their folders are hashes of their bytes, which must not depend on the compression
library of a machine, and git packs them more tightly so.

To start without them, let `IPW_RAW` name an empty folder.

## Who reports

| Report year | Localities | Missing | After the deadline | Sent twice | As tidy CSV |
| --- | --- | --- | --- | --- | --- |
{years}

2023 and 2024 reconcile in every block. Numbers are typed, written as text (`1.250`),
with their unit (`12 vụ`) or padded (`04`), zeros also as `không`; read by the contract
each of them is exact. Some covers give no period, and a few no code.

## The ten mistakes of {year} / Mười lỗi của năm {year}

Every other block of {year} adds up. What stands under *Right* follows from the other
cells of the same file.

{mistakes}
"""


def page() -> str:
    """The whole page."""
    files = sum(len(reporting(year)) + len(AGAIN[year]) for year in NATIONAL)
    years = "\n".join(_year(year) for year in NATIONAL)
    return _PAGE.format(files=files, years=years, year=YEAR, mistakes=as_markdown())


def path() -> Path:
    """Where the page stands."""
    return paths.PROJECT / "docs" / "bundled.md"


def write() -> None:
    """Write the page."""
    path().write_text(page(), encoding="utf-8")


def _year(year: int) -> str:
    places = {x.code: x for x in territories(year)}
    twice = (f"{_named(places[c])}: {_AGAIN[how]}" for c, how in AGAIN[year].items())
    csv = (_named(places[code]) for when, code in AS_CSV if when == year)
    cells = [
        str(year),
        f"{len(reporting(year))} of {len(places)}",
        ", ".join(_named(places[code]) for code in MISSING[year]),
        ", ".join(_named(places[code]) for code in LATE[year]),
        "; ".join(twice),
        ", ".join(csv) or "–",
    ]
    return "| " + " | ".join(cells) + " |"


def _named(place: Territory) -> str:
    return f"{place.name_vi} ({place.code})"

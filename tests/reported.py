"""A country for the pages: 63 localities, 40 failing blocks, and everything hostile.

Locality number i (from 0, in order of code) of 2024:

- 0 to 39 advise 200 + i, of which 100 + i on trademarks and nothing else: each one's
  block of advice fails its sum by 100 and is held. Number 0 is accepted, number 1's
  acceptance has lapsed (it was made on another value), number 2 is excluded: 38 blocks
  are open, of them none soft.
- 3 has a comment in HTML, a formula, SQL and a template's braces in its cells.
- 40 sent 12 media items and corrected them to 15.
- 41 gives "hơn 40" documents with 41 of one kind: consistent.
- 42 advises 30 with a part left blank: it cannot be told.
- 43's year is not known, 44's file could not be read: both have sent nothing else.
- 45 to 54 are right, 55 to 62 are missing.
"""

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime

import duckdb

from dagster_project.inquiry import replay
from dagster_project.submissions import records
from tests.country import codes
from tests.given import Report, decision, loaded, report

SCRIPT = "<script>document.title='owned'</script>"
SQL = "'); drop table marts.reconciliations; --"
FORMULA = "=cmd|' /C calc'!A0"
BRACES = "{{ 7 * 7 }}{% include 'x' %}"
YEAR = 2024
FAILING = range(40)
HOSTILE = 3


def advice(number: int) -> dict[str, str | int | None]:
    """What locality `number` says of advice: the parts lack 100."""
    return {"E": 200 + number, "E1": 100 + number, "E2": 0, "E3": 0, "E9": 0}


def built() -> duckdb.DuckDBPyConnection:
    """The country with every model built; decisions and remarks included."""
    reports = dict(_reports())
    con = loaded(
        reports.values(),
        list(_decisions(reports)),
        remarks=[
            records.Remark(
                reports[HOSTILE].submission.submission_id,
                "unknown_line",
                None,
                SCRIPT,
                "A1",
                f"Lạ: {SCRIPT}",
                f"Unknown: {SCRIPT}",
            )
        ],
    )
    replay.build_models(con)
    return con


def _reports() -> Iterator[tuple[int, Report]]:
    places = codes("63")
    for number in FAILING:
        cells = {"P": 12, "P1": 12, "P2": 0, "P3": 0, "P4": 0, "P9": 0}
        each = report(places[number], YEAR, cells | advice(number))
        yield number, _hostile(each) if number == HOSTILE else each
    media = {"P1": 0, "P2": 0, "P3": 0, "P4": 0, "P9": 0}
    yield 140, report(places[40], YEAR, {"P": 12, **media, "P1": 12})
    yield 40, report(places[40], YEAR, {"P": 15, **media, "P1": 15})
    yield (
        41,
        report(places[41], YEAR, {"A": "hơn 40", "A1": 41, "A2": 0, "A3": 0, "A9": 0}),
    )
    yield (
        42,
        report(places[42], YEAR, {"E": 30, "E1": 20, "E2": 5, "E3": 1, "E9": None}),
    )
    held = {
        "hold_code": "no_year",
        "hold_vi": f"Thiếu năm. {SCRIPT}",
        "hold_en": "No year.",
    }
    yield 43, report(None, None, {"E": 77}, locality_name_text=SCRIPT, **held)
    refused = {"refused_code": "not_a_report", "refused_vi": "Không đọc được.",
               "refused_en": "Cannot be read."}  # fmt: skip
    yield 44, report(None, None, {}, original_name=f"{SCRIPT}.xlsx", **refused)
    for number in range(45, 55):
        yield (
            number,
            report(places[number], YEAR, {"E": 2, "E1": 1, "E2": 1, "E3": 0, "E9": 0}),
        )


def _hostile(each: Report) -> Report:
    said = dataclasses.replace(
        each.submission,
        original_name=f"{SCRIPT}.xlsx",
        sender=f"{SCRIPT}@example.invalid",
        prepared_by=BRACES,
        contact=SQL,
    )
    texts = {"P1": SCRIPT, "P2": FORMULA, "P3": SQL, "P4": BRACES}
    cells = tuple(
        dataclasses.replace(
            cell,
            raw_text=texts[cell.line_code],
            value_kind="text",
            note=f"{SCRIPT}\n{SQL}",
        )
        if cell.line_code in texts
        else cell
        for cell in each.cells
    )
    return dataclasses.replace(each, submission=said, cells=cells)


def _decisions(
    reports: dict[int, Report],
) -> Iterator[tuple[records.Decision, tuple[records.DecisionCell, ...]]]:
    rule = "SUM:E:ip_right"
    for number, kind, first in (
        (0, "accept", 200),
        (1, "accept", 999),
        (2, "exclude", 202),
    ):
        cells = {code: str(value) for code, value in advice(number).items()}
        yield decision(
            reports[number].submission.submission_id,
            rule,
            kind,
            cells | {"E": str(first)},
            reason=f"theo công văn {SCRIPT}",
            until=date(2026, 12, 31) if number == 0 else None,
            decided_at=datetime(2026, 2, 1, 3),
        )

"""No text of a file is longer than a cell holds, and no sentence is without end."""

import json
from dataclasses import fields, replace
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dagster_project import warehouse
from dagster_project.submissions import loading, records, worker
from dagster_project.submissions.parsed import Cover, ParsedFile, ParsedSubmission
from dagster_project.submissions.parsing import parse
from dagster_project.submissions.quoting import LONGEST_TEXT
from dagster_project.submissions.refusals import Refused
from tests.identities import Receipt, submission
from tests.texts import HEADER
from tests.workbooks import book, saved

LONG = "đ" * (LONGEST_TEXT + 1)
QUOTED = 1000


def parsed(folder: Path, name: str, content: str | bytes) -> ParsedFile:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return parse(file, name)


def as_json(**changes: Any) -> str:
    report = {"report_year": "2024", "locality_code": "22", "cells": {"A": "1"}}
    return json.dumps(report | changes)


def with_a_row_of_another_name() -> openpyxl.Workbook:
    workbook = book({"A": 1})
    sheet = workbook["I"]
    row = sheet.max_row + 1
    sheet.cell(row, 2, LONG[:9999])
    sheet.cell(row, 5, "9" * 9999)
    return workbook


def refusal(folder: Path, name: str, content: str | bytes) -> Refused:
    with pytest.raises(Refused) as refused:
        parsed(folder, name, content)
    return refused.value


@pytest.mark.parametrize(
    ("name", "content", "place_vi", "place_en"),
    [
        (
            "a.json",
            as_json(cells={"A": LONG}),
            "dòng A (/cells/A)",
            "line A (/cells/A)",
        ),
        ("a.json", as_json(note=LONG), "Ghi chú của dòng A", "The note of line A"),
        ("a.json", as_json(locality_name=LONG), "Tên địa phương", "Locality name"),
        ("a.csv", HEADER + f"2024,22,A,{LONG}\n", "dòng A (dòng 2)", "line A (line 2)"),
        ("a.csv", HEADER + f"{LONG},22,A,1\n", "Năm báo cáo", "Report year"),
    ],
    ids=count(),
)
def test_a_text_longer_than_a_cell_is_refused_naming_its_place(
    tmp_path: Path, name: str, content: str, place_vi: str, place_en: str
) -> None:
    refused = refusal(tmp_path, name, content)
    assert refused.code == "text_too_long"
    assert place_vi in refused.reason_vi and place_en in refused.reason_en
    assert "32.767" in refused.reason_vi and "32,767" in refused.reason_en
    assert len(refused.reason_vi) < QUOTED and len(refused.reason_en) < QUOTED


def test_a_text_as_long_as_a_cell_is_read(tmp_path: Path) -> None:
    found = parsed(tmp_path, "a.json", as_json(cells={"A": LONG[:-1]}))
    assert found.submissions[0].cells[0].raw_text == LONG[:-1]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", as_json(cells={"A": "1", "ZZ": LONG}), "unknown_line"),
        ("a.json", as_json(cells={"A": "1", LONG: "2"}), "unknown_line"),
        ("a.json", as_json(replaces_all=LONG[:-1]), "replaces_all_unclear"),
        ("a.json", as_json(**{LONG: "1"}), "schema"),
        ("a.json", as_json(note={LONG: 1}), "schema"),
        ("a.json", as_json(**{f"key {x}": 1 for x in range(9999)}), "schema"),
        ("a.csv", f"{HEADER}2024,22,A,1\n2024,22,ZZ,{LONG}\n", "unknown_line"),
        ("a.csv", f"{HEADER[:-1]},{LONG}\n2024,22,A,1,x\n", "unknown_column"),
        ("a.xlsx", saved(with_a_row_of_another_name()), "unknown_line"),
    ],
    ids=count(),
)
def test_a_remark_quotes_no_text_endlessly(
    tmp_path: Path, name: str, content: str | bytes, code: str
) -> None:
    (found,) = parsed(tmp_path, name, content).submissions
    assert code in {x.code for x in found.remarks}
    for each in found.remarks:
        assert len(each.text_vi) < QUOTED and len(each.text_en) < QUOTED
        assert len(each.address or "") < QUOTED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", HEADER + "".join(f"2024,22,Z{x}{LONG},1\n" for x in range(9))),
        ("a.csv", f"{HEADER[:-1]},value{' ' * 40_000}\n2024,22,A,1,2\n"),
        ("a.json", json.dumps({LONG: 1})),
        ("a.json", f'{{"{LONG}": 1, "{LONG}": 2, "cells": {{"A": 1}}}}'),
        ("a.csv", "\n".join([LONG] * 3)),
    ],
    ids=count(),
)
def test_a_refusal_quotes_no_text_endlessly(
    tmp_path: Path, name: str, content: str
) -> None:
    refused = refusal(tmp_path, name, content)
    assert len(refused.reason_vi) < 3 * QUOTED and len(refused.reason_en) < 3 * QUOTED


def test_whatever_a_reader_says_a_child_hands_on_no_text_without_end() -> None:
    said = worker._as_refused(Refused("x", LONG * 3, LONG * 3))
    assert all(len(text) <= LONGEST_TEXT for text in said["refused"])  # type: ignore[attr-defined]


def test_every_sentence_on_the_longest_texts_is_short_and_every_row_is_loaded() -> None:
    longest = LONG[:-1]
    texts = [x.name for x in fields(Cover) if str(x.type) == "str | None"]
    whole = replace(submission("22").cover, **dict.fromkeys(texts, longest))
    of_a_year = replace(whole, report_year_text="2024")
    covers = [whole, of_a_year, replace(of_a_year, locality_code_text="22")]
    (cell,) = submission("22").cells
    cell = replace(cell, line_code="La", raw_text=longest, note=longest)
    parts = tuple(ParsedSubmission(x, (cell,), ()) for x in covers)
    rows = loading.records_of("folder", Receipt(), ParsedFile("csv", parts), 1, {})
    for each in rows[0]:
        assert each.hold_vi and len(each.hold_vi) < 3 * QUOTED
        assert each.hold_en and len(each.hold_en) < 3 * QUOTED
    assert {"unknown_line"} < {x.code for x in rows[2]}
    assert all(len(x.text_vi) < QUOTED and len(x.text_en) < QUOTED for x in rows[2])
    with warehouse.connect(Path(":memory:")) as con:
        for kind, made in zip(
            (records.Submission, records.Cell, records.Remark), rows, strict=True
        ):
            assert warehouse.replace_table(con, "raw.x", kind, made) == len(made)
        kept = con.execute("select text_vi from raw.x").fetchall()
    assert [text for (text,) in kept] == [x.text_vi for x in rows[2]]


def test_of_a_hundred_thousand_unknown_lines_a_thousand_are_named(
    tmp_path: Path,
) -> None:
    rows = "".join(f"2024,22,zz{number},1\n" for number in range(100_000))
    (found,) = parsed(tmp_path, "a.csv", f"{HEADER}2024,22,A,1\n{rows}").submissions
    *named, more = found.remarks
    assert [x.address for x in named] == [f"line {x}" for x in range(3, 1003)]
    assert more.code == "unknown_line"
    assert "99.000 chỗ nữa giống như 1.000 chỗ đầu" in more.text_vi
    assert more.text_en.endswith("not named one by one: 99,000.")
    assert [x.line_code for x in found.cells] == ["A"]


def test_of_unknown_columns_without_end_a_thousand_are_named(tmp_path: Path) -> None:
    names = "".join(f",x{number}" for number in range(20_000))
    (found,) = parsed(
        tmp_path, "a.csv", f"{HEADER.strip()}{names}\n2024,22,A,1\n"
    ).submissions
    *named, more = found.remarks
    assert len(named) == 1000
    assert {x.code for x in found.remarks} == {"unknown_column"}
    assert "19,000" in more.text_en

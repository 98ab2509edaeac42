"""The list of marks that the sender of a CSV or JSON file gets, as `ipw check` does."""

import codecs
import csv
import json
from pathlib import Path

import pytest

from dagster_project.inquiry import checking, verdict_page
from dagster_project.reporting.addresses import each_place
from dagster_project.reporting.annotation import annotate, kind_of
from tests.checked import empty_installation
from tests.marking import mark

__all__ = ["empty_installation"]  # for every test here

TWICE = "line_code,value\nA,10\nA1,4\nA2,3\nA2,5\n"
REPORT = {"report_year": 2025, "locality_code": "82"}
UTF_16 = [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b""]


def in_utf_16(text: str, mark: bytes) -> bytes:
    kind = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le"
    return mark + text.encode(kind)


def listed(file: Path) -> str:
    """What `--annotated` writes for the file."""
    out = file.with_name("marks.out")
    check = checking.check(file)
    verdict_page.annotate(check, out)
    check.connection.close()
    return out.read_text("utf-8-sig")


def test_a_line_given_twice_in_a_csv_is_listed_at_each_of_its_rows(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.csv"
    rows = [row.split(",") for row in TWICE.splitlines()]
    before = ("report_year,locality_code", *["2025,82"] * 4)
    file.write_text(
        "".join(
            f"{cover},{','.join(row)}\n"
            for cover, row in zip(before, rows, strict=True)
        )
    )
    found = [
        (row["line"], row["column"])
        for row in csv.DictReader(listed(file).splitlines())
        if row["rule_id"] == "CELL:A2"
    ]
    assert found == [("4", "value"), ("5", "value")]


def test_a_line_given_twice_in_a_json_is_listed_by_each_pointer(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(REPORT | {"cells": {"A": 5, "A1": 4, "a1": 3}}))
    found = [
        each["pointer"]
        for each in json.loads(listed(file))["marks"]
        if each["rule_id"] == "CELL:A1"
    ]
    assert found == ["/cells/A1", "/cells/a1"]


@pytest.mark.parametrize("mark", UTF_16, ids=["le", "be", "unmarked"])
def test_a_json_in_utf_16_is_listed_by_pointer(mark: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    text = json.dumps(REPORT | {"cells": {"A": 11, "A1": 4, "A2": 3, "A3": 2, "A9": 1}})
    file.write_bytes(in_utf_16(text, mark))
    pointers = {each["pointer"] for each in json.loads(listed(file))["marks"]}
    assert "/cells/A" in pointers


@pytest.mark.parametrize("mark", UTF_16, ids=["le", "be", "unmarked"])
def test_a_csv_in_utf_16_is_still_a_csv(mark: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(in_utf_16("report_year,locality_code\n", mark))
    assert kind_of(file) == "csv"


def test_a_table_saved_as_csv_is_listed_by_line_and_column(tmp_path: Path) -> None:
    source, out = tmp_path / "a.csv", tmp_path / "marks.csv"
    source.write_text("Mã số,Số liệu\nB,12\n")
    annotate(source, out, [mark("B2", sheet="a")], "vi")
    (found,) = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    assert (found["line"], found["column"]) == ("2", "B")


def test_what_a_list_of_marks_quotes_is_inert_in_any_spreadsheet(
    tmp_path: Path,
) -> None:
    source, out = tmp_path / "a.csv", tmp_path / "marks.csv"
    source.write_text("Mã số,Số liệu\nB,12\n")
    text, remedy = "“x;=1+1;\u202e9” không đọc được.", "＝2+2"
    annotate(source, out, [mark("B2", sheet="a", text=text, remedy=remedy)], "vi")
    (found,) = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    assert found["text"] == "“x;'=1+1;\\u202e9” không đọc được."
    assert found["what_would_satisfy"] == "'＝2+2"


@pytest.mark.parametrize(
    ("address", "places"),
    [
        (None, [("x", None)]),
        ("E4", [("x", "E4")]),
        ("I!E4", [("x", "I!E4")]),
        ("E4, E9", [("x", "E4"), ("x", "E9")]),
        ("I!E4, III!E9", [("I", "E4"), ("III", "E9")]),
        ("I, II!E4, III!E9", [("I, II", "E4"), ("III", "E9")]),
        ("I!E4, E5, II!E9", [("I", "E4"), ("E5, II", "E9")]),
        ("a!b!E4, c!E9", [("a!b", "E4"), ("c", "E9")]),
        ("line 2, line 15", [("x", "line 2"), ("x", "line 15")]),
        ("/cells/A1, /cells/a1", [("x", "/cells/A1"), ("x", "/cells/a1")]),
        ("/0/cells/A, /0/cells/a", [("x", "/0/cells/A"), ("x", "/0/cells/a")]),
        ("/cells/A, B", [("x", "/cells/A, B")]),
        ("E4, hai", [("x", "E4, hai")]),
    ],
)
def test_an_address_of_several_places_is_each_of_them(
    address: str | None, places: list[tuple[str, str | None]]
) -> None:
    assert each_place("x", address) == places

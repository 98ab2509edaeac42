"""A form without figures, and figures in the notes: legal, and said plainly."""

import json
from typing import Any

import pytest

from dagster_project.submissions import unfilled
from dagster_project.submissions.parsed import ParsedRemark, ParsedSubmission
from dagster_project.submissions.tidy import submissions_of
from tests.workbooks import COVER, book, parsed

HEAD = "report_year,locality_code,line_code,value,note"


def one(content: Any) -> ParsedSubmission:
    (found,) = parsed(content).submissions
    return found


def csv(*rows: str, head: str = HEAD) -> ParsedSubmission:
    (found,) = submissions_of("\n".join([head, *rows]).encode())
    return found


def notes_of(submission: ParsedSubmission) -> list[ParsedRemark]:
    return [x for x in submission.remarks if x.code == "figures_elsewhere"]


def test_a_form_without_any_figure_names_the_columns_that_were_read() -> None:
    remark = unfilled.no_figure(one(book({})))
    assert remark is not None
    assert "79 lines" in remark.text_en
    assert "I!E, II!E, III!E, IV!E, V!E, VI!E, VII!E" in remark.text_vi


@pytest.mark.parametrize("dash", ["", "-", "–", " — ", "/"])
def test_blanks_and_dashes_are_no_figures(dash: str) -> None:
    assert unfilled.no_figure(csv(f"2024,22,A,{dash},")) is not None


@pytest.mark.parametrize("text", ["0", "không", "chưa tổng hợp", "?", "12 vụ"])
def test_whoever_writes_something_is_not_told_that_nothing_is_there(text: str) -> None:
    assert unfilled.no_figure(csv("2024,22,A,,", f"2024,22,B,{text},")) is None


def test_an_empty_report_that_replaces_all_is_told_what_it_does() -> None:
    empty = one(book({}, cover=COVER | {"replaces_all": "có"}))
    remark = unfilled.no_figure(empty)
    assert remark is not None
    assert "replaces all figures sent before" in remark.text_en


def test_numbers_in_the_notes_of_blank_lines_are_named_by_address() -> None:
    filled = book({"A1": 4})
    filled["I"]["F4"] = 26
    filled["I"]["F5"] = 4  # beside a value: only a note
    filled["I"]["F6"] = "14 văn bản"
    filled["I"]["F7"] = "chưa có kế hoạch năm 2024"
    filled["I"]["F8"] = "=SUM(F4:F6)"  # never calculated: no number
    filled["II"]["F4"] = "1.250"
    filled["II"]["F5"] = "hơn"
    filled["II"]["F6"] = 3
    (remark,) = notes_of(one(filled))
    assert remark.address == "I!F4, I!F6, II!F4, II!F6"
    assert remark.text_vi.startswith(
        "Có số ghi ngoài cột “Số liệu” (I!F4, I!F6, II!F4, II!F6)"
    )


def test_a_whole_column_in_the_wrong_place_is_one_range_a_sheet() -> None:
    filled = book({})
    for row in range(4, 9):
        filled["I"].cell(row, 6, 10 * row)
    (remark,) = notes_of(one(filled))
    assert remark.address == "I!F4:F8"


def test_numbers_in_a_column_without_a_header_are_named_by_address() -> None:
    filled = book({"A1": 4})
    sheet = filled["I"]
    sheet["H4"], sheet["H5"], sheet["H6"] = 26, 4, "ghi sau"
    sheet["G3"], sheet["G4"] = "Số liệu năm 2023", 25  # meant to stand there
    sheet["I3"], sheet["I4"] = "Kết quả", 27
    (remark,) = notes_of(one(filled))
    assert remark.address == "I!H4, I!I4"


def test_numbers_below_the_report_year_beside_blank_values_are_named() -> None:
    filled = book({"A": 5})
    filled["I"]["G3"], filled["I"]["G5"] = "Số liệu năm 2024", 3
    filled["I"]["H3"], filled["I"]["H5"] = "Số liệu năm 2023", 4
    (remark,) = notes_of(one(filled))
    assert remark.address == "I!G5"


@pytest.mark.parametrize("column", ["C", "D"])
def test_a_number_in_the_place_of_a_unit_or_a_label_is_named(column: str) -> None:
    filled = book({"A": 5, "A1": 2})
    filled["I"][f"{column}5"] = 2024  # beside a value: nothing is missing
    filled["I"][f"{column}6"] = 3
    (remark,) = notes_of(one(filled))
    assert remark.address == f"I!{column}6"


def test_blank_is_also_a_dash_or_a_space() -> None:
    filled = book({"A": "-", "A1": " "})
    filled["I"]["F4"], filled["I"]["F5"] = 26, 4
    (remark,) = notes_of(one(filled))
    assert remark.address == "I!F4:F5"


@pytest.mark.parametrize("note", [2024, "2024", "15.6.2024", "6/2024", "=1+1"])
def test_a_year_a_date_and_a_check_are_no_figures(note: Any) -> None:
    filled = book({})
    filled["I"]["F4"] = note
    assert notes_of(one(filled)) == []


def test_lines_may_be_numbered_before_their_codes() -> None:
    filled = book({})
    sheet = filled["I"]
    sheet.insert_cols(1)
    for row in range(4, 9):
        sheet.cell(row, 1, row - 3)
        sheet.cell(row, 9, row - 3)  # also behind them
    assert notes_of(one(filled)) == []


def test_a_header_merged_over_two_columns_names_only_the_first() -> None:
    filled = book({})
    sheet = filled["I"]
    sheet.delete_cols(6)
    sheet.merge_cells("E3:F3")
    sheet["F4"] = 26
    (remark,) = notes_of(one(filled))
    assert remark.address == "I!F4"


def test_numbers_in_the_note_of_a_csv_are_named_by_line() -> None:
    (remark,) = notes_of(csv("2024,22,A,,12", "2024,22,B,,theo công văn 12"))
    assert remark.address == "line 2"
    assert "(dòng 2)" in remark.text_vi and "line 2" in remark.text_en


def test_many_places_are_counted_and_not_all_listed() -> None:
    codes = ["A", "A1", "A2", "A3", "A9", *(f"B{x}" for x in range(1, 8)), "E", "E1"]
    (remark,) = notes_of(csv(*(f"2024,22,{code},,5" for code in codes)))
    assert "line 13 and 2 other places" in remark.text_en


@pytest.mark.parametrize(
    ("note", "place"), [({"A": "12", "B": "3"}, "/note/A"), ("12", "/note")]
)
def test_a_number_in_a_note_of_a_json_is_named_where_it_stands(
    note: Any, place: str
) -> None:
    report = {"report_year": 2024, "locality_code": "22", "note": note}
    content = json.dumps(report | {"cells": {"A": "", "A1": "", "B": "1"}}).encode()
    (found,) = parsed(content, "a.json").submissions
    (remark,) = notes_of(found)
    assert remark.address == place

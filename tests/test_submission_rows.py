"""The rows of a file: one a submission, made anew when a decision changes."""

from datetime import datetime

import pytest

from dagster_project.submissions import memory, records
from dagster_project.submissions.identity import Assignment
from dagster_project.submissions.loading import records_of
from dagster_project.submissions.parsed import ParsedCell, ParsedSubmission
from dagster_project.submissions.refusals import Refused
from expectations.form import form
from tests.given import decision
from tests.identities import Receipt, received, rows, submission


def test_a_file_of_one_submission_has_the_folder_s_name() -> None:
    (row,), (cell,), _ = rows(submission("1"))
    assert (row.submission_id, row.sequence, row.locality_code) == ("folder", 7, "01")
    assert cell.submission_id == "folder"
    assert row.received_at == datetime(2025, 1, 10)
    assert row.is_synthetic
    assert (row.sender, row.channel) == ("so.khcn@example.vn", "email")


def test_a_file_of_several_names_each_by_locality_and_year() -> None:
    found, cells, _ = rows(
        submission("1"),
        submission("22"),
        submission("22", year="2023"),
        submission("x/y"),
    )
    names = [x.submission_id for x in found]
    assert names == [
        "folder.01.2024",
        "folder.22.2024",
        "folder.22.2023",
        "folder.x_y.2024",
    ]
    assert [x.sequence for x in found] == [7, 8, 9, 10]
    assert [x.submission_id for x in cells] == names


def test_two_ways_to_write_one_locality_have_two_names() -> None:
    found, _, _ = rows(submission("1"), submission("", "Hà Nội"))
    assert [x.submission_id for x in found] == ["folder.01.2024", "folder.01.2024.2"]


def test_an_assignment_does_not_change_the_name() -> None:
    assignment = Assignment("35", 2024, "by telephone", "steward")
    before, _, _ = rows(submission("", "HN"), submission("22"))
    name = before[0].submission_id
    after, _, _ = rows(
        submission("", "HN"), submission("22"), assignments={name: assignment}
    )
    assert after[0].submission_id == name == "folder.HN.2024"
    assert (after[0].locality_code, after[0].hold_code) == ("35", None)
    assert (after[0].assigned_by, after[0].assigned_reason) == (
        "steward",
        "by telephone",
    )
    assert after[1].assigned_by is None


def test_the_name_of_a_bulk_file_contradicts_none_of_its_localities() -> None:
    found, _, _ = rows(
        submission("1"), submission("22"), receipt=Receipt("Hà Nội 2024.csv")
    )
    assert [x.hold_code for x in found] == [None, None]


def test_the_name_of_a_file_of_several_years_contradicts_none_of_them() -> None:
    found, _, _ = rows(
        submission("22"), submission("22", year="2023"), receipt=Receipt("bc 2024.csv")
    )
    assert "file_name_year" not in {x.hold_code for x in found}
    assert [x.report_year for x in found] == [2024, 2023]


def test_lines_that_are_not_in_the_file_are_named() -> None:
    _, _, remarks = rows(submission("22"))
    missing = [x.line_code for x in remarks if x.code == "line_not_found"]
    assert missing == [x.code for x in form().lines(2024) if x.code != "A"]


def test_a_line_of_a_later_form_is_named() -> None:
    cell = ParsedCell("La", 1, "5", "number", "V", "E9", None)
    later = ParsedSubmission(submission("22").cover, (cell,), ())
    _, _, remarks = rows(later)
    (unknown,) = [x for x in remarks if x.code == "unknown_line"]
    assert (unknown.line_code, unknown.address) == ("La", "E9")


def test_a_name_that_nobody_knows_beside_a_good_code_is_said() -> None:
    (row,), _, remarks = rows(submission("22", "Phòng Quản lý"))
    assert row.hold_code is None
    assert "unknown_name" in {x.code for x in remarks}


def test_a_refused_file_is_one_row_with_its_reason() -> None:
    refused = Refused("pdf", "Đây là tệp PDF.", "This is a PDF.")
    (row,), cells, remarks = records_of("folder", Receipt("a.pdf"), refused, 3, {})
    assert (row.refused_code, row.refused_vi) == ("pdf", "Đây là tệp PDF.")
    assert (row.hold_code, row.report_year, row.file_format) == (None, None, None)
    assert (cells, remarks) == ([], [])


def test_rows_are_made_anew_when_a_decision_the_file_or_its_name_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "_is_on", True)
    content = submission("", "Xứ Lạ", "2025")
    assigned, _ = decision(
        "folder0", "IDENTITY", "assign", locality_code="22", report_year=2025
    )

    def code(*decisions: records.Decision, name: str = "a.xlsx") -> str | None:
        (row,) = received((name, content), decisions=decisions).submissions
        assert row.original_name == name
        return row.locality_code

    assert [code(), code(assigned), code(), code(name="b.xlsx")] == [
        None, "22", None, None,
    ]  # fmt: skip
    first, second = (
        received(("b.xlsx", submission("24", "", "2025"))).submissions for _ in "ab"
    )
    assert first[0] is second[0]
    assert first[0].locality_code == "24"
    _, row = received(*[("c.xlsx", content)] * 2).submissions
    assert (row.folder, row.sequence) == ("folder1", 2)

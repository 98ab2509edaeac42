"""A file of many reports: how many there may be, and what its parts say together."""

import sys

import pytest

from dagster_project import paths
from dagster_project.submissions.grouping import most_reports
from dagster_project.submissions.refusals import Refused
from expectations.form import form, rows_of
from tests.identities import rows, submission
from tests.texts import HEADER, read


def bulk(number: int) -> str:
    return HEADER + "".join(f"2024,x{x},A,1\n" for x in range(number))


def test_a_file_holds_no_more_reports_than_there_are_localities_and_years() -> None:
    localities = rows_of(paths.SEEDS / "localities.csv")
    assert most_reports() == len(localities) * len(form().report_years)
    assert len(read(bulk(most_reports()))) == most_reports()


def test_more_reports_than_there_can_be_are_refused_naming_the_column() -> None:
    with pytest.raises(Refused) as refused:
        read(bulk(4000))
    assert refused.value.code == "too_many_reports"
    for text in (refused.value.reason_vi, refused.value.reason_en):
        assert "4000" in text and str(most_reports()) in text
        assert "locality_code" in text


def test_reports_of_one_name_are_numbered_in_order() -> None:
    found, _, _ = rows(*[submission("22")] * 3, submission("01"), submission("22"))
    assert [x.submission_id.removeprefix("folder.") for x in found] == [
        "22.2024", "22.2024.2", "22.2024.3", "01.2024", "22.2024.4",
    ]  # fmt: skip


def test_twice_the_parts_of_a_file_take_twice_the_work() -> None:
    def calls(number: int) -> int:
        parts = [submission(f"x{x}") for x in range(number)]
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            rows(*parts)
        finally:
            sys.setprofile(before)
        return counted

    calls(10)
    assert calls(160) < 2.5 * calls(80)

"""Numbers in front of nouns, wherever a person reads them."""

from datetime import UTC, datetime

import pytest

from dagster_project.counted import counted
from dagster_project.reporting import lateness
from dagster_project.submissions import parsed, unfilled
from expectations.form import form


def test_one_is_no_plural() -> None:
    assert [counted(n, "file") for n in (0, 1, 2)] == ["0 files", "1 file", "2 files"]


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [(26, "chậm 1 ngày.", "1 day late."), (27, "chậm 2 ngày.", "2 days late.")],
)
def test_who_is_one_day_late_is_told_one_day(day: int, vi: str, en: str) -> None:
    window = form().report_year(2024)
    assert window and window.deadline.day == 25
    received = datetime(2025, 1, day, 5, tzinfo=UTC)
    told = [lateness.sentence(2024, received, x, is_held=True) for x in ("vi", "en")]
    assert vi in (told[0] or "") and en in (told[1] or "")


def test_a_file_of_one_empty_line_is_told_of_one_line() -> None:
    cell = parsed.ParsedCell("B", 1, "", "blank", "II", "E4", None)
    said = unfilled.no_figure(parsed.ParsedSubmission(parsed.Cover(), (cell,), ()))
    assert said and "there is 1 line of the form" in said.text_en
    assert "(column II!E)" in said.text_en

"""A report none of whose measures counts is called held, wherever it is named."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.reporting import acknowledgements, measures_counted, pages
from dagster_project.reporting.acknowledgement_facts import of_submissions
from tests import given
from tests.report_pages import Reader
from tests.site_pages import drawn

HELD = given.report("22", 2024, {"A": 11, "A1": 4, "A2": 3, "A3": 2, "A9": 1})
PARTLY = given.report("01", 2024, {"A": 11, "A1": 4, "A2": 3, "A3": 2, "A9": 1, "K": 3})


@pytest.fixture(scope="module")
def held() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = given.built([HELD, PARTLY])
    yield connection
    connection.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_report_whose_measures_are_all_held_is_held_on_every_page(
    held: duckdb.DuckDBPyConnection, tmp_path: Path, language: str
) -> None:
    pages.write(held, tmp_path / "report")
    drawn(held, tmp_path / "site")
    name = f"submission/{HELD.submission.submission_id}.html"
    for page in (
        tmp_path / "report" / language / name,
        next((tmp_path / "site" / language).rglob("63-22.html")),
    ):
        badges = re.findall(r'class="badge s-(\w+)"', page.read_text("utf-8"))
        assert "held" in badges and "counted" not in badges, page
    page = next((tmp_path / "site" / language).rglob("63-01.html"))
    assert "badge s-partly" in page.read_text("utf-8")
    assert {"vi": "được tính một phần", "en": "counted in part"}[language] in (
        Reader(page).text
    )


def test_its_cells_are_called_current_and_never_counted(
    held: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    said = next(
        each.acknowledgement
        for each in of_submissions(held)
        if each.acknowledgement.submission_id == HELD.submission.submission_id
    )
    receipt = acknowledgements.page(said, is_synthetic=False)
    pages.write(held, tmp_path / "report")
    name = f"submission/{HELD.submission.submission_id}.html"
    for language, words in (
        ("vi", "5 ô của báo cáo này là ô hiện hành"),
        ("en", "Current cells that come from it: 5."),
    ):
        assert words in receipt
        assert words in Reader(tmp_path / "report" / language / name).text
    assert "count now" not in receipt and "đang được tính" not in receipt


def test_a_measure_whose_parts_alone_count_counts_on_every_page() -> None:
    # The total of cases is not known, a part of it is; documents do not add up.
    cells = {"A": 9, "A1": 4, "A2": 4, "A3": 0, "A9": 0}
    report = given.report("22", 2024, cells | {"B": "chưa có số liệu", "B1": 3})
    connection = given.built([report])
    for counted in (
        measures_counted.of_submissions(connection),
        measures_counted.published(connection),
    ):
        found = counted[report.submission.submission_id]
        assert (found.counted, found.left_out, found.status) == (1, 1, "partly")
    connection.close()

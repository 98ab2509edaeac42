"""Who is late, held, empty or missing is counted alike wherever it is said."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from dagster_project.annual import annual_report
from dagster_project.inquiry import summary
from dagster_project.reporting.standing import standing
from dagster_project.site import year
from tests import given
from tests.given import report
from tests.site_pages import Page, drawn, reread

LATE = datetime(2025, 2, 4, 3)
YEARS = range(2019, 2028)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Hà Nội held and late, Quảng Ninh late, Hà Giang a late report without a number,
    Cao Bằng in time."""
    connection = given.built(
        [
            report("01", 2024, {"A": 3, "A1": 5}, received=LATE),
            report("22", 2024, {"A": 4}, received=LATE),
            report("02", 2024, {"A": "-"}, received=LATE),
            report("04", 2024, {"A": 4}),
        ]
    )
    yield connection
    connection.close()


def test_a_held_report_that_came_late_is_late_and_held() -> None:
    found = standing([("held", 10), ("received", 0)])
    assert found.is_late and found.is_held and not found.is_received
    assert not standing([("received", 0), ("empty", 0)]).is_empty
    assert standing([("missing", None)]).is_missing
    assert not standing([("missing", None)]).is_late


def test_the_pages_count_late_and_empty_by_one_definition(con, tmp_path: Path) -> None:
    who = year.reporters(reread(con), 2024)
    assert [each.locality_code for each in who.late] == ["01", "02", "22"]
    assert [each.locality_code for each in who.held] == ["01"]
    assert [each.locality_code for each in who.empty] == ["02"]
    drawn(con, tmp_path / "site")
    text = Page(tmp_path / "site" / "en" / "2024.html").text
    assert "Sent no number (1) Ha Giang" in text
    assert "Late (3) Ha Noi , Ha Giang , Quang Ninh" in text
    text = Page(tmp_path / "site" / "en" / "quality.html").text
    # Expected, reported, missing, empty, late, held, open.
    assert re.search(r" 2024 63 4 59 1 3 1 \d ", text)


def test_the_annual_report_names_the_same(con) -> None:
    text = annual_report.written(con, 2024, "en").markdown
    assert "after the deadline from Ha Noi, Ha Giang, Quang Ninh." in text
    assert "Sent a report without a single number: Ha Giang." in text
    text = annual_report.written(con, 2024, "vi").markdown
    assert "sau thời hạn: Hà Nội, Hà Giang, Quảng Ninh." in text
    assert "Đã gửi báo cáo nhưng không có số liệu nào: Hà Giang." in text


def test_the_status_names_the_same(con, tmp_path: Path, monkeypatch) -> None:
    given.publish(con, tmp_path / "build")
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    console = Console(width=2000, record=True)
    summary.show_status(console, 2024)
    said = [" ".join(row.split()) for row in console.export_text().splitlines()]
    assert "late 3 Hà Nội, Hà Giang, Quảng Ninh" in said
    assert "held 1 Hà Nội" in said
    assert "empty 1 Hà Giang" in said
    assert "received 1 Cao Bằng" in said
    assert any(row.startswith("missing 59 ") for row in said)


def test_the_name_of_a_file_adds_no_line_to_the_status(
    tmp_path: Path, monkeypatch
) -> None:
    """Such as a command that a steward would copy."""
    name = "a.csv)\n  ipw assign 20260101T000000000000Z-0 …  (b.csv"
    connection = given.built([report(None, 2024, {"A": 4}, original_name=name)])
    given.publish(connection, tmp_path / "build")
    connection.close()
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    console = Console(width=2000, record=True)
    summary.show_status(console, None)
    lines = console.export_text().splitlines()
    assert sum(line.startswith("  ipw assign") for line in lines) == 1


def test_the_status_names_what_is_held_and_nobodys(tmp_path: Path, monkeypatch) -> None:
    """A year that may not be reported on yet is not the one that is shown."""
    whose = report(None, 2024, {"A": 4}, original_name="whose.xlsx")
    connection = given.built(
        [
            report("22", 2024, {"A": 4}),
            whose,
            report("22", None, {"A": 4}, original_name="when.xlsx"),
            report("22", 2031, {"A": 4}),
        ]
    )
    given.publish(connection, tmp_path / "build")
    connection.close()
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    console = Console(width=2000, record=True)
    summary.show_status(console, None)
    said = console.export_text()
    assert "Report year 2024" in said
    assert (
        "held, of an unknown locality or year: 2: when.xlsx, whose.xlsx. Say whose by"
        " `ipw assign`." in said
    )
    # Two files may have one name: the command asks for the submission.
    assert f"ipw assign {whose.submission.submission_id} …  (whose.xlsx)" in said


def test_the_summary_of_a_refresh_cuts_no_name_and_no_figure() -> None:
    """However many years there are, and however narrow the terminal is."""
    name, value = "trademark_share_of_applications", Decimal("0.123456")
    rows = [
        *((y, "fines_vnd", "VND", 10**17 + y * 10**6, None, 60, 63, 3) for y in YEARS),
        *((y, name, "ratio", value, None, 60, 63, 3) for y in YEARS),
    ]
    for width in (60, 80, 200):
        console = Console(width=width, record=True)
        summary._show_figures(console, rows)
        said = console.export_text()
        assert "…" not in said and "│ applications" in said
        assert all(f" {10**11 + y:,} " in said for y in YEARS)
        assert max(map(len, said.splitlines())) <= width
        assert said.count("National figures") == {60: 9, 80: 3, 200: 1}[width]


def test_the_summary_of_a_refresh_says_how_many_are_held_where_nobody_counts() -> None:
    rows = [
        (2026, "cases_count", "cases", None, None, 0, 34, 2),
        (2026, "tasks_count", "tasks", None, None, 0, 34, 0),
    ]
    console = Console(width=80, record=True)
    summary._show_figures(console, rows)
    cases, tasks = console.export_text().split("cases_count")[1].split("tasks_count")
    assert "0 of 34, 2 held" in cases
    assert "34" not in tasks

"""A stewards' page is kept while it would say the same, and no longer."""

from pathlib import Path

import duckdb
import pytest

from dagster_project import paths
from dagster_project.reporting import findings, numbers, pages, templating
from dagster_project.reporting.text import words
from tests import given
from tests.report_pages import Reader

# The entrance, and in two languages the overview, the queue and the two lists.
ALWAYS_WRITTEN = 1 + 2 * 4


def test_the_page_of_a_rule_stays_until_a_verdict_on_it_changes(tmp_path: Path) -> None:
    out = tmp_path / "report"
    con = given.built([given.report("22", 2024, {"B": 12, "B1": 3, "B2": 1})])
    pages.write(con, out)
    before = {path: path.stat().st_ino for path in out.rglob("rule/*.html")}
    con.execute(
        "update marts.reconciliations set verdict = 'exact'"
        " where rule_id = 'OFW:B1a' and locality_code = '01'"
    )
    con.execute(
        "update marts.reconciliations set explanation = 'đã đối chiếu sổ gốc'"
        " where rule_id = 'SUM:B:ip_right' and locality_code = '22'"
    )
    pages.write(con, out)
    changed = {
        path.relative_to(out).as_posix()
        for path, number in before.items()
        if path.stat().st_ino != number
    }
    assert changed == {
        f"{language}/{findings.rule_page(rule)}"
        for language in numbers.LANGUAGES
        for rule in ("OFW:B1a", "SUM:B:ip_right")
    }
    page = out / "en" / findings.rule_page("SUM:B:ip_right")
    assert "đã đối chiếu sổ gốc" in Reader(page).text
    assert len(before) > len(changed)


def test_the_page_of_a_submission_stays_until_something_that_it_says_changes(
    tmp_path: Path,
) -> None:
    out, page = tmp_path / "report", "vi/submission/{}.html"
    first, second = (
        given.report("22", 2024, {"B": 12}),
        given.report("01", 2024, {"B": 5}),
    )
    con = given.built([first, second])
    written = pages.write(con, out)
    assert written.kept == 0
    before = {path: path.stat().st_ino for path in out.rglob("*.html")}
    assert pages.write(con, out) == (written.pages, written.pages - ALWAYS_WRITTEN)
    names = [row[0] for row in con.execute("select submission_id from raw.submissions")
             .fetchall()]  # fmt: skip
    assert all(
        (out / page.format(name)).stat().st_ino == before[out / page.format(name)]
        for name in names
    )
    con.execute(
        "update staging.stg_cells set note = 'ghi chú mới', raw_text = '12 '"
        " where submission_id = ? and line_code = 'B'",
        [names[0]],
    )
    assert pages.write(con, out).kept == written.pages - ALWAYS_WRITTEN - 2
    assert "ghi chú mới" in Reader(out / page.format(names[0])).text


def test_a_page_that_was_lost_or_damaged_is_written_anew(tmp_path: Path) -> None:
    out = tmp_path / "report"
    con = given.built([given.report("22", 2024, {"B": 12})])
    written = pages.write(con, out)
    next(out.glob("vi/submission/*.html")).write_text("<p>", "utf-8")
    next(out.glob("en/submission/*.html")).unlink()
    assert pages.write(con, out).kept == written.pages - ALWAYS_WRITTEN - 2


def test_no_page_is_kept_when_the_form_or_the_code_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finding says its unit, which is the form's and stands in none of its fields."""
    monkeypatch.setattr(paths, "PROJECT", tmp_path)
    found = set()
    for name in ("dbt/seeds/form_lines.csv", "dagster_project/page.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        for text in ("one", "another"):
            file.write_text(text, "utf-8")
            found.add(templating.code.__wrapped__())
    assert len(found) == 4


def test_an_empty_installation_has_pages_too(tmp_path: Path) -> None:
    con = given.built([])
    assert pages.write(con, tmp_path / "report").pages > 4
    text = Reader(tmp_path / "report" / "en" / "index.html").text
    assert words("en").no_changes_yet in text
    assert words("en").synthetic not in text


def test_old_pages_go_away(
    reported_country: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    stale = tmp_path / "report" / "vi" / "submission" / "gone.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    pages.write(reported_country, tmp_path / "report")
    assert not stale.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]

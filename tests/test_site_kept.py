"""A public page is kept while it would say the same, and no longer."""

from pathlib import Path

import duckdb
import pytest

from dagster_project import companion
from dagster_project.reporting.shares import SIZE, Shares
from dagster_project.site import charts, pages
from tests.given import built, report
from tests.site_pages import Page, stored


def test_pages_are_kept_while_nothing_that_they_say_has_changed(tmp_path: Path) -> None:
    none, first, same, other = (tmp_path / name / "site" for name in "0123")
    for folder in (first, same, other):
        folder.parent.mkdir()
    file = stored(built([report("22", 2024, {"B": 12, "B1": 12})]), tmp_path / "12")
    page = Path("en") / "2024.html"
    assert not pages.draw(file, first, none)
    assert pages.draw(file, same, first)
    assert (same / page).samefile(first / page)
    file = stored(built([report("22", 2024, {"B": 13, "B1": 13})]), tmp_path / "13")
    assert not pages.draw(file, other, same)
    assert pages.count(other) == pages.count(first) > 2 * 63
    assert not (other / page).samefile(first / page)
    assert Page(other / page).text != Page(first / page).text


def test_a_locality_keeps_its_page_while_other_years_and_places_change(
    tmp_path: Path,
) -> None:
    """And each page is what it would be if it were drawn without those before."""
    old, others = (
        report("22", 2024, {"B": 12}),
        [report(code, 2024, {"B": 7}) for code in ("02", "04", "06")],
    )
    later = report("01", 2025, {"B": 1})
    peer = report("08", 2024, {"B": 9})
    named, before, kept = Path("en") / "locality", tmp_path, list[set[str]]()
    for name, reports in enumerate(
        ([old, *others], [old, *others, later], [old, *others, later, peer])
    ):
        file = stored(built(reports), tmp_path / f"{name}.duckdb")
        site, fresh = tmp_path / f"{name}" / "site", tmp_path / f"{name}" / "fresh"
        site.parent.mkdir()
        assert not pages.draw(file, site, before)
        assert not pages.draw(file, fresh, tmp_path)
        assert read_all(site) == read_all(fresh) != {}
        kept.append({
            page.name
            for page in (site / named).iterdir()
            if (before / named / page.name).exists()
            and page.samefile(before / named / page.name)
        })  # fmt: skip
        before = site
    none, of_earlier_years, of_other_kinds = kept
    assert none == set()
    assert {"63-22.html", "63-01.html"} <= of_earlier_years
    assert "34-01.html" not in of_earlier_years
    assert "63-22.html" not in of_other_kinds  # its peers' median is another one now


def test_pages_that_two_processes_drew_are_those_of_one(tmp_path: Path) -> None:
    file = stored(built([report("22", 2024, {"B": 12, "B1": 12})]), tmp_path / "file")
    alone, shared = tmp_path / "1" / "site", tmp_path / "2" / "site"
    alone.parent.mkdir()
    pages.draw(file, alone, tmp_path)
    Shares(shared).offer(SIZE * pages.count(alone))  # more than there are
    companion.begin(pages.draw_along, file, shared, tmp_path)
    pages.draw_along(file, shared, tmp_path)
    companion.finish(pages.draw_along, file, shared, tmp_path)
    assert read_all(shared) == read_all(alone) != {}
    Shares(shared).withdraw()
    assert [path.name for path in shared.parent.iterdir()] == ["site"]


def test_a_few_pages_that_are_left_are_left_to_who_has_read_what_they_say(
    tmp_path: Path,
) -> None:
    Shares(tmp_path / "site").offer(SIZE * pages.FEW)
    pages.draw_along(tmp_path / "no such file", tmp_path / "site", tmp_path)
    Shares(tmp_path / "more").offer(SIZE * pages.FEW + 1)
    with pytest.raises(duckdb.Error):
        pages.draw_along(tmp_path / "no such file", tmp_path / "more", tmp_path)


def read_all(folder: Path) -> dict[Path, bytes]:
    """The pages in both languages."""
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.glob("*/**/*.html")
    }


def test_a_rehearsal_touches_no_page_and_keeps_its_drawings_in_memory(
    site: Path, tmp_path: Path
) -> None:
    pages.rehearse(tmp_path / "not yet.duckdb", site)
    charts._drawn.cache_clear()
    written = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    pages.rehearse(site.with_name("warehouse.duckdb"), site)
    assert charts._drawn.cache_info().currsize > 10
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == written

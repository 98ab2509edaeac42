"""The comparison in a real browser, on figures that the bundled reports do not have."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import given
from tests.site_pages import drawn

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a country of one report a year: fines in million đồng."""
    fines = {2023: "46143,505678", 2024: "46143,29"}
    con = given.built([given.report("22", x, {"C": y}) for x, y in fines.items()])
    site: Path = tmp_path_factory.mktemp("country") / "site"
    drawn(con, site)
    con.close()
    return (site / "en" / "compare.html").as_uri()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page; the test fails if it complains."""
    opened, heard = browser.new_page(), []
    opened.on("pageerror", lambda error: heard.append(f"error: {error}"))
    yield opened
    opened.close()
    assert heard == []


def test_a_lower_bound_is_cut_off_where_it_is_compared(page: Any, address: str) -> None:
    page.goto(f"{address}#years=2024,2023")
    row = page.locator("tbody tr", has_text="Fines imposed").first
    shown = row.locator("td").all_inner_texts()
    assert shown[:2] == ["≥ 46,143.29 1/63", "≥ 46,143.5 1/63"]


def test_money_below_a_hundredth_of_a_million_is_not_called_nothing(
    page: Any, tmp_path: Path
) -> None:
    fines = {("01", 2023): "0,004321", ("01", 2024): "0,000001", ("22", 2024): "12,5"}
    con = given.built(
        [given.report(code, year, {"C": fine}) for (code, year), fine in fines.items()]
    )
    drawn(con, tmp_path / "site")
    con.close()
    address = (tmp_path / "site" / "vi" / "compare.html").as_uri()
    for choice, shown in (
        ("years=2024,2023", ["≥ 12,5 2/63", "≥ 0,0043 1/63", "+12,5"]),
        ("years=2024,2023&at=63-01", ["0,000001", "0,0043", "−0,0043"]),
        ("year=2024&a=63-22&b=63-01", ["12,5", "0,000001", "+12,5"]),
    ):
        page.goto("about:blank")
        page.goto(f"{address}#{choice}")
        row = page.locator("tbody tr", has_text="Tổng số tiền phạt").first
        assert row.locator("td").all_inner_texts() == shown


def test_an_address_that_is_none_hides_no_comparison(page: Any, address: str) -> None:
    page.goto(f"{address}#100%")
    assert page.locator("#compare").is_visible()


def test_a_year_in_which_nothing_counts_is_not_compared_unasked(
    page: Any, tmp_path: Path
) -> None:
    held = {"hold_code": "outside_window", "hold_vi": "Ngoài kỳ.", "hold_en": "Early."}
    reports = [given.report("22", year, {"B": 12}) for year in (2023, 2024)]
    con = given.built([*reports, given.report("22", 2025, {"B": 9}, **held)])
    drawn(con, tmp_path / "site")
    con.close()
    page.goto((tmp_path / "site" / "en" / "compare.html").as_uri())
    heads = page.locator("thead th").all_inner_texts()
    assert heads == ["Figure", "2024", "2023", "Difference"]


def test_a_comparison_of_nothing_is_no_error(page: Any, tmp_path: Path) -> None:
    con = given.built([])
    drawn(con, tmp_path / "site")
    con.close()
    page.goto((tmp_path / "site" / "en" / "compare.html").as_uri())
    assert "Figures will stand here" in page.locator("main").inner_text()

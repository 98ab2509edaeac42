"""The public pages in a real browser: silent, offline, and doing what they offer."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dagster_project.operations import serving
from tests import browsing
from tests.browsing import KINDS
from tests.installation import Installation

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def root(bundled: Installation) -> Iterator[str]:
    """The published folder, served on loopback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPW_BUILD", str(bundled.build))
        with serving.pages(0) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/site"
            server.shutdown()


@pytest.fixture
def page(browser: Any, root: str) -> Iterator[Any]:
    """A page; the test fails if it complains or asks for anything outside."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened, heard = context.new_page(), []
    opened.on("console", lambda message: heard.append(f"console: {message.text}"))
    opened.on("pageerror", lambda error: heard.append(f"error: {error}"))
    allowed = (root.removesuffix("/site"), "file:", "data:")
    opened.on(
        "request",
        lambda request: (
            None if request.url.startswith(allowed) else heard.append(request.url)
        ),
    )
    yield opened
    context.close()
    assert heard == []


def test_the_pages_open_from_a_folder(page: Any, bundled: Installation) -> None:
    folder = bundled.build / "published" / "site"
    page.goto((folder / "index.html").as_uri())
    page.wait_for_url("**/vi/index.html")
    page.goto((folder / "vi" / "localities.html").as_uri())
    # The style sheet and the script came: the filter shows.
    assert page.locator("input[data-filter]").is_visible()


@pytest.mark.parametrize(
    ("kind", "cell", "written"),
    [
        ("2025.html", ".bars.money tbody td.num", "123,456,831.13 billion"),
        ("2025/fines_vnd.html", ".steps td.num", "≥ 123,456,833,886,750,000"),
    ],
)
def test_a_mistyped_sum_of_eighteen_digits_fits_a_telephone(
    page: Any, root: str, kind: str, cell: str, written: str
) -> None:
    page.goto(f"{root}/en/{kind}")
    page.set_viewport_size({"width": browsing.WIDTHS[0], "height": 844})
    page.locator(cell).first.evaluate("(x, said) => x.textContent = said", written)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == browsing.WIDTHS[0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_page_is_silent_and_fits_every_screen(
    page: Any, root: str, language: str
) -> None:
    for kind in KINDS:
        page.goto(f"{root}/{language}/{kind}")
        assert page.locator("h1").count() == 1, kind
        for width, scheme in browsing.screens(page):
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{kind}, {scheme}: {wide}"
            assert spilling(page) == [], f"{kind} at {width}, {scheme}"


def spilling(page: Any) -> list[str]:
    """The texts that are wider than their cell of a table."""
    return page.evaluate(
        """() => [...document.querySelectorAll("td, th")]
            .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
            .filter((cell) => cell.clientWidth > 1 && cell.offsetHeight > 1)
            .map((cell) => cell.innerText)"""
    )


def test_no_printed_page_is_wider_than_the_paper_and_every_sheet_has_its_heads(
    page: Any, root: str
) -> None:
    """A4 between its margins. A button in a head is drawn on the first sheet only."""
    page.set_viewport_size({"width": 688, "height": 972})
    page.emulate_media(media="print", color_scheme="light")
    for kind in KINDS:
        page.goto(f"{root}/vi/{kind}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 688, kind
        assert spilling(page) == [], kind
        heads = page.locator("th button")
        boxes = heads.evaluate_all("all => all.map((e) => e.getClientRects().length)")
        assert sum(boxes) == 0, kind


def test_two_clicks_from_the_front_lead_to_the_cell(page: Any, root: str) -> None:
    page.goto(f"{root}/en/2024/applications_count.html")
    page.get_by_role("link", name="Quang Ninh", exact=True).last.click()
    page.wait_for_url("**/locality/63-22.html#c-2024-M")
    row = page.locator("tr:target")
    assert row.is_visible()
    assert "VI!E4" in row.inner_text()


def test_a_table_sorts_by_value_with_the_unknown_last(page: Any, root: str) -> None:
    page.goto(f"{root}/en/2024/cases_count.html")
    values = "#localities tbody td:nth-child(2)"
    page.locator("#localities").get_by_role("button", name="Value").click()
    first = page.locator(values).all_inner_texts()
    # Hồ Chí Minh City, Hà Nội, Bình Dương; the eight that did not report come last.
    assert first[:3] == ["1,103", "751", "112"] and first[-8:] == ["–"] * 8
    page.locator("#localities").get_by_role("button", name="Value").click()
    turned = page.locator(values).all_inner_texts()
    assert turned[0] == "5" and turned[-8:] == ["–"] * 8
    head = page.locator("#localities th[aria-sort]")
    assert head.get_attribute("aria-sort") == "ascending"


def test_a_filter_finds_names_without_their_marks(page: Any, root: str) -> None:
    page.goto(f"{root}/vi/localities.html")
    page.get_by_role("searchbox").fill("quang ninh")
    shown = page.locator("#localities tbody tr:visible th").all_inner_texts()
    assert shown == ["Quảng Ninh", "Quảng Ninh"]
    page.get_by_role("searchbox").fill("ĐẮK")
    assert page.locator("#localities tbody tr:visible").count() == 3


def test_the_language_switch_stays_on_the_page_and_keeps_the_choice(
    page: Any, root: str
) -> None:
    page.goto(f"{root}/vi/compare.html#year=2024&a=63-22&b=63-01")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/compare.html#year=2024&a=63-22&b=63-01")
    assert "Quang Ninh and Ha Noi" in page.locator("caption").inner_text()


def test_two_localities_are_set_side_by_side_by_the_address(
    page: Any, root: str
) -> None:
    page.goto(f"{root}/en/compare.html#year=2024&a=63-22&b=63-01")
    row = page.locator("tbody tr", has_text="Infringement cases").first
    # Quảng Ninh 32, Hà Nội 751: 719 fewer.
    assert row.locator("td").all_inner_texts() == ["32", "751", "−719"]
    page.locator("[data-choose=b]").select_option("63-06")
    page.wait_for_url(re.compile(r"b=63-06"))
    # Bắc Kạn did not report: not a zero, and no difference.
    assert row.locator("td").all_inner_texts() == ["32", "–", "–"]


def test_two_years_are_compared_and_the_address_can_be_sent(
    page: Any, root: str
) -> None:
    page.goto(f"{root}/vi/compare.html")
    page.locator("[data-choose=a]").select_option("2024")
    page.locator("[data-choose=b]").select_option("2023")
    page.get_by_label("cả các dòng chi tiết").check()
    address = page.url
    assert address.endswith("#years=2024,2023&parts=1")
    page.goto("about:blank")
    page.goto(address)
    row = page.locator("tbody tr", has_text="vụ xâm phạm").first
    assert row.locator("td").all_inner_texts() == [
        "≥ 3.349 55/63",
        "≥ 3.049 52/63",
        "+300",
    ]
    fines = page.locator("tbody tr", has_text="triệu đồng").first
    assert fines.locator("td").first.inner_text() == "≥ 42.030 55/63"


def test_the_map_is_coloured_by_value_share_or_coverage(page: Any, root: str) -> None:
    page.goto(f"{root}/en/2025/fines_vnd.html")
    # Hải Phòng's fines are held: no value, and red once coverage colours the map.
    tile = page.locator(".map li.c-held a")
    colour = "(e) => getComputedStyle(e).backgroundColor"
    before = tile.evaluate(colour)
    page.get_by_label("Coverage").check()
    assert tile.evaluate(colour) != before
    assert page.locator(".legend.by-coverage").is_visible()
    assert not page.locator(".legend.by-value").is_visible()


def test_the_downloads_are_what_was_published(
    page: Any, root: str, bundled: Installation, tmp_path: Path
) -> None:
    page.goto(f"{root}/en/data.html")
    for name in ("annual_indicators.csv", "warehouse.duckdb", "datapackage.json"):
        with page.expect_download() as coming:
            page.get_by_role("link", name=name, exact=True).click()
        coming.value.save_as(tmp_path / name)
        published = next((bundled.build / "published").rglob(name))
        assert (tmp_path / name).read_bytes() == published.read_bytes()


def test_everything_is_reached_by_the_keyboard(page: Any, root: str) -> None:
    page.goto(f"{root}/en/2024.html")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.locator(":focus").inner_text())
    assert {"2023", "2025", "Bac Kan"} <= reached


def test_on_paper_there_is_no_navigation(page: Any, root: str) -> None:
    page.goto(f"{root}/en/2024/cases_count.html")
    page.emulate_media(media="print")
    assert not page.locator("header nav").is_visible()
    assert page.locator(".drawing svg").is_visible()


def test_on_paper_nothing_is_folded(page: Any, root: str) -> None:
    for kind in ("2024.html", "2024/cases_count.html", "quality.html", "data.html"):
        page.goto(f"{root}/en/{kind}")
        page.emulate_media(media="print")
        shown = page.locator("details:not([open])").evaluate_all(
            "all => all.map((e) => e.offsetHeight - e.firstElementChild.offsetHeight)"
        )
        assert shown and min(shown) > 20, kind


def test_no_line_of_a_series_runs_through_a_number(page: Any, root: str) -> None:
    page.goto(f"{root}/en/2024/cases_count.html")
    drawn = page.locator(
        ".series path[stroke*='--c-'], .series text[fill*='--c-']"
    ).evaluate_all("all => all.map((e) => e.tagName)")
    assert drawn == sorted(drawn) and {"path", "text"} == set(drawn)
    halo = page.locator(".series text").first.evaluate(
        "text => getComputedStyle(text).paintOrder"
    )
    assert halo == "stroke"


def test_a_bound_stands_on_one_line_with_its_sign(page: Any, root: str) -> None:
    page.set_viewport_size({"width": 320, "height": 844})
    page.goto(f"{root}/en/2024/cases_count.html")
    for cell in page.locator(".steps .num:first-of-type").all():
        if "≥" in cell.inner_text():
            assert cell.bounding_box()["height"] < 40, cell.inner_text()


def test_no_name_of_a_column_is_torn_on_paper(page: Any, root: str) -> None:
    page.set_viewport_size({"width": 688, "height": 972})
    page.emulate_media(media="print")
    page.goto(f"{root}/vi/data.html")
    names = page.locator("details th code, #tables-list td:nth-child(n+3) a")
    lines = names.evaluate_all("all => all.map((e) => e.getClientRects().length)")
    assert set(lines) == {1}

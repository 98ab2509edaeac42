"""The stewards' pages in a real browser: offline, silent, and as wide as the screen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dagster_project.reporting import pages
from tests import browsing, reported
from tests.installation import Installation

pytestmark = pytest.mark.browser

DESKTOP, TELEPHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def report(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """63 localities with 40 failing blocks; see `reported`. Made only for a browser."""
    con = reported.built()
    out = tmp_path_factory.mktemp("build") / "report"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPW_RAW", str(out.parent))
        pages.write(con, out)
    con.close()
    return out


@pytest.fixture
def said(browser: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page, and everything that it complains of or asks of the network."""
    context = browser.new_context(
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, offline=True
    )
    page, heard = context.new_page(), []
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:"))
            else heard.append(f"request: {request.url}")
        ),
    )
    yield page, heard
    context.close()


@pytest.mark.slow
def test_every_page_opens_offline_without_a_word_in_the_console(
    report: Path, said: tuple[Any, list[str]]
) -> None:
    page, heard = said
    # Every kind of page in both languages, every submission in one.
    opened = [
        *report.glob("*/*.html"),
        *report.glob("vi/submission/*.html"),
        *report.glob("en/rule/SUM-*.html"),
        next(report.glob("en/submission/*.html")),
    ]
    assert len(opened) > 70
    for path in opened:
        page.goto(path.as_uri(), wait_until="load")
        assert page.title() != "owned" and page.locator("h1").count() == 1, path
    assert heard == []


def test_the_name_of_a_file_has_room_on_the_narrowest_telephone(
    report: Path, said: tuple[Any, list[str]]
) -> None:
    page, _ = said
    page.goto((report / "vi" / "submissions.html").as_uri())
    for width in browsing.WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        named = page.locator("tbody tr td.file").first.bounding_box()
        assert named["width"] > 200, width
        assert named["height"] < 80, width


def test_the_entrance_leads_to_the_vietnamese_pages(
    report: Path, said: tuple[Any, list[str]]
) -> None:
    page, heard = said
    page.goto((report / "index.html").as_uri())
    page.wait_for_url("**/vi/index.html")
    assert page.locator("html").get_attribute("lang") == "vi"
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/index.html")
    page.get_by_role("link", name="Work queue", exact=True).click()
    assert page.locator("table.work tbody tr").count() == 40
    page.locator("table.work tbody th a").nth(1).click()
    assert page.url.endswith("#f-SUM-E-ip_right")
    assert page.locator("article:target").is_visible()
    assert heard == []


def test_no_page_is_wider_than_a_screen(
    report: Path, said: tuple[Any, list[str]], tmp_path: Path
) -> None:
    page, heard = said
    hostile = next(
        path
        for path in (report / "vi" / "submission").iterdir()
        if "drop table" in path.read_text("utf-8")
    )
    names = ["vi/index.html", "vi/queue.html", "en/rules.html", "vi/submissions.html",
             "en/submissions.html"]  # fmt: skip
    for path in [*(report / name for name in names), hostile,
                 report / "en" / "rule" / "SUM-E-ip_right.html"]:  # fmt: skip
        page.goto(path.as_uri())
        for width, scheme in browsing.screens(page):
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path}, {scheme}: {wide}"
        shot = tmp_path / f"{path.stem}.png"
        page.screenshot(path=shot, full_page=True)
        assert shot.stat().st_size > 20_000
    assert heard == []


def test_the_keyboard_reaches_the_content_first(
    report: Path, said: tuple[Any, list[str]]
) -> None:
    page, _ = said
    page.goto((report / "vi" / "queue.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_paper_shows_no_navigation_and_every_case(
    report: Path, said: tuple[Any, list[str]], tmp_path: Path
) -> None:
    page, _ = said
    page.goto((report / "vi" / "queue.html").as_uri())
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").is_visible()
    assert page.locator("table.work tbody tr:visible").count() == 40
    page.pdf(path=tmp_path / "queue.pdf", format="A4")
    assert (tmp_path / "queue.pdf").stat().st_size > 20_000


@pytest.mark.parametrize(
    "places", ["build/published/report/vi/submission/*.html", "raw/ack*/*/receipt.html"]
)
def test_a_long_text_beside_a_changed_number_does_not_tear_it(
    bundled: Installation, said: tuple[Any, list[str]], places: str
) -> None:
    changed = next(
        found
        for found in sorted(bundled.raw.parent.glob(places))
        if 'class="changes"' in (text := found.read_text("utf-8"))
        or 'class="names changes"' in text
    )
    page, _ = said
    page.goto(changed.as_uri())
    row = page.locator(".changes tr:has(td)").first
    before, after = row.locator("td").nth(-2), row.locator("td").nth(-1)
    before.evaluate("cell => cell.innerHTML = '<span>10843</span>'")
    after.evaluate("cell => cell.textContent = 'y'.repeat(2000)")
    for width in browsing.WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        lines = before.locator("span").evaluate("text => text.getClientRects().length")
        assert lines == 1, width


@pytest.mark.parametrize("place", [".status", "article ul li", "dd", "td"])
def test_a_long_word_makes_no_answer_wider_than_a_screen(
    bundled: Installation, said: tuple[Any, list[str]], place: str
) -> None:
    """As the address of a document in a steward's reason, or of a code in a refusal."""
    answer = next(
        found
        for found in sorted(bundled.raw.glob("acknowledgements/*/receipt.html"))
        if all(f"<{tag}>" in found.read_text("utf-8") for tag in ("li", "td"))
    )
    page, _ = said
    page.goto(answer.as_uri())
    text = page.locator(place).first
    text.evaluate("(text) => text.textContent = 'https://vanban.vn/' + 'q'.repeat(90)")
    for width in browsing.WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


TORN = """row => {
    const torn = [];
    for (const cell of [...row.cells].slice(0, -1)) {
        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            for (const word of texts.currentNode.data.matchAll(/[^\\s:_]+/g)) {
                const range = document.createRange();
                range.setStart(texts.currentNode, word.index);
                range.setEnd(texts.currentNode, word.index + word[0].length);
                if (range.getClientRects().length > 1) torn.push(word[0]);
            }
        }
    }
    return torn;
}"""


def test_a_long_reason_of_a_decision_does_not_tear_the_words_beside_it(
    report: Path, said: tuple[Any, list[str]]
) -> None:
    decided = next(
        found
        for found in sorted((report / "vi" / "submission").glob("*.html"))
        if '<table class="names decided">' in found.read_text("utf-8")
    )
    page, _ = said
    page.goto(decided.as_uri())
    row = page.locator("table.decided tbody tr").first
    row.evaluate("row => row.lastElementChild.textContent = 'r'.repeat(3000)")
    for width in browsing.WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert row.evaluate(TORN) == [], width

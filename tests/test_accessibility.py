"""axe-core finds nothing serious on any kind of page of ours."""

from pathlib import Path
from typing import Any

import pytest

from tests import browsing
from tests.installation import Installation

pytestmark = pytest.mark.browser

# One of each kind: a year, two figures, lists, two localities.
PUBLIC = [kind for kind in browsing.KINDS if not kind.startswith("2024")]
FAILING = "20260120T051039099308Z-09f6b16a331d"
REPORT = (
    "index.html",
    "queue.html",
    "rules.html",
    "submissions.html",
    "rule/SUM-E-ip_right.html",
    f"submission/{FAILING}.html",
)
# Each kind of page is seen in both languages, by day and by night, on both screens.
SEEN = (("vi", "light", 390), ("en", "dark", 1280))


@pytest.fixture(scope="module")
def axe() -> Any:
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


def kinds(bundled: Installation, language: str) -> list[Path]:
    release = bundled.build / "published"
    return [
        *(release / "site" / language / kind for kind in PUBLIC),
        *(release / "report" / language / kind for kind in REPORT),
        bundled.raw / "acknowledgements" / FAILING / "receipt.html",
    ]


def findings(axe: Any, page: Any) -> tuple[set[str], list[str]]:
    """The rules that were evaluated and hold, and what is serious or critical."""
    # Of what holds, the names alone: every element of it would travel for seconds.
    found = axe.run(page, options={"resultTypes": ["violations"]}).response
    serious = [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    return {each["id"] for each in found["passes"]}, serious


@pytest.mark.slow
@pytest.mark.parametrize(("language", "scheme", "width"), SEEN)
def test_nothing_serious_is_found_on_any_kind_of_page(
    browser: Any,
    axe: Any,
    bundled: Installation,
    language: str,
    scheme: str,
    width: int,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    for path in kinds(bundled, language):
        page.goto(path.as_uri())
        held, serious = findings(axe, page)
        assert serious == [], path
        # A page on which no rule was evaluated would pass too.
        assert len(held) > 15 and {"color-contrast", "document-title"} <= held, path
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["by-share", "by-coverage"])
def test_the_map_can_be_read_in_each_of_its_colours(
    browser: Any, axe: Any, bundled: Installation, scheme: str, colour: str
) -> None:
    context = browser.new_context(color_scheme=scheme, offline=True)
    page = context.new_page()
    site = bundled.build / "published" / "site"
    page.goto((site / "vi" / "2025" / "fines_vnd.html").as_uri())
    page.locator(f"#{colour}").check()
    rules = {"runOnly": ["color-contrast"]}
    found = axe.run(page, context=".map", options=rules).response
    assert [each["id"] for each in found["passes"]] == ["color-contrast"]
    assert found["violations"] == []
    context.close()


def test_the_tests_would_see_what_cannot_be_read(browser: Any, axe: Any) -> None:
    page = browser.new_page()
    page.set_content("<main><p style='color:#ccc;background:#fff'>pale</p></main>")
    _, serious = findings(axe, page)
    assert any(each.startswith("color-contrast") for each in serious)
    page.close()

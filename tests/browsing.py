"""Debian's Chromium, driven by Playwright; a test is skipped where it is not there."""

import itertools
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# In pixels: a narrow telephone, a usual one, a desk.
WIDTHS = (320, 390, 1280)
SCHEMES = ("light", "dark")
# Every kind of public page, below the language.
KINDS = (
    "index.html",
    "2024.html",
    "2023/documents_count.html",
    "2024/cases_count.html",
    "2024/budget_vnd.html",
    "2025/fines_vnd.html",
    "localities.html",
    "locality/63-22.html",
    "locality/34-15.html",
    "quality.html",
    "compare.html",
    "data.html",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A started browser."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


def screens(page: Any) -> Iterator[tuple[int, str]]:
    """Show a page that is open on each screen by day and by night: width and scheme."""
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        yield width, scheme

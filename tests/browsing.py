"""Debian's Chromium, driven by Playwright; a test is skipped where it is not there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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
# Pixels and scheme: a telephone; with `make robust` a narrow one, a desk and the dark.
SCREENS = [
    pytest.param(
        width,
        scheme,
        marks=[] if (width, scheme) == (390, "light") else pytest.mark.slow,
    )
    for width in (390, 320, 1280)
    for scheme in ("light", "dark")
]
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


@contextmanager
def chromium() -> Iterator[Any]:
    """A started browser."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()

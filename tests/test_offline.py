"""Nobody gets in, nothing goes out: loopback, no telemetry, no outside address."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dagster_project import paths
from tests import first_release
from tests.installation import Installation

pytestmark = [pytest.mark.xdist_group("hardening"), pytest.mark.slow]

# What stands in a page, a workbook's XML or a licence to name things, never to fetch.
NAMES_ONLY = re.compile(
    r"https?://(www\.w3\.org/|schemas\.|purl\.org/|specs\.frictionlessdata\.io/)"
)
FETCHED = re.compile(
    r"""<(?:script|link|img|iframe|object|embed|source|video|audio)\b[^>]*"""
    r"""(?:src|href|data)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)


def test_a_refresh_passes_with_the_network_cut(first: Installation) -> None:
    assert "published" in first.output
    assert first.marts()["annual_indicators"]


def test_the_guard_that_stands_in_for_a_namespace_does_cut(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "for ask in (lambda: socket.create_connection(('192.0.2.1', 80), 1),\n"
        "            lambda: socket.getaddrinfo('example.invalid', 80)):\n"
        "    try:\n"
        "        ask()\n"
        "    except PermissionError:\n"
        "        print('cut')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(first_release.GUARD)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["cut", "cut"]


def test_telemetry_is_switched_off_in_committed_files() -> None:
    dagster = yaml.safe_load((paths.PROJECT / "dagster.yaml").read_text("utf-8"))
    assert dagster["telemetry"] == {"enabled": False}
    dbt = yaml.safe_load((paths.DBT_PROJECT / "dbt_project.yml").read_text("utf-8"))
    assert dbt["flags"]["send_anonymous_usage_stats"] is False
    before = (paths.PROJECT / "expectations" / "before_gx.py").read_text("utf-8")
    assert 'os.environ["GX_ANALYTICS_ENABLED"] = "false"' in before


def test_a_page_fetches_nothing_from_outside(first: Installation) -> None:
    pages = [*(first.build / "published").rglob("*.html")]
    pages += (first.raw / "acknowledgements").rglob("*.html")
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        assert not FETCHED.search(text), page
        assert "Content-Security-Policy" in text, page


def test_a_page_names_no_address_outside(first: Installation) -> None:
    named = 0
    for page in (first.build / "published").rglob("*.html"):
        for address in re.findall(r"https?://[^\s\"'<>)]+", page.read_text("utf-8")):
            assert NAMES_ONLY.match(address), f"{page}: {address}"
            named += 1
    assert named  # the vocabulary of the drawings

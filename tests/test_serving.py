"""The published folder is served on loopback, once there is one."""

import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from dagster_project import serving
from tests.installation import Installation


def test_the_published_folder_is_served_on_loopback(
    bundled: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_BUILD", str(bundled.build))
    with serving.pages(0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}"
        with urllib.request.urlopen(root) as answer:
            assert answer.url == f"{root}/site/"
        with urllib.request.urlopen(f"{root}/csv/annual_indicators.csv") as answer:
            assert answer.read(11) == b"report_year"
        for path in ("/csv/", "/../../raw", "/%2e%2e/%2e%2e/raw/decisions/"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(root + path)
        server.shutdown()


def test_nothing_is_served_before_the_first_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_BUILD", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="ipw refresh"), serving.pages(0):
        pass

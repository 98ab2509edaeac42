"""A server on loopback answers this machine's people and no page of another site."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.operations import loopback
from tests.test_serving import release, served

STARTED = (sys.executable, "-m", "dagster_project", "supervised", "webserver")
QUESTION = "/graphql?query=%7Bversion%7D"
FOREIGN = [
    {"Host": "evil.invalid"},
    {"Host": "127.0.0.1.evil.invalid:3000"},
    {"Host": "[::1"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "websocket"},
]
OWN = [
    {},
    {"Host": "localhost:3000"},
    {"Host": "[::1]:3000"},
    {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
]
FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}


def status(address: str, headers: dict[str, str]) -> int:
    asked = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        if error.code == 403:
            assert b"127.0.0.1" in (said := error.read()) or b"open the address" in said
        return error.code


@pytest.fixture(scope="module")
def dagster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Dagster's webserver, as the unit in deploy/ starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = tmp_path_factory.mktemp("guarded")
    with (root / "log").open("wb") as log:
        server = subprocess.Popen(
            [*STARTED, "--port", str(port)],
            env=environment(root),
            stdout=log,
            stderr=log,
        )
    try:
        while server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        assert server.poll() is None, (root / "log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def environment(root: Path) -> dict[str, str]:
    return os.environ | {"IPW_RAW": str(root / "raw"), "IPW_BUILD": str(root / "build")}


@pytest.mark.parametrize("headers", FOREIGN)
def test_dagster_does_nothing_that_a_page_of_another_site_asks_for(
    dagster: str, headers: dict[str, str]
) -> None:
    assert status(dagster + QUESTION, headers) == 403


@pytest.mark.parametrize("headers", OWN)
def test_dagster_answers_whoever_sits_here(
    dagster: str, headers: dict[str, str]
) -> None:
    assert status(dagster + QUESTION, headers) == 200


def test_a_link_of_another_site_shows_a_page_and_commands_nothing(
    dagster: str,
) -> None:
    assert status(f"{dagster}/runs", FOLLOWED) == 200
    assert status(dagster + QUESTION, FOLLOWED) == 403


def test_a_form_of_another_site_is_no_link_that_somebody_follows() -> None:
    sent = {name.lower(): text for name, text in FOLLOWED.items()}
    assert loopback.objection(sent.get, is_only_shown=False)
    assert loopback.objection(sent.get, is_only_shown=True) is None


@pytest.mark.parametrize("headers", FOREIGN)
def test_the_pages_are_not_served_under_another_site_s_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    release(tmp_path, "first")
    with served(tmp_path, monkeypatch) as root:
        assert status(f"{root}/site/index.html", headers) == 403
        assert status(f"{root}/site/index.html", {}) == 200
        assert status(f"{root}/site/index.html", FOLLOWED) == 200

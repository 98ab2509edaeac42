"""The published folder is served on loopback, once there is one."""

import os
import socket
import struct
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dagster_project.operations import serving
from tests.installation import Installation


@contextmanager
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server of `folder/published`; it has answered all at the end."""
    monkeypatch.setenv("IPW_BUILD", str(folder))
    with serving.pages(0) as server:
        server.daemon_threads = False
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def release(build: Path, text: str) -> Path:
    """A page of a release that is put in force; its file."""
    folder = build / "releases" / text / "site"
    folder.mkdir(parents=True)
    page = folder / "index.html"
    page.write_text(text, "utf-8")
    (build / "published").unlink(missing_ok=True)
    (build / "published").symlink_to(folder.parent)
    return page


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


def test_an_address_that_is_no_file_s_is_not_found_and_the_root_is_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    release(tmp_path, "first")
    with served(tmp_path, monkeypatch) as root:
        for path in ("/site/%00", "/%00", "/site/%ff", "/site/" + "a" * 300):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(root + path)
        for path in ("", "/", "/?from=mail", "/site", "/site?from=mail", "//site"):
            with urllib.request.urlopen(root + path) as answer:
                assert answer.read() == b"first", path
    assert capfd.readouterr().err == ""


def test_a_download_that_is_broken_off_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    release(tmp_path, "first").with_name("large").write_bytes(bytes(2**26))
    with served(tmp_path, monkeypatch) as root:
        port = int(root.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as reader:
            reader.sendall(b"GET /site/large HTTP/1.0\r\n\r\n")
            reader.recv(2**10)
            at_once = struct.pack("ii", 1, 0)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        with urllib.request.urlopen(f"{root}/site/") as answer:
            assert answer.read() == b"first"
    assert capfd.readouterr().err == ""


def test_a_release_is_shown_at_once_whatever_the_clock_said_when_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(tmp_path, "first")
    with served(tmp_path, monkeypatch) as root:
        with urllib.request.urlopen(f"{root}/site/index.html") as answer:
            seen = answer.headers["Last-Modified"]
        os.utime(release(tmp_path, "second"), (1_700_000_000, 1_700_000_000))
        again = urllib.request.Request(
            f"{root}/site/index.html", headers={"If-Modified-Since": seen}
        )
        with urllib.request.urlopen(again) as answer:
            assert answer.read() == b"second"


def test_nothing_is_served_before_the_first_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_BUILD", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="ipw refresh"), serving.pages(0):
        pass

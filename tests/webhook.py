"""A web server on loopback that failures are posted to."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest


class Webhook(HTTPServer):
    """A server on loopback that remembers what was posted to it."""

    def __init__(self, status: int = 204) -> None:
        self.status, self.posted = status, list[dict]()
        self.location, self.got = "", 0
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Webhook)
        length = int(self.headers["Content-Length"])
        self.server.posted.append(json.loads(self.rfile.read(length)))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def do_GET(self) -> None:
        assert isinstance(self.server, Webhook)
        self.server.got += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *given: object) -> None: ...


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    server = Webhook()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    monkeypatch.setenv("IPW_WEBHOOK", server.address)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()

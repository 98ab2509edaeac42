"""The published pages on loopback, as whoever reads them on this machine sees them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dagster_project import paths
from dagster_project.operations import loopback


class UnpublishedError(FileNotFoundError):
    """There is nothing to serve yet."""


class _Pages(SimpleHTTPRequestHandler):
    """Files of the release in force; a refresh shows at the next request."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given, directory=str(paths.published()))

    def send_head(self) -> Any:
        """Lead from the root to the site; everything else is a file.

        It is sent whole: by their times alone, a release that was made after the clock
        had stepped back would be taken for one that the browser has.
        """
        is_only_shown = self.command in loopback.SHOWING
        if said := loopback.objection(self.headers.get, is_only_shown=is_only_shown):
            self.send_error(HTTPStatus.FORBIDDEN, explain=said)
            return None
        if "\0" in self.translate_path(self.path):  # no file's name, to `open` an error
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        if self.path.partition("?")[0] not in ("/", "/site"):
            del self.headers["If-Modified-Since"]
            return super().send_head()
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", "/site/")
        self.end_headers()
        return None

    def end_headers(self) -> None:
        """Ask browsers to look again after each refresh, and not to guess types."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """No listings: what may be taken away is on the page of the data."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *given: Any) -> None:
        """Whoever serves to himself needs no log."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever breaks a download off has had enough: no failure of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def pages(port: int) -> Iterator[ThreadingHTTPServer]:
    """A server of the published folder on loopback; 0 takes a free port.

    The site is at `/site/`, with the downloads and the stewards' report beside it.
    Raises UnpublishedError before the first publication, OSError if the port is taken.
    """
    if not (paths.published() / "site" / "index.html").is_file():
        raise UnpublishedError("nothing is published yet: run `ipw refresh` first")
    with _Server(("127.0.0.1", port), _Pages) as server:
        yield server


def until_interrupted(server: ThreadingHTTPServer) -> None:
    """Answer requests until Ctrl-C."""
    with suppress(KeyboardInterrupt):
        server.serve_forever()

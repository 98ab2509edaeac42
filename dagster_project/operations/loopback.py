"""Who may ask a server on loopback: whoever sits here, and its own pages.

A browser on this machine asks 127.0.0.1 whatever a page of any other site tells it to,
and takes a name that its owner points here for that site's own. Both are told by what
the browser says of itself (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/).
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

SHOWING = ("GET", "HEAD")
_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def objection(
    header: Callable[[str], str | None], *, is_only_shown: bool
) -> str | None:
    """Why a request is not answered, with the remedy; None where it is.

    `header` gives a header of it by name, in any case. What is only shown, and changes
    nothing, may be reached by a link of another site.
    """
    host = header("host")
    if host is not None and _name(host) not in _NAMES:
        return (
            "This server answers to the names 127.0.0.1 and localhost only. A proxy in"
            " front of it must set the header Host to 127.0.0.1 and the port."
        )
    is_followed = is_only_shown and header("sec-fetch-dest") == "document"
    if header("sec-fetch-site") in ("cross-site", "same-site") and not is_followed:
        return "A page of another site asked for this: open the address itself."
    return None


def _name(host: str) -> str | None:
    with suppress(ValueError):
        return urlsplit(f"//{host}").hostname
    return None


class Guard:
    """ASGI: answers what is objected to with 403, before anything else sees it."""

    def __init__(self, app: "ASGIApp") -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """One request, or one connection of a WebSocket."""
        from starlette.requests import HTTPConnection
        from starlette.responses import PlainTextResponse

        answer: Any = self._app
        if scope["type"] in ("http", "websocket"):
            # A mutation of GraphQL is executed by GET, too.
            is_only_shown = scope.get("method") in SHOWING and not scope[
                "path"
            ].endswith("/graphql")
            headers = HTTPConnection(scope).headers
            if said := objection(headers.get, is_only_shown=is_only_shown):
                answer = PlainTextResponse(said, 403)
        await answer(scope, receive, send)


def guard_dagster() -> None:
    """Let Dagster's webserver of this process stand behind the guard.

    It looks at no name and no origin.
    """
    from dagster_webserver.webserver import DagsterWebserver
    from starlette.middleware import Middleware

    built = DagsterWebserver.build_middleware

    def guarded(server: Any) -> list[Middleware]:
        return [Middleware(Guard), *built(server)]

    DagsterWebserver.build_middleware = guarded  # type: ignore

"""Who is told when a refresh fails: a file for all, a webhook where one is set."""

import http.client
import json
import os
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from typing import Any

from dagster_project import inert, paths

# So long a webhook is waited for, whatever it does meanwhile.
SECONDS = 10


def refresh_failed(run_id: str, message: str) -> None:
    """Append the failure to `build/failures.ndjson` and post it to `$IPW_WEBHOOK`.

    A webhook that does not answer within ten seconds is not waited for. Each of the two
    is tried whatever becomes of the other; the first error is raised afterwards, so
    that whoever called shows it: OSError, or ValueError for an unusable address.
    """
    said = json.dumps(
        {
            "failed_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "run_id": run_id,
            "message": message,
            "remedy": "The last publication stands. See the run in Dagster, then"
            " `ipw doctor` and `ipw refresh`.",
        },
        ensure_ascii=False,
    )
    failure = inert.for_json(said)  # it may quote what a sender wrote
    errors: list[Exception] = []
    for tell in (_write_down, _post):
        try:
            tell(failure)
        except (OSError, ValueError) as error:
            errors.append(error)
    if errors:
        raise errors[0]


def unusable(address: str) -> str | None:
    """Why nothing can be posted to an address, without quoting it; null if it can."""
    try:
        parts = urllib.parse.urlsplit(address)
        is_whole = bool(parts.hostname) and parts.port != 0
        # As it is looked up: no label of it is empty, or longer than 63 letters.
        (parts.hostname or "").encode("idna")
    except ValueError:
        is_whole = False
    is_web = is_whole and parts.scheme in ("http", "https")
    if not is_web or re.search(r"[\s\x00-\x1f\x7f]", address):
        return "IPW_WEBHOOK must be an http or https address"
    if "@" in parts.netloc:  # it would be looked up as part of the host's name
        return "IPW_WEBHOOK must have no user name or password before its host"
    if not address.isascii():
        return (
            "IPW_WEBHOOK must be ASCII: write other letters as %C4%91, a host as xn--"
        )
    return None


def _write_down(failure: str) -> None:
    paths.build().mkdir(parents=True, exist_ok=True)
    with (paths.build() / "failures.ndjson").open("a", encoding="utf-8") as file:
        file.write(failure + "\n")


def _post(failure: str) -> None:
    address = os.environ.get("IPW_WEBHOOK")
    if not address:
        return
    if why := unusable(address):
        raise ValueError(why)
    errors: list[Exception] = []

    def post() -> None:
        try:
            _send(address, failure)
        except (OSError, ValueError) as error:
            errors.append(error)

    # The limit of a socket is on each wait, not on all of them together.
    posting = threading.Thread(target=post, daemon=True)
    posting.start()
    posting.join(SECONDS)
    if posting.is_alive():
        raise OSError(f"IPW_WEBHOOK does not answer within {SECONDS} seconds")
    if errors:
        raise errors[0]


class _Nowhere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what is posted would become a question without content."""

    def redirect_request(self, *given: Any, **named: Any) -> None:
        """None: the answer is an error."""


def _send(address: str, failure: str) -> None:
    request = urllib.request.Request(  # noqa: S310 (scheme checked above)
        address,
        data=failure.encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        urllib.request.build_opener(_Nowhere).open(request, timeout=SECONDS).close()
    except urllib.error.HTTPError as error:
        if error.code // 100 == 3:
            said = f"answers {error.code}: it has moved. Set it to the new address"
            raise OSError(f"IPW_WEBHOOK {said}") from error
        said = f"answers {error.code}: it did not take the message"
        raise OSError(f"IPW_WEBHOOK {said}. Ask whoever keeps it") from error
    except urllib.error.URLError as error:
        raise OSError(f"IPW_WEBHOOK cannot be reached: {error.reason}") from error
    except http.client.HTTPException as error:  # no OSError
        said = f"does not answer as a web server ({type(error).__name__})"
        raise OSError(f"IPW_WEBHOOK {said}") from error

"""Who is told when a refresh fails: a file for all, a webhook where one is set."""

import http.client
import json
import os
import re
import urllib.parse
import urllib.request
from datetime import UTC, datetime

from dagster_project import paths


def refresh_failed(run_id: str, message: str) -> None:
    """Append the failure to `build/failures.ndjson` and post it to `$IPW_WEBHOOK`.

    A webhook that does not answer within ten seconds is not waited for. Each of the two
    is tried whatever becomes of the other; the first error is raised afterwards, so
    that whoever called shows it: OSError, or ValueError for an unusable address.
    """
    failure = json.dumps(
        {
            "failed_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "run_id": run_id,
            "message": message,
            "remedy": "The last publication stands. See the run in Dagster, then"
            " `ipw doctor` and `ipw refresh`.",
        },
        ensure_ascii=False,
    )
    errors: list[Exception] = []
    for tell in (_write_down, _post):
        try:
            tell(failure)
        except (OSError, ValueError) as error:
            errors.append(error)
    if errors:
        raise errors[0]


def is_web_address(address: str) -> bool:
    """Whether a webhook can be there: http or https, a host, at most a port."""
    try:
        parts = urllib.parse.urlsplit(address)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_one_word = not re.search(r"\s", address)
    return parts.scheme in ("http", "https") and is_whole and is_one_word


def _write_down(failure: str) -> None:
    paths.build().mkdir(parents=True, exist_ok=True)
    with (paths.build() / "failures.ndjson").open("a", encoding="utf-8") as file:
        file.write(failure + "\n")


def _post(failure: str) -> None:
    address = os.environ.get("IPW_WEBHOOK")
    if not address:
        return
    if not is_web_address(address):
        raise ValueError("IPW_WEBHOOK must be an http or https address")
    request = urllib.request.Request(  # noqa: S310 (scheme checked above)
        address,
        data=failure.encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310
    except http.client.HTTPException as error:  # no OSError
        said = f"does not answer as a web server ({type(error).__name__})"
        raise OSError(f"IPW_WEBHOOK {said}") from error

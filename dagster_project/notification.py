"""Who is told when a refresh fails: a file for all, a webhook where one is set."""

import json
import os
import urllib.request
from datetime import UTC, datetime

from dagster_project import paths


def refresh_failed(run_id: str, message: str) -> None:
    """Append the failure to `build/failures.ndjson` and post it to `$IPW_WEBHOOK`.

    A webhook that does not answer within ten seconds is not waited for; its error is
    raised after the file is written, so that Dagster shows it.
    """
    failure = {
        "failed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "run_id": run_id,
        "message": message,
        "remedy": "The last publication stands. See the run in Dagster, then"
        " `ipw doctor` and `ipw refresh`.",
    }
    with (paths.build() / "failures.ndjson").open("a", encoding="utf-8") as file:
        file.write(json.dumps(failure, ensure_ascii=False) + "\n")
    address = os.environ.get("IPW_WEBHOOK")
    if address:
        if not address.startswith(("http://", "https://")):
            raise ValueError("IPW_WEBHOOK must be an http or https address")
        request = urllib.request.Request(  # noqa: S310 (scheme checked above)
            address,
            data=json.dumps(failure).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310

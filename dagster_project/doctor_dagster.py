"""What `ipw doctor` asks of the packages, the publication and Dagster's instance."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project import dagster_home, paths
from dagster_project.doctor import Check

if TYPE_CHECKING:
    import dagster as dg

PROJECT = "industrial-property-warehouse"
SILENT = timedelta(minutes=5)
OLD = timedelta(hours=36)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^;, ]+)$")


def versions() -> Iterator[Check]:
    """The installed packages against the pins of the project."""
    pins = [found for text in requires(PROJECT) or [] if (found := _PIN.match(text))]
    wrong = []
    for name, pinned in (pin.groups() for pin in pins):
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "missing"
        if installed != pinned:
            wrong.append(f"{name} {installed}, not {pinned}")
    if wrong:
        yield Check("versions", "fail", "; ".join(wrong), "Run `make run` once.")
    else:
        yield Check("versions", "ok", f"all {len(pins)} pinned packages are installed")


def published() -> Iterator[Check]:
    """Whether the publication in force is whole."""
    from dagster_project import publication

    at = publication.published_at()
    if at is None:
        yield Check("publication", "warn", "nothing is published", "Run `ipw refresh`.")
        return
    changed = [name for name in _sums() if not _is_whole(name)]
    if changed:
        yield Check(
            "publication",
            "fail",
            f"changed since it was published: {', '.join(sorted(changed))}",
            "Run `ipw refresh`: it publishes anew. Analysts open it read-only.",
        )
    else:
        yield Check("publication", "ok", f"whole, of {at:%Y-%m-%d %H:%M} UTC")


def automation(now: datetime) -> Iterator[Check]:
    """Daemon, schedule, sensors and the last run, from Dagster's instance."""
    if not (paths.dagster_home() / "history" / "runs.db").exists():
        yield Check("Dagster", "warn", "has never run here", "Run `ipw refresh`.")
        return
    import dagster as dg

    os.environ["DAGSTER_HOME"] = str(paths.dagster_home())
    with dg.DagsterInstance.get() as instance:
        yield _daemon(instance, now)
        yield from _instigators(instance)
        yield _last_run(instance, now)


def webhook() -> Iterator[Check]:
    """Whether anybody is told of a failed refresh."""
    address = os.environ.get("IPW_WEBHOOK", "")
    if not address:
        found = "none is set: failures are in build/failures.ndjson only"
        yield Check("webhook", "ok", found)
    elif not address.startswith(("http://", "https://")):
        remedy = "Set IPW_WEBHOOK to an http or https address."
        yield Check("webhook", "fail", "IPW_WEBHOOK is no web address", remedy)
    else:
        yield Check("webhook", "ok", "a failed refresh is posted to IPW_WEBHOOK")


def _daemon(instance: "dg.DagsterInstance", now: datetime) -> Check:
    beats = [beat.timestamp for beat in instance.get_daemon_heartbeats().values()]
    last = datetime.fromtimestamp(max(beats), UTC) if beats else None
    if last and now - last < SILENT:
        return Check("daemon", "ok", "runs")
    since = f"has been silent since {last:%Y-%m-%d %H:%M} UTC" if last else "never ran"
    remedy = (
        "Start it (`make dev`, or the systemd units of deploy/): without it nothing"
    )
    return Check("daemon", "warn", since, f"{remedy} starts by itself.")


def _instigators(instance: "dg.DagsterInstance") -> Iterator[Check]:
    """Schedules and sensors are on unless somebody switched them off by hand."""
    from dagster_project.definitions import defs

    states = {
        state.name: state.status.value for state in instance.all_instigator_state()
    }
    declared = [*(defs.schedules or ()), *(defs.sensors or ())]
    for name in (each.name for each in declared):
        if states.get(name) == "STOPPED":
            remedy = "Switch it on in Dagster under Automation."
            yield Check(name, "warn", "was switched off by hand", remedy)
        else:
            yield Check(name, "ok", "is on")


def _last_run(instance: "dg.DagsterInstance", now: datetime) -> Check:
    records = instance.get_run_records(limit=1)
    if not records:
        return Check("last run", "warn", "there is none", "Run `ipw refresh`.")
    status = records[0].dagster_run.status.value
    at = records[0].create_timestamp.replace(tzinfo=UTC)
    found = f"{status} at {at:%Y-%m-%d %H:%M} UTC"
    if status in ("FAILURE", "CANCELED"):
        remedy = "Its message is in build/failures.ndjson and in `make dev`; after"
        return Check("last run", "fail", found, f"{remedy} that `ipw refresh`.")
    is_cut_off = status == "STARTED" and not dagster_home.process_of(
        records[0].dagster_run
    )
    if is_cut_off:
        remedy = "The next refresh heals what it left; the daemon tries it again."
        return Check(
            "last run", "warn", f"cut off, begun at {at:%Y-%m-%d %H:%M} UTC", remedy
        )
    if now - at > OLD:
        remedy = "The nightly refresh did not run: see to the daemon."
        return Check("last run", "warn", found, remedy)
    return Check("last run", "ok", found)


def _sums() -> dict[str, str]:
    text = (paths.published() / "SHA256SUMS").read_text("utf-8")
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {name: digest for digest, name in pairs}


def _is_whole(name: str) -> bool:
    from dagster_project.submissions.receipts import digest

    file: Path = paths.published() / name
    return file.exists() and digest(file) == _sums()[name]

"""What `ipw doctor` asks of the packages and of Dagster's instance."""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project import paths
from dagster_project.operations import dagster_home, notification
from dagster_project.operations.doctor import RESTART, Check

if TYPE_CHECKING:
    import dagster as dg
    from dagster._core.scheduler.instigation import InstigatorState, InstigatorTick

PROJECT = "industrial-property-warehouse"
HISTORY = "Dagster's history"
SILENT = timedelta(minutes=5)
DEAF = timedelta(minutes=3)
# As `start_timeout_seconds` in dagster.yaml.
LAUNCHING = timedelta(minutes=3)
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


def automation(now: datetime) -> Iterator[Check]:
    """Daemon, schedule, sensors and the last run, from Dagster's instance."""
    if damaged := dagster_home.damaged(paths.dagster_home()):
        found = f"no database, or a damaged one: {', '.join(map(str, damaged))}"
        remedy = "Run `ipw refresh`: it is set aside and begun anew."
        yield Check(HISTORY, "fail", found, remedy)
        return
    if not _runs().exists():
        yield Check("Dagster", "warn", "has never run here", "Run `ipw refresh`.")
        return
    if not os.access(_runs(), os.W_OK):
        found = f"{_runs()} is another user's, who alone can tell of daemon and runs"
        yield Check(HISTORY, "fail", found, "Run `ipw doctor` as that user.")
        return
    with _instance() as instance:
        beat = _last_beat(instance)
        yield _daemon(beat, now)
        yield from _instigators(instance, beat if _is_fresh(beat, now) else None)
        yield _last_run(instance, now)


def is_awake(now: datetime) -> bool:
    """Whether a daemon runs that has had the time to take up what waits."""
    home = paths.dagster_home()
    if not _runs().exists() or dagster_home.damaged(home):
        return False
    began = dagster_home.daemon_began()
    with _instance() as instance:
        is_fresh = _is_fresh(_last_beat(instance), now)
    return is_fresh and (began is None or now - began > SILENT)


def webhook() -> Iterator[Check]:
    """Whether anybody is told of a failed refresh."""
    address = os.environ.get("IPW_WEBHOOK", "")
    if not address:
        found = "none is set: failures are in build/failures.ndjson only"
        yield Check("webhook", "ok", found)
    elif why := notification.unusable(address):
        remedy = "Set IPW_WEBHOOK to an address that a message can be posted to."
        yield Check("webhook", "fail", why, remedy)
    else:
        yield Check("webhook", "ok", "a failed refresh is posted to IPW_WEBHOOK")


def _runs() -> Path:
    return paths.dagster_home() / "history" / "runs.db"


def _instance() -> "dg.DagsterInstance":
    import dagster as dg

    os.environ["DAGSTER_HOME"] = str(paths.dagster_home())
    return dg.DagsterInstance.get()


def _last_beat(instance: "dg.DagsterInstance") -> datetime | None:
    beats = [beat.timestamp for beat in instance.get_daemon_heartbeats().values()]
    return datetime.fromtimestamp(max(beats), UTC) if beats else None


def _is_fresh(beat: datetime | None, now: datetime) -> bool:
    # One that is ahead is of a clock that was set back since.
    return beat is not None and abs(now - beat) < SILENT


def _daemon(beat: datetime | None, now: datetime) -> Check:
    if _is_fresh(beat, now):
        return Check("daemon", "ok", "runs")
    since = f"has been silent since {beat:%Y-%m-%d %H:%M} UTC" if beat else "never ran"
    if beat and beat > now:
        since = f"was last heard at {beat:%Y-%m-%d %H:%M} UTC, which is yet to come"
    return Check(
        "daemon",
        "warn",
        since,
        "Start it (`make dev`, or the systemd units of deploy/): without it nothing"
        " starts by itself.",
    )


def _instigators(
    instance: "dg.DagsterInstance", beat: datetime | None
) -> Iterator[Check]:
    """Schedules and sensors are on unless somebody switched them off by hand.

    `beat` is the last of a daemon that runs.
    """
    from dagster_project.automation import submission_arrived
    from dagster_project.definitions import defs

    states = instance.all_instigator_state()
    stopped = {state.name for state in states if state.status.value == "STOPPED"}
    declared = [*(defs.schedules or ()), *(defs.sensors or ())]
    for name in (each.name for each in declared):
        if name in stopped:
            remedy = "Switch it on in Dagster under Automation."
            yield Check(name, "warn", "was switched off by hand", remedy)
        elif beat and name == submission_arrived.name:
            yield _hearing(name, _last_ticks(instance, states, name), beat)
        else:
            yield Check(name, "ok", "is on")


def _last_ticks(
    instance: "dg.DagsterInstance", states: "Sequence[InstigatorState]", name: str
) -> "list[InstigatorTick]":
    """The last two of the daemon that runs, the latest first: one may be under way."""
    began = dagster_home.daemon_began()
    ticks = [
        tick
        for state in states
        if state.name == name
        for tick in instance.get_ticks(
            state.instigator_origin_id,
            state.selector_id,
            after=began.timestamp() if began else None,
            limit=2,
        )
    ]
    return sorted(ticks, key=lambda tick: tick.timestamp, reverse=True)[:2]


def _hearing(name: str, ticks: "list[InstigatorTick]", beat: datetime) -> Check:
    """Whether the sensor of the inbox still looks while the daemon's heart beats.

    A daemon that runs has it look every five seconds and keeps each look, whatever it
    found. One whose code server died goes on beating.
    """
    ended = next((tick for tick in ticks if tick.is_completed), None)
    if ended and ended.is_failure:
        why = ended.error.message.strip().splitlines()[0] if ended.error else "?"
        found = f"the daemon runs, and the last look failed: {why}"
        return Check(name, "fail", found, f"{RESTART}.")
    looked = datetime.fromtimestamp(ticks[0].timestamp, UTC) if ticks else None
    since = looked or dagster_home.daemon_began()
    if since is None or beat - since > DEAF:
        last = f"since {looked:%Y-%m-%d %H:%M} UTC" if looked else "since it started"
        found = f"the daemon runs, and has not looked into the inbox {last}"
        return Check(name, "fail", found, f"{RESTART}.")
    return Check(name, "ok", "is on")


def _last_run(instance: "dg.DagsterInstance", now: datetime) -> Check:
    records = instance.get_run_records(limit=1)
    if not records:
        return Check("last run", "warn", "there is none", "Run `ipw refresh`.")
    status = records[0].dagster_run.status.value
    at = records[0].create_timestamp.replace(tzinfo=UTC)
    found = f"{status} at {at:%Y-%m-%d %H:%M} UTC"
    if status == "CANCELED":
        remedy = "Somebody ended it: `ipw refresh`, if nobody has since."
        return Check("last run", "warn", found, remedy)
    if status == "FAILURE":
        remedy = (
            "Its message is in build/failures.ndjson and in `make dev`; after that"
            " `ipw refresh`."
        )
        return Check("last run", "fail", found, remedy)
    if _is_cut_off(records[0], now):
        remedy = "The next refresh heals what it left; the daemon tries it again."
        return Check(
            "last run", "warn", f"cut off, begun at {at:%Y-%m-%d %H:%M} UTC", remedy
        )
    if now - at > OLD:
        remedy = "The nightly refresh did not run: see to the daemon."
        return Check("last run", "warn", found, remedy)
    return Check("last run", "ok", found)


def _is_cut_off(record: "dg.RunRecord", now: datetime) -> bool:
    """Whether a run that is under way has no process, or never got one."""
    run = record.dagster_run
    if run.status.value not in ("STARTING", "STARTED") or dagster_home.process_of(run):
        return False
    if run.status.value == "STARTED" or dagster_home.PID_TAG in run.tags:
        return True
    # A run can stay in the queue for long: it is launched when its status changes.
    return now - record.update_timestamp.replace(tzinfo=UTC) > LAUNCHING

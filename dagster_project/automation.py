"""The job, its rhythm, its events, and who is told when it fails."""

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path

import dagster as dg
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import InstigatorStatus
from dagster._core.storage.tags import (
    RETRY_ON_ASSET_OR_OP_FAILURE_TAG,
    WILL_RETRY_TAG,
)

from dagster_project import companion, viet_nam
from dagster_project.counted import counted
from dagster_project.decisions import decision_files
from dagster_project.durable import ReceivingError
from dagster_project.intake import inbox

# Dagster begins a round of ticks every five seconds; a tick that looks on for most of
# them sees a file at once.
LOOKING_SECONDS = 4.0
_BETWEEN_LOOKS_SECONDS = 0.1


@dg.failure_hook
def tried_again(context: dg.HookContext) -> None:
    """A run of which one process was killed is tried again as one that was killed."""
    if isinstance(context.op_exception, companion.CompanionError):
        again = {RETRY_ON_ASSET_OR_OP_FAILURE_TAG: "true"}
        context.instance.add_run_tags(context.run_id, again)


refresh_warehouse = dg.define_asset_job(
    "refresh_warehouse",
    selection=dg.AssetSelection.all(),
    description="Receive, load, build, validate, report, publish.",
    hooks={tried_again},
    config={"loggers": {"console": {"config": {"log_level": "WARNING"}}}},
)

nightly_refresh = dg.ScheduleDefinition(
    name="nightly_refresh",
    job=refresh_warehouse,
    cron_schedule="0 2 * * *",
    execution_timezone=viet_nam.ZONE_NAME,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.sensor(
    job=refresh_warehouse,
    minimum_interval_seconds=1,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="New files in raw/inbox or raw/decisions start one refresh.",
)
def submission_arrived(
    context: dg.SensorEvaluationContext,
) -> dg.SensorResult:
    """All that is new in one tick is one run; the same files never ask twice.

    The cursor holds hashes of what was asked for: a `run_key` alone would never fire
    again for a file of the same name. A tick in which the sensor is switched off asks
    for nothing: what came waits until it is on again.
    """
    was_off = _is_off(context)
    before = seen = json.loads(context.cursor or "{}")
    until = time.monotonic() + LOOKING_SECONDS
    while True:
        waiting, now = _look()
        if what := _new(waiting, now, seen):
            if _is_off(context) and not was_off:
                reason = f"Switched off meanwhile; {what} will wait."
                return dg.SensorResult(skip_reason=reason, cursor=json.dumps(seen))
            run = dg.RunRequest(tags={"ipw/event": what})
            return dg.SensorResult(run_requests=[run], cursor=json.dumps(now))
        seen = now  # files that were received are no event, and the next may come
        if time.monotonic() >= until:
            break
        time.sleep(_BETWEEN_LOOKS_SECONDS)
    if waiting:
        files = counted(len(waiting), "file")
        reason = f"A refresh was already asked for the {files} in the inbox."
    elif before and seen != before:
        reason = "The inbox is empty again: its files were received."
    else:
        reason = "Nothing new in raw/inbox or raw/decisions."
    return dg.SensorResult(skip_reason=reason, cursor=json.dumps(seen))


@dg.run_failure_sensor(
    monitored_jobs=[refresh_warehouse],
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=10,
)
def refresh_failed(context: dg.RunFailureSensorContext) -> None:
    """Tell whoever is on call; the last publication stands.

    Of a run whose process was ended from outside only if the next attempt fails, too.
    """
    from dagster_project.operations import notification

    run = context.instance.get_run_by_id(context.dagster_run.run_id)
    if run and run.tags.get(WILL_RETRY_TAG) == "true":
        context.log.info("Nobody is told: the run is tried again.")
        return
    notification.refresh_failed(
        context.dagster_run.run_id, context.failure_event.message or ""
    )


def _is_off(context: dg.SensorEvaluationContext) -> bool:
    """Whether somebody switched this sensor off; one can still be tried by hand."""
    states = context.instance.all_instigator_state(None, None, InstigatorType.SENSOR)
    ours = (x for x in states if x.instigator_name == context.sensor_name)
    return any(x.status is InstigatorStatus.STOPPED for x in ours)


def _look() -> tuple[list[Path], dict[str, list[str]]]:
    """The files that wait, and what is there as the cursor says it."""
    # Whoever receives them looks longer whether they are whole.
    waiting = inbox.waiting(_BETWEEN_LOOKS_SECONDS)
    decided: list[Path] = []
    with suppress(OSError, ReceivingError):  # the refresh says so
        decided = decision_files.files()
    # Decisions stay, and become many: of them one digest.
    all_decided = "".join(_digests(decided)).encode()
    return waiting, {
        "waiting": _digests(waiting),
        "decided": [hashlib.sha256(all_decided).hexdigest()],
    }


def _new(
    waiting: list[Path], now: dict[str, list[str]], seen: dict[str, list[str]]
) -> str | None:
    """What a refresh is asked for; None: nothing that was not there before."""
    # It takes files out one by one: those that are left were asked for.
    if set(now["waiting"]) - set(seen.get("waiting", ())):
        return f"{counted(len(waiting), 'file')} in the inbox"
    if seen and now["decided"] != seen.get("decided"):
        return "a steward's decision"
    return None


def _digests(files: list[Path]) -> list[str]:
    found = []
    for path in files:
        try:
            stat = path.stat()
        except OSError:  # received between listing and looking; a link to nowhere
            continue
        name = os.fsencode(path)  # it may be no valid UTF-8
        said = b"%b\0%d\0%d" % (name, stat.st_size, stat.st_mtime_ns)
        found.append(hashlib.sha256(said).hexdigest()[:16])
    return found

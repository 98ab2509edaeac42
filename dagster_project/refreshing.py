"""One refresh in this process, as a Dagster run that `make dev` shows afterwards."""

import os
import tempfile
import uuid
import warnings
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project import (
    attending,
    companion,
    dbt_runner,
    importing,
    paths,
    problems,
    progress,
)
from dagster_project.durable import ReceivingError
from dagster_project.operations import dagster_home, notification

if TYPE_CHECKING:
    import dagster as dg

# Errors that say file and remedy themselves; what caused them says less.
OWN_WORDS = frozenset({ReceivingError.__name__})
# The run's own log keeps everything; a person gets a line a step and one of causes.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class RefreshError(Exception):
    """The refresh failed and published nothing; the last publication stands."""


def refresh(say: Callable[[str], None]) -> str:
    """Run `refresh_warehouse` in this process; return the run's id.

    `say` gets a line a step. Raises RefreshError with the failing step, its cause and
    what stands, after it was told to whom `notification` tells; EndedError, which is
    nobody's failure, where somebody ended it; OSError where it cannot even begin.
    """
    paths.require_usable()
    before = _release()
    run_id = str(uuid.uuid4())
    try:
        return attending.attend(partial(_refresh, say, run_id))
    except attending.EndedError as ended:
        _cancel(run_id)
        ended.args = (f"{ended} {_what_stands(before)}",)
        raise
    except Exception as error:
        explained = problems.explain(error)  # by the room that it failed in
        _give_back()
        message = f"{explained}\n{_what_stands(before)}"
        if complaint := _tell(message):
            message += f"\n{complaint}"
        raise RefreshError(message) from error


def _what_stands(before: Path | None) -> str:
    now = _release()
    if now is None:
        return "Nothing is published."
    if now == before:
        return "Nothing is published; the last publication stands."
    return "The new publication stands; what failed came after it."


def _cancel(run_id: str) -> None:
    """End what was started; note that the run was ended, if there is one already."""
    # Whatever the history makes of it, the process must end.
    with suppress(Exception), ExitStack() as noted:
        if _instances:
            noted.enter_context(dagster_home.canceling(_instances[-1], run_id))
        attending.end_children()


# Of the run in hand.
_instances: list["dg.DagsterInstance"] = []


class _FailedRunError(Exception):
    """A run that failed in one of its steps."""


def _refresh(say: Callable[[str], None], run_id: str) -> str:
    _make_room()
    dagster_home.prepare()
    importing.seldom_collected()
    companion.begin(dbt_runner.preload)  # while this process imports
    progress.listen(say)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with importing.uncollected():
            import dagster as dg

            from dagster_project.definitions import defs

        with dg.DagsterInstance.get() as instance:
            dagster_home.upgrade(instance)
            dagster_home.bury(instance)
            _instances[:] = [instance]
            result = defs.resolve_job_def("refresh_warehouse").execute_in_process(
                instance=instance,
                run_id=run_id,
                run_config=QUIET,
                raise_on_error=False,
                # The daemon's run monitoring looks for this process (launching.py).
                tags=dagster_home.tags_of(os.getpid()),
            )
    if not result.success:
        raise _FailedRunError(
            f"{_causes(result)}\nThe whole story is in run {result.run_id}"
            " (`make dev`)."
        )
    return result.run_id


def _make_room() -> None:
    """Raise OSError where nothing can be written, not even once leftovers are gone."""
    from dagster_project.intake import receiving

    try:
        _ask_for_room()
    except OSError:
        receiving.clear_up()
        _give_back()  # one that was killed left it
        _ask_for_room()


def _give_back() -> None:
    from dagster_project.publishing import publication

    publication.abandon()


def _ask_for_room() -> None:
    """Raise OSError, which names the folder, where nothing can be written anyway."""
    for folder in (paths.raw(), paths.build()):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"room?")
        except OSError as error:  # a write that fails names no file
            raise OSError(error.errno, error.strerror, str(folder)) from None


def _release() -> Path | None:
    try:
        return paths.published().resolve(strict=True)
    except OSError:
        return None


def _tell(message: str) -> str:
    """Tell whoever is on call; return a complaint if that cannot be done either."""
    try:
        notification.refresh_failed("ipw refresh", message)
    except (OSError, ValueError) as error:
        return f"Nobody could be told of this failure: {error}"
    return ""


def _causes(result: object) -> str:
    lines, of_the_run = [], []
    for event in result.all_events:  # type: ignore[attr-defined]
        if event.is_step_failure:
            error = _first(event.step_failure_data.error)
            lines.append(f"{event.step_key}: {error.message.strip()}")
        elif event.is_run_failure:
            failed = event.job_failure_data.error  # before any step: of the lock, too
            said = _first(failed).message.strip() if failed else event.message
            of_the_run.append(said or "the run failed")
    return "\n".join(lines or of_the_run)


def _first(error: Any) -> Any:
    """What an error was caused by, or itself where it says more."""
    while error.cause is not None and error.cls_name not in OWN_WORDS:
        error = error.cause
    return error

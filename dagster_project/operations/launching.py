"""A run launcher whose processes start warm, and a queue that is looked at often.

Dagster's default launcher starts a process for each run, and importing dagster, dbt and
Great Expectations is most of a run's time. This one keeps one process that executes one
run after another (`standby`), as one refresh at a time is all there is. Only the daemon
launches runs, so only the daemon has such a process; it starts with the daemon, and
anew after a run that failed or was killed.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Self

import psutil
from dagster._core.launcher.base import (
    CheckRunHealthResult,
    LaunchRunContext,
    RunLauncher,
    WorkerStatus,
)
from dagster._core.run_coordinator import QueuedRunCoordinator
from dagster._core.storage.dagster_run import DagsterRun
from dagster._serdes import ConfigurableClass
from dagster._serdes.config_class import ConfigurableClassData

from dagster_project import paths
from dagster_project.operations import clock, dagster_home

_log = logging.getLogger("dagster.daemon")


class StandbyRunLauncher(RunLauncher[Any], ConfigurableClass):
    """Launches each run in one warm process."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        self._inst_data = inst_data
        self._lock = threading.Lock()
        self._standby: subprocess.Popen[bytes] | None = None
        super().__init__()  # type: ignore[no-untyped-call]

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """How dagster.yaml declared this launcher."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """There is nothing to configure."""
        return {}

    @classmethod
    def from_config_value(
        cls,
        inst_data: ConfigurableClassData,
        config_value: Mapping[str, Any],  # noqa: ARG003 (Dagster calls by position)
    ) -> Self:
        """Called by Dagster when it loads the instance."""
        return cls(inst_data=inst_data)

    def warm_up(self) -> None:
        """Start the warm process now, if there is none: its imports take seconds."""
        with self._lock:
            self._warm()

    def launch_run(self, context: LaunchRunContext) -> None:
        """Hand the run to the warm process; start one if there is none."""
        with self._lock:
            try:
                self._hand_over(context.dagster_run.run_id)
            except BrokenPipeError:  # it ended between the look and the word
                self._standby = None
                self._hand_over(context.dagster_run.run_id)

    def _hand_over(self, run_id: str) -> None:
        standby = self._warm()
        # Known before it starts, so that a kill is seen while the process warms up.
        self._instance.add_run_tags(run_id, dagster_home.tags_of(standby.pid))
        assert standby.stdin is not None
        standby.stdin.write(f"{run_id}\n".encode())

    def _warm(self) -> subprocess.Popen[bytes]:
        if self._standby is None or self._standby.poll() is not None:
            self._standby = _start()
            watch = threading.Thread(
                target=self._bury_with, args=[self._standby], daemon=True
            )
            watch.start()
        return self._standby

    def _bury_with(self, standby: subprocess.Popen[bytes]) -> None:
        """Mark the run in hand as failed when its process is killed, so that it is
        tried again at once: run monitoring looks twice a minute, and at a run that is
        starting after three minutes only.
        """
        standby.wait()
        with self._lock:
            is_disposed = self._standby is None
        if not is_disposed:
            dagster_home.bury(self._instance)

    def terminate(self, run_id: str) -> bool:
        """Ask the run's process to stop; False if there is none."""
        run = self._instance.get_run_by_id(run_id)
        process = dagster_home.process_of(run) if run and not run.is_finished else None
        if run is None or process is None:
            return False
        self._instance.report_run_canceling(run)
        process.terminate()
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        """One that was killed while no daemon ran is found by Dagster's monitoring."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the run's process lives, also after the daemon was restarted."""
        if dagster_home.process_of(run) is not None:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, dagster_home.ENDED)

    def dispose(self) -> None:
        """End the warm process; a run in progress goes on."""
        with self._lock:
            if self._standby is not None and self._standby.stdin is not None:
                self._standby.stdin.close()
            self._standby = None


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dagster_project.operations.standby"],
        cwd=paths.PROJECT,
        stdin=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
    )


class PromptRunCoordinator(QueuedRunCoordinator):
    """Dagster's queue, looked at four times a second; its setting takes whole ones."""

    @property
    def dequeue_interval_seconds(self) -> float:  # type: ignore[override]
        """What the daemon waits between two looks.

        The daemon alone asks, once, when it starts (`dagster._daemon.controller`):
        no extension point is told of that, so here what a kill or a clock that was
        ahead left is cleared up, the moment kept for `ipw doctor`, the warm process
        started and the clock watched.
        """
        dagster_home.bury(self._instance)
        dagster_home.forget_the_future(self._instance, datetime.now(UTC))
        dagster_home.note_daemon()
        launcher = self._instance.run_launcher
        if isinstance(launcher, StandbyRunLauncher):
            launcher.warm_up()
            threading.Thread(target=_follow_the_clock, daemon=True).start()
        return 0.25


def _follow_the_clock() -> None:
    """Have the daemon begin anew, as the same process, when the clock is set back.

    Its loops wait until the clock says what it said before they slept, plus seconds.
    """
    clock.wait_until_set_back()
    _log.warning("The clock was set back: the daemon begins anew.")
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            # Its own code server; the warm process ends by itself, after its run.
            if "grpc" in child.cmdline():
                child.terminate()
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606

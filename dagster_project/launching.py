"""A run launcher whose next process is already warm.

Dagster's default launcher starts a process when a run is launched, and importing
dagster, dbt and Great Expectations is most of a run's time. This one keeps one process
on standby that has imported everything and waits for a run's id on its standard input;
it serves one run and ends, and the next one starts to warm up. If the daemon dies, the
one on standby reads the end of its input and ends too; a run in progress goes on.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any, Self

import psutil
from dagster._core.launcher.base import (
    CheckRunHealthResult,
    LaunchRunContext,
    RunLauncher,
    WorkerStatus,
)
from dagster._core.storage.dagster_run import DagsterRun
from dagster._serdes import ConfigurableClass
from dagster._serdes.config_class import ConfigurableClassData

from dagster_project import dagster_home, paths

PID_TAG = dagster_home.PID_TAG


class StandbyRunLauncher(RunLauncher[Any], ConfigurableClass):
    """Launches each run in a process that was warmed up before."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        self._inst_data = inst_data
        self._lock = threading.Lock()
        self._standby: subprocess.Popen[str] | None = None
        self._workers: dict[str, subprocess.Popen[str]] = {}
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

    def register_instance(self, instance: Any) -> None:
        """Only the daemon loads the launcher: the first process warms up with it."""
        super().register_instance(instance)
        if os.environ.get("IPW_STANDBY"):
            with self._lock:
                self._standby = self._standby or _start()

    def launch_run(self, context: LaunchRunContext) -> None:
        """Hand the run to the process on standby; start the next one."""
        run_id = context.dagster_run.run_id
        with self._lock:
            worker = self._standby
            if worker is None or worker.poll() is not None:
                worker = _start()
            self._workers[run_id] = worker
            self._instance.add_run_tags(run_id, {PID_TAG: str(worker.pid)})
            assert worker.stdin is not None
            worker.stdin.write(run_id + "\n")
            worker.stdin.close()
            self._standby = _start()
            for ended in [r for r, w in self._workers.items() if w.poll() is not None]:
                if ended != run_id:
                    del self._workers[ended]

    def terminate(self, run_id: str) -> bool:
        """Ask the run's process to stop; False if it has ended already."""
        run = self._instance.get_run_by_id(run_id)
        process = _process(run) if run and not run.is_finished else None
        if run is None or process is None:
            return False
        self._instance.report_run_canceling(run)
        process.terminate()
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        """A killed process is found by Dagster's run monitoring."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the run's process lives, also after the daemon was restarted."""
        if _process(run) is not None:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(
            WorkerStatus.FAILED, "the process of this run ended without a word"
        )

    def dispose(self) -> None:
        """End the process on standby; a run in progress goes on."""
        if self._standby is not None and self._standby.stdin is not None:
            self._standby.stdin.close()
            self._standby = None


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "dagster_project.standby"],
        cwd=paths.PROJECT,
        stdin=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _process(run: DagsterRun) -> psutil.Process | None:
    """The live process of a run; None if it ended or its number serves another now."""
    try:
        process = psutil.Process(int(run.tags.get(PID_TAG, "0")) or -1)
        alive = process.status() != psutil.STATUS_ZOMBIE
        # The one on standby or, from a person's `ipw refresh`, this program itself.
        ours = any(
            "dagster_project" in part or part.endswith("/ipw")
            for part in process.cmdline()
        )
    except (psutil.Error, ValueError):
        return None
    return process if alive and ours else None

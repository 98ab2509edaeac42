"""Dagster's two servers one by one, each in the process that a supervisor watches.

`make dev` starts both and ends with the terminal; the units of `deploy/` start these.
"""

import os
import sys
from typing import NoReturn

from dagster_project import locking, paths
from dagster_project.operations import dagster_dev, dagster_home

_CODE = ("--module-name", "dagster_project.definitions")


def daemon() -> NoReturn:
    """Become Dagster's daemon: schedule, sensors, queue, run monitoring.

    Raises OSError where another serves this build folder.
    """
    with locking.only_daemon() as lock:
        os.set_inheritable(lock, True)
        _become("dagster._daemon", "run", *_CODE)


def webserver(port: int, *, read_only: bool) -> NoReturn:
    """Become Dagster's webserver, on loopback only: it has no login of its own.

    Raises OSError where the port is taken.
    """
    dagster_dev.require_free(port)
    address = ("--host", "127.0.0.1", "--port", str(port))
    _become(
        "dagster_webserver", *address, *_CODE, *(("--read-only",) if read_only else ())
    )


def _become(module: str, *arguments: str) -> NoReturn:
    dagster_home.prepare()
    os.chdir(paths.PROJECT)
    sys.stdout.flush()
    command = [sys.executable, "-m", module, *arguments]
    os.execv(sys.executable, command)  # noqa: S606 (no shell is wanted)

"""Servers, on loopback only: Dagster has no login of its own (Dagster #2219)."""

import os
import subprocess
import sys

from dagster_project import paths, refreshing


def dagster_dev(port: int) -> int:
    """Run Dagster's webserver and daemon until interrupted; return the exit status."""
    refreshing.prepare_dagster_home()
    command = [
        sys.executable, "-m", "dagster", "dev",
        "--module-name", "dagster_project.definitions",
        "--host", "127.0.0.1",
        "--port", str(port),
    ]  # fmt: skip
    env = os.environ | {"IPW_STANDBY": "1"}
    try:
        return subprocess.run(
            command, cwd=paths.PROJECT, env=env, check=False
        ).returncode
    except KeyboardInterrupt:
        return 0

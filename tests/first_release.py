"""An installation of the raw/ that the first release left: small, with everything.

Two versions of one locality's report, two of other localities, a held block, a block
that a steward accepted, a refused file and bytes that came twice. It is frozen: what
every later version makes of it is compared with `expected.json`.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installation import Installation

FOLDER = Path(__file__).parent / "data" / "first_release"
GUARD = Path(__file__).parent / "guard"


def installed(root: Path) -> Installation:
    """A copy of it at `root`, not yet refreshed."""
    installation = Installation(root)
    shutil.copytree(FOLDER / "raw", installation.raw)
    (installation.raw / "inbox").mkdir()
    return installation


def expected() -> dict[str, list[list[object]]]:
    """The figures of the first release."""
    return json.loads((FOLDER / "expected.json").read_text("utf-8"))


def has_namespaces() -> bool:
    """Whether this machine lets us cut the network off for a process."""
    return _works("unshare", "-rn", "true")


def mounting(
    installation: Installation, script: str
) -> "subprocess.CompletedProcess[str]":
    """A shell that may mount folders for itself alone, when it has ended.

    `ipw` is the command of the project in it.
    """
    if not _works("unshare", "-rm", "mount", "--bind", "/tmp", "/tmp"):
        pytest.skip("this machine lets nobody mount a folder for a process alone")
    ipw = f"ipw() {{ '{sys.executable}' -m dagster_project \"$@\"; }}; "
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", ipw + script],
        env=installation.env,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def _works(*command: str) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    except OSError:
        return False
    return done.returncode == 0


def refresh_offline(installation: Installation) -> str:
    """Refresh with the network cut: by a namespace, else by a guard on every socket."""
    command = [sys.executable, "-m", "dagster_project", "refresh"]
    env = installation.env
    if has_namespaces():
        command = ["unshare", "-rn", *command]
    else:
        env |= {"PYTHONPATH": str(GUARD)}
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr

"""Commands to which something is forbidden, also where the tests run as root."""

import os
import shutil
import subprocess
import sys

import pytest

from dagster_project import paths

# To root everything is permitted but where it gives these rights away.
AS_ANYBODY = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner")


def as_anybody(*command: str) -> list[str]:
    """A command that finds closed what its user closed, root's, too."""
    if os.geteuid() != 0:
        return list(command)
    works = (
        shutil.which("setpriv")
        and not subprocess.run(
            [*AS_ANYBODY, "true"], capture_output=True, check=False
        ).returncode
    )
    if not works:
        pytest.skip("nothing is forbidden to root")
    return [*AS_ANYBODY, *command]


def python(code: str) -> str:
    """What a program of Python prints."""
    done = subprocess.run(
        as_anybody(sys.executable, "-c", code),
        cwd=paths.PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

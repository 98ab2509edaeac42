"""Who watches the servers, and what grows without bound: nothing."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dagster_project import paths
from dagster_project.operations import dagster_home

DEPLOY = paths.PROJECT / "deploy"
HARDENING = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
}


def unit(name: str) -> dict[str, str]:
    text = (DEPLOY / name).read_text("utf-8")
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {key: value for key, value in pairs if not key.startswith("#")}


@pytest.mark.parametrize("name", ["ipw-daemon.service", "ipw-webserver.service"])
def test_a_unit_gives_its_process_no_more_than_it_needs(name: str) -> None:
    said = unit(name)
    assert {key: said[key] for key in HARDENING} == HARDENING
    assert said["ReadWritePaths"] == "/srv/ipw/raw /srv/ipw/build"
    assert said["User"] == "ipw"
    assert said["Restart"] == "always"


@pytest.mark.parametrize("name", ["ipw-daemon.service", "ipw-webserver.service"])
def test_systemd_finds_no_fault_in_a_unit(name: str, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("there is no systemd-analyze here")
    # It insists that the program is there: here it is this Python.
    text = (DEPLOY / name).read_text("utf-8")
    text = text.replace("/opt/ipw/.venv/bin/ipw", sys.executable)
    copy = tmp_path / name
    copy.write_text(text.replace("/opt/ipw", str(tmp_path)))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(copy)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "Failed to" in done.stderr and name not in done.stderr:
        pytest.skip(f"systemd-analyze cannot work here: {done.stderr.strip()}")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_units_start_commands_that_there_are() -> None:
    for name in ("ipw-daemon.service", "ipw-webserver.service"):
        (arguments,) = re.findall(r"bin/ipw (.*)", unit(name)["ExecStart"])
        done = subprocess.run(
            [sys.executable, "-m", "dagster_project", *arguments.split(), "--help"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_runs_are_monitored_and_retried_and_nothing_grows_without_bound() -> None:
    settings = yaml.safe_load((paths.PROJECT / "dagster.yaml").read_text("utf-8"))
    assert settings["run_monitoring"]["enabled"] is True
    assert settings["run_retries"]["enabled"] is True
    # A refresh that failed by its own doing fails again; only a crash is retried.
    assert settings["run_retries"]["retry_on_asset_or_op_failure"] is False
    assert settings["run_retries"]["max_retries"] >= 1
    assert settings["concurrency"]["runs"]["max_concurrent_runs"] == 1
    assert settings["retention"]["schedule"]["purge_after_days"] == 90
    assert dagster_home.KEPT_DAYS == 90

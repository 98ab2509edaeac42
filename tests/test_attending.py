"""Ctrl-C and SIGTERM end a refresh as whoever presses it expects."""

import os
import shutil
import signal
import subprocess
import sys
import time

import duckdb
import psutil
import pytest

from dagster_project import attending
from tests.installation import Installation
from tests.processes import command_line

pytestmark = pytest.mark.xdist_group("hardening")


def test_what_is_attended_returns_and_raises_as_it_would_by_itself() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert attending.attend(lambda: 42) == 42
    with pytest.raises(TimeoutError, match="ours"):
        attending.attend(lambda: (_ for _ in ()).throw(TimeoutError("ours")))
    assert before == (
        signal.getsignal(signal.SIGINT),
        signal.getsignal(signal.SIGTERM),
    )


DEAF = """
import subprocess, sys
from dagster_project import attending

def work():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    child.terminate()
    return child.wait(20)

print(attending.attend(work))
"""


def test_what_the_work_starts_can_be_ended_where_signals_are_ignored() -> None:
    """As in a service or a shell that ignores them."""
    done = subprocess.run(
        [sys.executable, "-c", DEAF],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        preexec_fn=lambda: [
            signal.signal(each, signal.SIG_IGN) for each in attending.ENDING
        ],
    )
    assert done.stdout == f"{-signal.SIGTERM}\n"


def hears_ctrl_c() -> None:
    """A shell has what it starts in the background ignore Ctrl-C: so would a test."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


STUBBORN = """
import os, subprocess, sys, time
from dagster_project import attending

def work():
    while True:
        try:
            subprocess.run([sys.executable, "-c", "import time; time.sleep(60)"])
            time.sleep(60)
        except BaseException:
            print("swallowed")

print("begun", flush=True)
try:
    attending.attend(work)
except attending.EndedError as ended:
    attending.end_children()
    os.write(1, b"ended")
    os._exit(ended.status)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_work_that_swallows_every_error_is_ended(number: signal.Signals) -> None:
    begun = subprocess.Popen(
        [sys.executable, "-c", STUBBORN],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=hears_ctrl_c,
    )
    assert begun.stdout and begun.stdout.readline() == b"begun\n"
    children: list[psutil.Process] = []
    while not any("time.sleep(60)" in command_line(each) for each in children):
        time.sleep(0.05)
        children = psutil.Process(begun.pid).children()
    os.killpg(begun.pid, number) if number == signal.SIGINT else begun.terminate()
    said, _ = begun.communicate(timeout=20)
    assert (said, begun.returncode) == (b"ended", 128 + number)
    assert not any(child.is_running() for child in children)


# --- a whole refresh

MOMENTS = [
    (signal.SIGINT, "✓ received"),
    (signal.SIGTERM, "✓ loaded"),
    (signal.SIGINT, "✓ built"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "moment"), MOMENTS)
def test_a_refresh_that_somebody_ends_has_not_failed(
    copy: Installation, moment: str, number: signal.Signals
) -> None:
    before = (copy.build / "published").resolve()
    if moment == "✓ received":
        shutil.rmtree(copy.build / "dbt")  # so that dbt parses, as in a first refresh
    running = subprocess.Popen(
        [sys.executable, "-m", "dagster_project", "refresh"],
        env=copy.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hears_ctrl_c,
    )
    assert running.stdout and running.stderr
    while moment not in (line := running.stdout.readline()):
        assert line, running.stderr.read()
    children = psutil.Process(running.pid).children(recursive=True)
    if number == signal.SIGINT:
        os.killpg(running.pid, signal.SIGINT)
    else:
        running.terminate()
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 128 + number, said
    assert said == "Interrupted. Nothing is published; the last publication stands.\n"
    assert psutil.wait_procs(children, 5)[1] == []
    assert (copy.build / "published").resolve() == before
    assert not (copy.build / "failures.ndjson").exists()
    assert "warn last run: CANCELED" in copy.ipw("doctor")
    with duckdb.connect(str(copy.build / "warehouse.duckdb")):
        pass  # nobody holds it
    if number == signal.SIGTERM:
        assert_the_next_is_as_any_though_its_reader_has_gone(copy)


def assert_the_next_is_as_any_though_its_reader_has_gone(copy: Installation) -> None:
    before, marts = (copy.build / "published").resolve(), copy.marts()
    done = subprocess.run(
        [
            *("bash", "-c", '"$@" | head -1; exit ${PIPESTATUS[0]}', "bash"),
            *(sys.executable, "-m", "dagster_project", "refresh"),
        ],
        env=copy.env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    assert (copy.build / "published").resolve() != before
    assert copy.marts() == marts

"""`ipw dev` and the units' servers: they start once, and end as one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from dagster_project import locking
from dagster_project.operations import dagster_dev
from tests.installation import Installation
from tests.processes import command_line, listening


@pytest.fixture
def port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """A new installation, which this process is moved to as well."""
    installation = Installation(tmp_path).parsed()
    monkeypatch.setenv("IPW_RAW", str(installation.raw))
    monkeypatch.setenv("IPW_BUILD", str(installation.build))
    return installation


def test_a_port_that_is_taken_is_said_with_who_has_it(
    place: Installation, port: int
) -> None:
    with socket.create_server(("127.0.0.1", port)):
        for command in (("dev",), ("supervised", "webserver")):
            said = " ".join(place.ipw(*command, "--port", str(port), expect=1).split())
            assert f"port {port} of this machine is taken by process" in said
            assert str(os.getpid()) in said and "--port" in said


def test_what_is_no_port_is_an_unusable_argument(place: Installation) -> None:
    for command in (("dev",), ("supervised", "webserver")):
        assert "65535" in place.ipw(*command, "--port", "70000", expect=2)


def test_a_build_folder_has_one_daemon(place: Installation, port: int) -> None:
    with locking.only_daemon():
        for command in (("dev", "--port", str(port)), ("supervised", "daemon")):
            said = " ".join(place.ipw(*command, expect=1).split())
            assert f"process {os.getpid()} runs the daemon" in said
    with locking.only_daemon():
        pass


def test_the_daemon_of_the_unit_keeps_the_lock_while_it_lives(
    place: Installation,
) -> None:
    daemon = subprocess.Popen(
        [sys.executable, "-m", "dagster_project", "supervised", "daemon"],
        env=place.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: "dagster._daemon" in command_line(psutil.Process(daemon.pid)))
        with (
            pytest.raises(OSError, match=f"process {daemon.pid} runs the daemon"),
            locking.only_daemon(),
        ):
            pass
    finally:
        daemon.kill()
        daemon.wait()
    with locking.only_daemon():
        pass


@pytest.fixture
def starting(place: Installation) -> Iterator[subprocess.Popen[bytes]]:
    """`ipw dev` as soon as it has started some of its servers."""
    with place.dev() as server:
        until(lambda: len(below(server)) > 2)
        yield server


def below(server: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """What a server started, and what that did."""
    return psutil.Process(server.pid).children(recursive=True)


def is_webserver(process: psutil.Process) -> bool:
    """Whether it is Dagster's webserver, and listens."""
    return bool(listening(process)) and "dagster_webserver" in command_line(process)


def assert_ended(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, 60)
    assert alive == []


def assert_its_end_ends(
    server: subprocess.Popen[bytes],
    started: list[psutil.Process],
    killed: psutil.Process,
    seconds: float = 60,
) -> None:
    """`ipw dev` and what it started, so soon; it is no success."""
    killed.kill()
    assert server.wait(seconds) == 1
    assert_ended(started)


@pytest.mark.slow
def test_no_server_outlives_ipw_dev_that_is_killed(
    starting: subprocess.Popen[bytes],
) -> None:
    started = below(starting)
    starting.kill()
    assert_ended(started)


@pytest.mark.slow
def test_servers_whose_parent_is_killed_end_and_are_no_success(
    starting: subprocess.Popen[bytes],
) -> None:
    started = below(starting)
    assert_its_end_ends(starting, started, started[0])


@pytest.mark.slow
def test_servers_that_hang_are_ended_by_force(
    starting: subprocess.Popen[bytes],
) -> None:
    started = below(starting)
    for process in started:
        process.suspend()
    starting.terminate()
    assert starting.wait(60) == 0
    assert_ended(started)


@pytest.mark.slow
def test_what_is_served_listens_on_loopback_and_ends_as_one(
    starting: subprocess.Popen[bytes],
) -> None:
    """The end of one server, while all of them are up, ends the others too."""
    until(lambda: any(map(is_webserver, below(starting))))
    started = below(starting)
    addresses = [address for each in started for address in listening(each)]
    assert addresses and set(addresses) <= {"127.0.0.1", "::1"}
    webserver = next(filter(is_webserver, started))
    assert_its_end_ends(starting, started, webserver, seconds=20)


@pytest.mark.slow
def test_the_end_of_the_process_that_loaded_the_code_ends_the_others_too(
    starting: subprocess.Popen[bytes],
) -> None:
    """Dagster's code server goes on without it, and the sensors are deaf."""
    until(lambda: any(map(is_webserver, below(starting))))
    started = below(starting)
    loaded = next(each for each in started if "grpc" in command_line(each).split())
    assert_its_end_ends(starting, started, loaded)


def test_a_code_server_that_took_notice_has_lost_its_code_as_well() -> None:
    """Every five seconds Dagster's asks for ended processes, which are gone then."""
    takes_notice = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1)\n"
        "print('started', flush=True)\n"
        "child.wait()\n"
        "print('noticed', flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", takes_notice, "code-server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        server, loaded = psutil.Process(process.pid), set[int]()
        assert process.stdout.readline() == "started\n"
        assert not dagster_dev._has_lost_its_code(server, loaded)
        server.children()[0].kill()
        assert process.stdout.readline() == "noticed\n"
        assert dagster_dev._has_lost_its_code(server, loaded)
        process.kill()


@pytest.mark.slow
def test_the_end_of_a_server_is_noticed_though_their_parent_says_nothing(
    starting: subprocess.Popen[bytes],
) -> None:
    until(lambda: any(map(is_webserver, below(starting))))
    started = below(starting)
    started[0].suspend()
    webserver = next(filter(is_webserver, started))
    assert_its_end_ends(starting, started, webserver, seconds=20)


def until(holds: Callable[[], bool], seconds: float = 120) -> None:
    """Until `holds()` is true."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)

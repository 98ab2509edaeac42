"""`ipw dev`: Dagster's servers started, watched and ended as one.

`dagster dev` starts webserver, daemon and code server. What it started outlives it
where it is killed (it reads the end of its pipe as nothing), waits for each for a
minute or for ever when it ends, and says 0 when one of them died. So it runs in a
process group of its own: the system tells it when this process is gone, and this one
ends the group when it is asked to, when one of the servers ended, and by force where
they take too long.
"""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil

from dagster_project import locking, paths, progress
from dagster_project.operations import dagster_home

LOOK_SECONDS = 0.2
# Idle servers end in some four seconds; with both cores busy it was three times that.
PATIENCE_SECONDS = 15
# From <linux/prctl.h>: a signal to a process whose parent ended.
_PR_SET_PDEATHSIG = 1


def serve(port: int) -> int:
    """Serve until a signal or the end of a server; return the exit status.

    0 where it was asked to end, 1 where a server ended by itself. Raises OSError where
    the port is taken or another daemon serves this build folder.
    """
    require_free(port)
    dagster_home.prepare()
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: asked.set())
    with locking.only_daemon():
        servers = _start(port)
        loaded: set[int] = set()
        try:
            while _are_well(servers, loaded) and not asked.is_set():
                time.sleep(LOOK_SECONDS)
        finally:
            _end(servers)
    if refreshing := locking.refreshing_process():
        progress.step(
            f"process {refreshing} refreshes on to its end; `kill {refreshing}` cuts it"
            " off, and the next refresh heals that"
        )
    return 0 if asked.is_set() else 1


def require_free(port: int) -> None:
    """Raise OSError, with who listens there, unless `port` of loopback is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            is_taken = error.errno == errno.EADDRINUSE
            why = (
                f"is taken{_by(port)}: end that" if is_taken else "is not for this user"
            )
            raise OSError(
                f"port {port} of this machine {why}, or give another by --port"
            ) from error


def _by(port: int) -> str:
    with suppress(psutil.Error):
        for each in psutil.net_connections("tcp"):
            if each.status == psutil.CONN_LISTEN and each.laddr[1:] == (port,):
                return f" by process {each.pid}" if each.pid else ""
    return ""


def _start(port: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "dagster", "dev",
        "--module-name", "dagster_project.definitions",
        "--host", "127.0.0.1",
        "--port", str(port),
    ]  # fmt: skip
    return subprocess.Popen(
        command,
        cwd=paths.PROJECT,
        start_new_session=True,
        preexec_fn=_end_with_the_parent,
    )


def _end_with_the_parent() -> None:
    # A shell starts background jobs with SIGINT ignored, and Dagster gives SIGTERM
    # the handler of SIGINT: without this the servers would obey neither.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _are_well(servers: subprocess.Popen[bytes], loaded: set[int]) -> bool:
    """Whether `dagster dev` and what it started live; it is slow to say so itself.

    `loaded` keeps the code servers that had the code loaded.
    """
    if servers.poll() is not None:
        return False
    with suppress(psutil.Error):
        for child in psutil.Process(servers.pid).children():
            is_ended = child.status() == psutil.STATUS_ZOMBIE
            if is_ended or _has_lost_its_code(child, loaded):
                return False
    return True


def _has_lost_its_code(server: psutil.Process, loaded: set[int]) -> bool:
    """Whether the process ended in which the code server had the code loaded.

    It would answer without it for ever, and the sensors with an error. It takes notice
    of the end within five seconds, and then has no child at all; a reload starts the
    next one before it ends the last.
    """
    if "code-server" not in server.cmdline():
        return False
    states = [each.status() for each in server.children()]
    if set(states) - {psutil.STATUS_ZOMBIE}:
        loaded.add(server.pid)
        return False
    return bool(states) or server.pid in loaded


def _end(servers: subprocess.Popen[bytes]) -> None:
    """End the servers in order, then by force what is left of their group."""
    if servers.poll() is None:
        servers.terminate()
    else:  # nobody is left to end the others in order
        _signal(servers.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (is_left := any(_members(servers.pid))) and time.monotonic() < deadline:
        servers.poll()
        time.sleep(LOOK_SECONDS)
    if is_left:  # an empty group's number may be another's by now
        _signal(servers.pid, signal.SIGKILL)
    servers.wait()


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def _members(group: int) -> Iterator[int]:
    """The processes of a group that have not ended."""
    for process in psutil.process_iter(["status"]):
        with suppress(ProcessLookupError, psutil.Error):
            if (
                os.getpgid(process.pid) == group
                and process.info["status"] != psutil.STATUS_ZOMBIE
            ):
                yield process.pid

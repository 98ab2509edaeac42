"""The real daemon of `ipw dev` on an installation, and drops into its inbox."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.bench.measuring import BenchError, Memory
from tests.bench.place import Place, workbooks

PATIENCE_SECONDS = 240
LOOK_SECONDS = 0.1


@contextmanager
def running(place: Place) -> Iterator[Memory]:
    """Webserver, code server and daemon until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (place.root / "dev.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "dagster_project", "dev", "--port", str(port)],
            env=place.env,
            start_new_session=True,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    memory = Memory(server.pid)
    try:
        yield memory
    finally:
        memory.stop()
        server.terminate()
        server.wait()


def drops(place: Place, count: int) -> list[float]:
    """Drop `count` workbooks one after another; seconds until each is published."""
    _wait_until((place.build / "foundation.duckdb").exists, place)
    return [
        _dropped(place, code, number, content)
        for code, number, content in workbooks(count)
    ]


def _dropped(place: Place, code: str, number: int, content: bytes) -> float:
    seen, start = place.release(), time.monotonic()
    place.drop(f"drop-{number}.xlsx", content)
    # Opened only after the switch: ten times a second would take a fifth of a core.
    _wait_until(lambda: place.release() != seen and place.figure(code) == number, place)
    return time.monotonic() - start


def _wait_until(holds: Callable[[], bool], place: Place) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            log = (place.root / "dev.log").read_text("utf-8")[-3000:]
            raise BenchError(f"no sign of it for {PATIENCE_SECONDS} s\n{log}")
        time.sleep(LOOK_SECONDS)

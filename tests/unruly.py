"""A reader that does what a file tells it to: the worst that a real one could do.

Stands where `submissions.parsing` stands. Anything that is no command is read as one
cell with the text of the file.
"""

import os
import signal
import tempfile
import time
from pathlib import Path

from dagster_project.submissions.parsed import (
    Cover,
    ParsedCell,
    ParsedFile,
    ParsedSubmission,
)
from dagster_project.submissions.refusals import Refused


class PanicException(BaseException):
    """What a panic of a Rust library looks like."""


def parse(path: Path, name: str) -> ParsedFile:
    """Obey the file, or read it as one cell."""
    text = path.read_text("utf-8", "replace")
    if text in COMMANDS:
        COMMANDS[text]()
    if text == "refuse":
        raise Refused("no_line", "Không tìm thấy dòng nào.", "No line was found.")
    cell = ParsedCell("A", 1, text, "text", None, "line 1", None)
    submission = ParsedSubmission(Cover(prepared_by=name), (cell,), ())
    return ParsedFile("csv", (submission,))


def _hang() -> None:
    while True:
        pass


def _doze() -> None:
    time.sleep(3600)


def _abort() -> None:
    os.abort()


def _eat() -> None:
    kept = []
    while True:
        kept.append(bytearray(64 * 1024 * 1024))


def _raise() -> None:
    raise KeyError("Sheet1\nline two")


def _panic() -> None:
    raise PanicException("index out of bounds")


def _chatter() -> None:
    os.write(1, b"\x00" * 100)
    print("a library that prints")


def _leave() -> None:
    raise SystemExit(0)


def _be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _seek() -> None:
    raise OSError("Invalid CFB sector")


def _write() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"x")


COMMANDS = {
    "hang": _hang,
    "doze": _doze,
    "abort": _abort,
    "eat": _eat,
    "raise": _raise,
    "panic": _panic,
    "chatter": _chatter,
    "leave": _leave,
    "be killed": _be_killed,
    "seek": _seek,
    "write": _write,
}

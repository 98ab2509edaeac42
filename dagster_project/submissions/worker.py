"""The child process that opens files: the gate, then a reader, one file at a time.

Started by `sandbox` as `python -m dagster_project.submissions.worker`; imports only
what reading needs, so that it starts fast. Requests and replies are JSON on pipes, each
after its length in eight bytes. The limits bind this process and cannot be raised again
by a file: memory once, CPU time anew for each file.
"""

import errno
import importlib
import json
import os
import resource
import struct
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from dagster_project.submissions import archive, gate
from dagster_project.submissions.parsed import ParsedFile, ParsedRemark
from dagster_project.submissions.quoting import LONGEST_TEXT, short
from dagster_project.submissions.reasons import refusal
from dagster_project.submissions.refusals import Refused

LENGTH = struct.Struct("<Q")
READY = b"ready"
OUT_OF_MEMORY = 77
_OF_THE_MACHINE = (
    errno.EIO,
    errno.ESTALE,
    errno.ETIMEDOUT,
    errno.ENODEV,
    errno.EMFILE,
    errno.ENFILE,
)


def main() -> None:
    """Answer requests until the other side closes the pipe.

    Arguments: the module of the reader, memory in MB, CPU seconds a file. The first
    message says that the reader could be imported: a child that ends before it has met
    a fault of ours and no file.
    """
    reader, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    replies = os.fdopen(os.dup(1), "wb")
    parsing = importlib.import_module(reader)
    _limit(resource.RLIMIT_AS, memory * 1024 * 1024)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    send(replies, READY)
    # What a library prints must not mix with the replies.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    while (request := receive(sys.stdin.buffer)) is not None:
        _limit_cpu(seconds)
        asked = json.loads(request)
        send(replies, json.dumps(_answer(parsing, asked)).encode())


def receive(pipe: BinaryIO) -> bytes | None:
    """The next message; None where the other side has gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return pipe.read(LENGTH.unpack(head)[0])


def send(pipe: BinaryIO, message: bytes) -> None:
    """Write one message."""
    pipe.write(LENGTH.pack(len(message)) + message)
    pipe.flush()


def _answer(parsing: ModuleType, asked: dict[str, str]) -> dict[str, object]:
    """What is said of one file: `parsed` (JSON text), `refused` or `error` (ours)."""
    path = Path(asked["path"])
    try:
        kind = gate.check(path)
        parsed = _with_remarks(parsing.parse(path, asked["name"]), path, kind)
        return {"parsed": as_text(parsed.to_json())}
    except Refused as refused:
        return _as_refused(refused)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except OSError as error:
        # Readers report damaged contents as OSError too: with no number of the system,
        # or with that of a seek before the start.
        if error.errno in _OF_THE_MACHINE or error.filename == asked["path"]:
            return {"error": error.errno, "text": error.strerror}
        return _as_refused(refusal("reader_failed", detail=describe(error)))
    except BaseException as error:
        # A panic of a Rust library is a BaseException. Whatever a file does to a
        # reader refuses that file and never stops the others.
        return _as_refused(refusal("reader_failed", detail=describe(error)))


def _with_remarks(parsed: ParsedFile, path: Path, kind: str) -> ParsedFile:
    """The file with what the gate let pass and a steward should know."""
    if kind != "xlsx" or not (links := archive.external_links(path)):
        return parsed
    remark = ParsedRemark(
        "external_link",
        None,
        None,
        links[0],
        "Bảng tính có liên kết tới tệp khác. Chỉ đọc các giá trị đã lưu trong tệp; hãy"
        " kiểm tra các giá trị đó còn đúng.",
        "The workbook links to another file. Only the values stored in it were read;"
        " please check that they are up to date.",
    )
    return replace(
        parsed,
        submissions=tuple(
            replace(each, remarks=(*each.remarks, remark))
            for each in parsed.submissions
        ),
    )


def as_text(text: str) -> str:
    """Text without lone surrogates, which JSON may hold and no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def describe(error: BaseException) -> str:
    """An exception in one printable line."""
    text = " ".join(str(error).split())[:120]
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return f"{type(error).__name__}: {shown}" if shown else type(error).__name__


def _as_refused(refused: Refused) -> dict[str, object]:
    said = (refused.code, refused.reason_vi, refused.reason_en)
    return {"refused": [short(as_text(text), LONGEST_TEXT) for text in said]}


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(kind, (value, hard))
    except (ValueError, OSError):
        # macOS knows RLIMIT_AS and refuses to set it; the other limits remain.
        return


def _limit_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


if __name__ == "__main__":
    main()

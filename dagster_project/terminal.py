"""Where the commands write, and how they end when something goes wrong.

Knows consoles and exit statuses, no command.
"""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TextIO

import typer
from rich.console import Console

from dagster_project import inert

out = Console(emoji=False)  # `SUM:A:…` is no letter A in a square
err = Console(stderr=True, emoji=False)


class Program(typer.Typer):
    """Commands that do the same and end the same whatever becomes of what they print.

    Who closed the pipe (`| head`) has read enough: the rest is dropped in silence. What
    a full disk does not take is dropped, too, and said at the end, with status 1.
    """

    def __call__(self, *given: Any, **named: Any) -> None:
        """Run the command that the arguments name, and exit."""
        sys.stdout, printed = _forgiving(sys.stdout)
        sys.stderr, _ = _forgiving(sys.stderr)
        status: Any = 0
        try:
            super().__call__(*given, **named)
        except SystemExit as ended:
            status = ended.code
        finally:
            sys.stdout.flush()
        if printed.lost:
            why = f"Not all could be printed ({printed.lost.strerror})."
            err.print(f"{why} What was to be done is done.", style="red")
            status = status or 1
        sys.exit(status)


class _Printed(io.FileIO):
    """Standard output or error: a write that fails fails nothing but itself."""

    lost: OSError | None = None

    def write(self, data: Any) -> int:
        """Write; note why that cannot be done."""
        try:
            return super().write(data)
        except OSError as error:
            if error.errno != errno.EPIPE:
                self.lost = self.lost or error
            return len(data)


def _forgiving(stream: TextIO | None) -> tuple[TextIO, _Printed]:
    """The stream anew, over a file that forgives; over nothing where it is closed."""
    if isinstance(stream, io.TextIOWrapper):
        descriptor, encoding = stream.fileno(), stream.encoding
    else:
        descriptor, encoding = os.open(os.devnull, os.O_WRONLY), "utf-8"
    printed = _Printed(descriptor, "w", closefd=False)
    text = io.TextIOWrapper(
        io.BufferedWriter(printed),
        encoding=encoding,
        errors="backslashreplace",  # a console may not know every letter
        line_buffering=printed.isatty(),
    )
    return text, printed


@contextmanager
def user_errors() -> Iterator[None]:
    """A user's mistake or a machine's trouble is a sentence, never a traceback."""
    from dagster_project import problems

    try:
        yield
    except problems.usage_errors() as error:
        _say(str(error))
        raise typer.Exit(2) from error
    except problems.failures() as error:
        _say(problems.explain(error))
        raise typer.Exit(1) from error


def require_files(*files: Path) -> None:
    """End with status 2 where an argument is no file, before anything is done."""
    for file in files:
        if not file.is_file():
            _refuse(f"{file} is no file")


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """End with status 2 where an argument names no place for a file.

    A device is not replaced by one. A disk that is full or fails is no such mistake.
    """
    try:
        if file.exists() and not file.is_file():
            raise OSError(errno.EEXIST, "it is there and is no file")
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise
        _refuse(f"{file} cannot be written: {error.strerror or error}")


def end_at_once(said: str, status: int) -> NoReturn:
    """Say it and end, whatever threads are still at work."""
    with suppress(OSError):
        os.write(sys.stderr.fileno(), f"{said}\n".encode())
    os._exit(status)


def _say(error: str) -> None:
    """An error may quote what a sender wrote."""
    err.print(inert.for_terminal(error), style="red", markup=False, highlight=False)


def _refuse(said: str) -> NoReturn:
    _say(said)
    raise typer.Exit(2)

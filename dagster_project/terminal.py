"""Where the commands write, and how they end when something goes wrong.

Knows consoles and exit statuses, no command.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

# A console that cannot show a letter shows its number; it stops no refresh.
for _stream in (sys.stdout, sys.stderr):
    if isinstance(_stream, io.TextIOWrapper):
        _stream.reconfigure(errors="backslashreplace")

out = Console(emoji=False)  # `SUM:A:…` is no letter A in a square
err = Console(stderr=True, emoji=False)


@contextmanager
def user_errors() -> Iterator[None]:
    """A user's mistake or a machine's trouble is a sentence, never a traceback."""
    from dagster_project import problems

    try:
        yield
    except problems.usage_errors() as error:
        err.print(str(error), style="red", markup=False, highlight=False)
        raise typer.Exit(2) from error
    except problems.failures() as error:
        err.print(problems.explain(error), style="red", markup=False, highlight=False)
        raise typer.Exit(1) from error


def require_files(*files: Path) -> None:
    """End with status 2 where an argument is no file, before anything is done."""
    for file in files:
        if not file.is_file():
            err.print(f"{file} is no file", style="red", markup=False, highlight=False)
            raise typer.Exit(2)

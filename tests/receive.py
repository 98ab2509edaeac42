"""`python -m tests.receive [N]`: receive what waits; with N, die before the Nth change.

A change is a call of this process that opens, renames, removes, links or makes
something below `IPW_RAW`. The process ends by SIGKILL, as a power cut would end it.
Prints how many changes there were.
"""

import os
import signal
import sys
from datetime import UTC, datetime

from dagster_project import paths
from dagster_project.intake import receiving

CHANGES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link"}


def main() -> None:
    """Receive once, counting."""
    last = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    count, raw = 0, str(paths.raw())

    def step(event: str, arguments: tuple) -> None:
        nonlocal count
        if event in CHANGES and _is_below(arguments[0], raw):
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(step)
    receiving.receive(datetime.now(UTC), reader="tests.unruly")
    print(count)


def _is_below(path: object, raw: str) -> bool:
    try:
        return os.fsdecode(path).startswith(raw)  # type: ignore[arg-type]
    except TypeError:
        # A file that is open already is opened by its number.
        return False


if __name__ == "__main__":
    main()

"""`python -m tests.bench.readers FILE`: one analyst asks until standard input ends.

Each question of `docs/analysts.md` in turn, on a new connection, then half a second of
looking at the answer. Prints a JSON object: seconds of every answer, and errors.
"""

import json
import re
import sys
import threading
import time
from pathlib import Path

import duckdb

from dagster_project import paths

LOOKING_SECONDS = 0.5


def questions() -> list[str]:
    """The SQL blocks of the analysts' page."""
    page = (paths.PROJECT / "docs" / "analysts.md").read_text("utf-8")
    return re.findall(r"```sql\n(.*?)```", page, flags=re.DOTALL)


def main() -> None:
    """Ask, look, ask again."""
    ended = threading.Event()
    threading.Thread(
        target=lambda: (sys.stdin.read(), ended.set()), daemon=True
    ).start()
    file, asked = Path(sys.argv[1]), questions()
    seconds: list[float] = []
    errors: list[str] = []
    position = int(sys.argv[2])
    while not ended.wait(LOOKING_SECONDS):
        start = time.monotonic()
        try:
            with duckdb.connect(str(file.resolve()), read_only=True) as connection:
                connection.execute(asked[position % len(asked)]).fetchall()
        except duckdb.Error as error:
            errors.append(str(error))
        seconds.append(time.monotonic() - start)
        position += 1
    print(json.dumps({"seconds": seconds, "errors": errors}))


if __name__ == "__main__":
    main()

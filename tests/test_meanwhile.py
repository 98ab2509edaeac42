"""Work on the side in a thread: it answers, raises where awaited, keeps nobody."""

import subprocess
import sys
import threading
import time

import pytest

from dagster_project import meanwhile, paths


def test_what_was_begun_is_done_beside_and_awaited() -> None:
    started, may_end = threading.Event(), threading.Event()

    def work(answer: str) -> str:
        started.set()
        assert may_end.wait(10)
        return answer

    meanwhile.begin(work, "done")
    assert started.wait(10)  # while this thread goes on
    may_end.set()
    assert meanwhile.finish(work, "done") == "done"


def test_what_was_not_begun_is_done_when_it_is_awaited() -> None:
    assert meanwhile.finish(str.upper, "a") == "A"


def test_an_error_is_raised_where_the_result_is_awaited() -> None:
    meanwhile.begin(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        meanwhile.finish(int, "x")


def test_work_in_hand_does_not_keep_a_process_from_ending() -> None:
    begun = "from dagster_project import meanwhile; import time;"
    start = time.monotonic()
    command = [sys.executable, "-c", begun + "meanwhile.begin(time.sleep, 600)"]
    subprocess.run(command, cwd=paths.PROJECT, check=True, timeout=60)
    assert time.monotonic() - start < 60

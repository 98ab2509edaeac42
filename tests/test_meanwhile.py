"""Work on the side in a thread: it answers, and raises where it is awaited."""

import subprocess
import sys
import threading

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


def test_what_was_begun_for_another_refresh_is_no_answer() -> None:
    meanwhile.begin(str.upper, "other")
    assert meanwhile.finish(str.upper, "a") == "A"


def test_an_error_is_raised_where_the_result_is_awaited() -> None:
    meanwhile.begin(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        meanwhile.finish(int, "x")


def test_a_process_that_ends_lets_the_work_in_hand_come_to_its_end() -> None:
    """A thread that is cut off inside a library in C++ would abort the process."""
    code = (
        "from dagster_project import meanwhile; import duckdb;"
        "duckdb.execute('set enable_progress_bar = false');"  # it comes after 2 seconds
        "meanwhile.begin(lambda: print(duckdb.sql("
        "'select sum(hash(i)) > 0 from range(60_000_000) as t(i)').fetchone()));"
        "raise SystemExit(1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=paths.PROJECT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (1, "(True,)\n"), done.stderr

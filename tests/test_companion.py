"""The second process of a refresh: it answers, fails loudly, ends with its first."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from dagster_project import companion, paths, progress

STARTER = """
import sys, time
from dagster_project import companion
companion.begin(time.sleep, 600)
print(companion._started[0]._process.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test has a second process of its own: that of the refreshes which other
    tests run here may still owe answers."""
    started: list[companion._Companion] = []
    monkeypatch.setattr(companion, "_started", started)
    monkeypatch.setattr(companion, "_begun", {})
    yield
    for process in started:
        process.end()


def test_what_was_begun_is_what_is_awaited() -> None:
    companion.begin(os.strerror, 28)
    assert companion.finish(os.strerror, 28) == os.strerror(28)


def test_what_was_begun_for_a_refresh_that_failed_is_forgotten() -> None:
    companion.begin(os.strerror, 2)
    assert companion.finish(os.strerror, 28) == os.strerror(28)
    companion.begin(os.strerror, 2)
    companion.begin(os.strerror, 28)
    assert companion.finish(os.strerror, 28) == os.strerror(28)


def test_nothing_is_kept_of_an_answer_that_nobody_awaits() -> None:
    companion.begin(os.strerror, 2)
    companion.begin(os.strerror, 28)
    assert companion.finish(os.strerror, 28) == os.strerror(28)
    begun = companion.Call(os.getcwd)
    companion.finish(os.strerror, 2)  # that of the call before is here
    begun.forget()
    (running,) = companion._started
    assert not running._answers
    assert not running._told
    assert not running._forgotten


def test_a_call_is_begun_until_it_is_awaited_and_with_its_own_arguments_only() -> None:
    assert not companion.is_begun(os.strerror, 2)
    companion.begin(os.strerror, 2)
    assert companion.is_begun(os.strerror, 2)
    assert not companion.is_begun(os.strerror, 28)
    companion.finish(os.strerror, 2)
    assert not companion.is_begun(os.strerror, 2)


def test_several_calls_may_be_begun_and_awaited_in_any_order() -> None:
    companion.begin(os.strerror, 2)
    companion.begin(os.getcwd)
    assert companion.finish(os.getcwd) == str(paths.PROJECT)
    assert companion.finish(os.strerror, 2) == os.strerror(2)


def test_a_call_works_in_the_folders_that_are_set_when_it_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "another"):
        monkeypatch.setenv("IPW_BUILD", str(tmp_path / name))
        assert companion.finish(paths.build) == tmp_path / name


def test_what_a_call_tells_is_read_while_it_is_done() -> None:
    """`tell` is a parameter of the function; another call is answered in between."""
    call = companion.Call(counted, 3)
    companion.begin(os.getcwd)
    assert companion.finish(os.getcwd) == str(paths.PROJECT)
    assert list(call.news()) == [0, 1, 2]
    assert call.result() == "three"


def test_news_end_with_the_call_that_fails() -> None:
    call = companion.Call(counted, -1)
    assert list(call.news()) == ["failing"]
    with pytest.raises(ValueError, match="-1"):
        call.result()


def test_news_end_with_the_process_that_ends() -> None:
    call = companion.Call(ended, 3)
    with pytest.raises(companion.CompanionError, match="exit 3"):
        list(call.news())


def test_an_error_is_raised_where_the_result_is_awaited() -> None:
    companion.begin(os.listdir, "/nowhere/at all")
    with pytest.raises(FileNotFoundError) as raised:
        companion.finish(os.listdir, "/nowhere/at all")
    assert raised.value.filename == "/nowhere/at all"


def test_a_second_process_that_ends_is_an_error_and_the_next_call_starts_anew() -> None:
    companion.begin(ended, 3)
    with pytest.raises(companion.CompanionError, match="exit 3"):
        companion.finish(ended, 3)
    assert companion.finish(os.strerror, 28) == os.strerror(28)


def test_a_second_process_that_somebody_stopped_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(companion, "LOOK_SECONDS", 0.05)
    companion.finish(os.getpid)  # it has begun
    second = companion._started[0]._process
    second.send_signal(signal.SIGSTOP)
    said: list[str] = []

    def hear(line: str) -> None:
        said.append(line)
        second.send_signal(signal.SIGCONT)

    monkeypatch.setattr(progress, "_listeners", [hear])
    assert companion.finish(os.strerror, 28) == os.strerror(28)
    assert said == [
        "waiting for a second process that is stopped (Ctrl-Z?):"
        f" `kill -CONT {second.pid}` has it go on"
    ]


def test_a_killed_refresh_leaves_no_second_process_that_holds_its_files() -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        cwd=paths.PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdin and first.stdout
    second = psutil.Process(int(first.stdout.readline()))
    while not _has_begun(second):
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    assert psutil.wait_procs([second], timeout=10)[0]
    first.stdin.close()
    first.stdout.close()


def counted(count: int, tell: Callable[[object], None]) -> str:
    """Called in the companion, by its name."""
    if count < 0:
        tell("failing")
        raise ValueError(count)
    for number in range(count):
        tell(number)
    return "three"


def ended(status: int) -> None:
    """Called in the companion, by its name."""
    os._exit(status)


def _has_begun(process: psutil.Process) -> bool:
    """Its watch is up: the thread that waits for the other side's end."""
    return process.num_threads() > 1


def test_a_second_process_whose_answers_nobody_reads_any_more_ends_in_silence(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for _ in range(8):
        companion.begin(os.strerror, 28)
        process = companion._started[0]
        assert process._pipe.poll(60)
        process.end()
    assert "Traceback" not in capfd.readouterr().err

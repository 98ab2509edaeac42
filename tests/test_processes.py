"""The tests' own questions to processes: one that ends must not fail them."""

import subprocess
import sys

import psutil

from tests.processes import command_line, listening


def test_a_process_that_ended_says_nothing_waited_for_or_not() -> None:
    begun = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    process = psutil.Process(begun.pid)
    assert begun.stdin and begun.stdout and begun.stdout.readline() == b"\n"
    assert command_line(process).endswith("input()")
    begun.kill()
    while process.status() != psutil.STATUS_ZOMBIE:
        pass
    assert (command_line(process), listening(process)) == ("", [])
    begun.wait()
    assert (command_line(process), listening(process)) == ("", [])

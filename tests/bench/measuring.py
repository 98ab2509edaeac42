"""What a command took: seconds, CPU seconds, and the peak memory of its whole tree."""

import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

LOOK_SECONDS = 0.5


class BenchError(Exception):
    """A command that is measured failed; its output is the message."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement; `peak_mb` is the largest sum over the process tree."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `floor` and `samples` in seconds."""

    measure: str
    samples: tuple[float, ...]
    peak_mb: float
    floor: float
    target: str
    is_met: bool
    load: float
    note: str = ""

    @property
    def median(self) -> float:
        """The middle of the samples."""
        return statistics.median(self.samples)

    @property
    def ratio(self) -> float:
        """The median over the floor."""
        return self.median / self.floor


class Memory:
    """The largest memory of a process and its children, shared pages counted once.

    To tell them apart the kernel walks over all pages, which would take a core's third
    at every look: so only where the plain sum was never higher.
    """

    def __init__(self, pid: int) -> None:
        self.peak_mb = self._plain_peak_mb = 0.0
        self._root = psutil.Process(pid)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Stop looking; the peak in MB."""
        self._ended.set()
        self._thread.join()
        return self.peak_mb

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            if (plain := self._sum("rss")) > self._plain_peak_mb:
                self._plain_peak_mb = plain
                self.peak_mb = max(self.peak_mb, self._sum("pss"))

    def _sum(self, kind: str) -> float:
        total = 0
        try:
            tree = [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return 0.0
        for process in tree:
            ask = process.memory_info if kind == "rss" else process.memory_full_info
            try:
                total += getattr(ask(), kind)
            except psutil.Error:  # it ended between listing and looking
                continue
        return total / 1_000_000


def python(*arguments: str, env: Mapping[str, str], cwd: str | None = None) -> Sample:
    """Run this Python with `arguments`; raise BenchError unless it succeeds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=dict(env),
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    memory = Memory(process.pid)
    output, _ = process.communicate(timeout=600)
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = memory.stop()
    if process.returncode:
        raise BenchError(f"{' '.join(arguments)}\n{output[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Sample(seconds, cpu, peak, output)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]

"""The rows of the table: what is measured, its floor, its target."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

import psutil

from tests.bench import daemon, history
from tests.bench.measuring import BenchError, Row, Sample, percentile, python
from tests.bench.place import Place, workbooks

READERS = 8
IDLE_SECONDS = 8
COUNTRIES = 100


class Bench:
    """One run: its folder, its built installation, floors that several rows share."""

    def __init__(self, folder: Path, quick: bool) -> None:
        self.folder, self.quick = folder, quick

    def times(self, usual: int) -> int:
        """How many samples to take."""
        return 1 if self.quick else usual

    @cached_property
    def place(self) -> Place:
        """The bundled years, refreshed once: dbt has parsed, files are parsed."""
        place = Place.bundled(self.folder / "bundled")
        python("-m", "dagster_project", "refresh", env=place.env)
        return place

    def copy(self, name: str) -> Place:
        """Another installation of the same, as far built."""
        return self.place.copy(self.folder / name)

    @cached_property
    def cold(self) -> list[Sample]:
        """Refreshes with nothing new."""
        return [refreshed(self.place) for _ in range(self.times(3))]

    @cached_property
    def cold_seconds(self) -> float:
        """The median of them."""
        return percentile([sample.seconds for sample in self.cold], 0.5)

    def floor(self, place: Place, *arguments: str) -> float:
        """The quickest of some runs of a floor."""
        command = ("-m", "tests.bench.floors", *arguments)
        return min(
            python(*command, env=place.env).seconds for _ in range(self.times(2))
        )


def refreshed(place: Place) -> Sample:
    """One `ipw refresh`."""
    return python("-m", "dagster_project", "refresh", env=place.env)


def published(place: Place) -> tuple[float, Sample]:
    """One `ipw refresh`, and the seconds until its release came into force."""
    start = time.time()
    sample = refreshed(place)
    return place.published_at() - start, sample


def row(
    measure: str,
    samples: list[float],
    peak_mb: float,
    floor: float,
    target: str,
    is_met: bool,
    note: str = "",
) -> Row:
    """A row with the load of the machine when it was measured."""
    load = os.getloadavg()[0]
    return Row(measure, tuple(samples), peak_mb, floor, target, is_met, load, note)


def cold(bench: Bench) -> Row:
    """A cold refresh, nothing new."""
    samples = [sample.seconds for sample in bench.cold]
    floor = bench.floor(bench.place, "sql") + bench.floor(bench.place, "imports")
    cpu = percentile([sample.cpu_seconds for sample in bench.cold], 0.5)
    return row(
        "cold ipw refresh, nothing new",
        samples,
        max(sample.peak_mb for sample in bench.cold),
        floor,
        "≤ 1.5 × floor",
        bench.cold_seconds <= 1.5 * floor,
        f"{cpu:.1f} CPU s",
    )


def drop(bench: Bench) -> Row:
    """A workbook dropped with the daemon up, until its figure is published."""
    place = bench.copy("drops")
    with daemon.running(place) as memory:
        samples = daemon.drops(place, bench.times(10))
    p95 = percentile(samples, 0.95)
    return row(
        "drop → published, daemon up",
        samples,
        memory.peak_mb,
        warm(bench),
        "p50 ≤ 10 s, p95 ≤ 15 s",
        percentile(samples, 0.5) <= 10 and p95 <= 15,
        f"p95 {p95:.1f}; the first {samples[0]:.1f}",
    )


def warm(bench: Bench) -> float:
    """A warm process that does the same steps, the quickest of some."""
    place = bench.copy("warm")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.floors", "warm"],
        env=place.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    found = []
    for code, number, content in workbooks(bench.times(3)):
        place.drop(f"warm-{code}.xlsx", content)
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        found.append(float(process.stdout.readline()))
    process.stdin.close()
    process.wait(60)
    return min(found)


def many(
    bench: Bench,
    count: int,
    times: int,
    target: str,
    limit: float,
    limit_mb: float,
    *,
    beyond_cold: bool = False,
) -> Row:
    """Many workbooks at once, and `limit` in seconds.

    `beyond_cold`: the limit is on what they take longer than a refresh with nothing
    new just before, because the machine's speed moves from one minute to the next.
    """
    samples, answered, peaks, floors, colds = [], [], [], [], []
    place = bench.copy(f"many-{count}")
    refreshed(place)  # dbt parses once for each place
    for turn in range(bench.times(times)):
        colds.append(published(place)[0] if beyond_cold else 0.0)
        for code, number, content in workbooks(count, 1 + turn * count):
            place.drop(f"{code}-{number}.xlsx", content)
        floors.append(bench.floor(place, "read", str(place.raw / "inbox")))
        seconds, sample = published(place)
        samples.append(seconds)
        answered.append(sample.seconds)
        peaks.append(sample.peak_mb)
        if list((place.raw / "inbox").glob("*.xlsx")):
            raise BenchError(f"{count} workbooks: not all were received")
    longer = [sample - cold for sample, cold in zip(samples, colds, strict=True)]
    note = f"every sender answered after {percentile(answered, 0.5):.1f} s"
    if beyond_cold:
        note += f"; cold refreshes just before {percentile(colds, 0.5):.1f}"
    return row(
        f"{count:,} workbooks at once → published",
        samples,
        max(peaks),
        min(floors),
        target,
        percentile(longer, 0.5) <= limit and max(peaks) <= limit_mb,
        note,
    )


def country(bench: Bench) -> Row:
    """63 workbooks at once."""
    target = "≤ cold refresh + 5 s"
    return many(bench, 63, 3, target, 5, float("inf"), beyond_cold=True)


def thousand(bench: Bench) -> Row:
    """1,000 workbooks at once."""
    return many(bench, 1000, 1, "≤ 60 s, ≤ 1 GB", 60, 1000)


def hundredfold(bench: Bench) -> Row:
    """The raw tables of a hundred countries against one."""
    found = {}
    for countries in (1, COUNTRIES):
        copy = history.project(bench.folder, countries)
        place = bench.copy(f"history-{countries}")
        env = place.env | {"PYTHONPATH": str(copy)}
        command = ("-m", "tests.bench.history", str(countries))
        sample = python(*command, env=env, cwd=str(copy))
        found[countries] = sample, json.loads(sample.output.splitlines()[-1])
    sample, taken = found[COUNTRIES]
    once = found[1][1]["seconds"]
    note = (
        f"{taken['cells']:,} cells; SQL {taken['sql']:.1f}, GX {taken['gx']:.1f},"
        f" publication {taken['publication']:.1f}; only to copy and hash its files"
        f" {taken['copied']:.1f}"
    )
    return row(
        f"history × {COUNTRIES}, one new submission",
        [taken["seconds"]],
        sample.peak_mb,
        once,
        "≤ 3 × the time, ≤ 2 GB",
        taken["seconds"] <= 3 * once and sample.peak_mb <= 2000,
        note,
    )


def check(bench: Bench) -> Row:
    """`ipw check FILE`."""
    ((_, _, content),) = workbooks(1)
    file = bench.folder / "check.xlsx"
    file.write_bytes(content)
    found = [
        python("-m", "dagster_project", "check", str(file), env=bench.place.env)
        for _ in range(bench.times(5))
    ]
    samples = [sample.seconds for sample in found]
    imports = "import duckdb, typer, rich, dagster_project.inquiry.checking"
    floor = min(python("-c", imports, env=bench.place.env).seconds for _ in range(2))
    return row(
        "ipw check FILE",
        samples,
        max(sample.peak_mb for sample in found),
        floor,
        "≤ 3 s",
        percentile(samples, 0.5) <= 3,
    )


def readers(bench: Bench) -> Row:
    """Eight analysts, idle and while a refresh runs, in turn."""
    idle: list[float] = []
    busy: list[float] = []
    errors: list[str] = []
    for _ in range(bench.times(3)):
        for found, meanwhile in (
            (idle, partial(time.sleep, IDLE_SECONDS)),
            (busy, partial(refreshed, bench.place)),
        ):
            seconds, complaints = _asked(bench.place, meanwhile)
            found += seconds
            errors += complaints
    p95, floor = percentile(busy, 0.95), percentile(idle, 0.95)
    return row(
        f"analysts' queries during refreshes, {READERS} readers, p95",
        [p95],
        psutil.Process().memory_info().rss / 1_000_000,
        floor,
        "≤ 2 × idle, 0 errors",
        p95 <= 2 * floor and not errors,
        f"{len(busy)} answers, {len(errors)} errors",
    )


def _asked(
    place: Place, meanwhile: Callable[[], object]
) -> tuple[list[float], list[str]]:
    """Seconds of every answer, and the errors, of all readers."""
    file = place.build / "published" / "warehouse.duckdb"
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.readers", str(file), str(position)],
            env=place.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for position in random.Random(1).sample(range(100), READERS)
    ]
    meanwhile()
    found = [json.loads(process.communicate("")[0]) for process in started]
    return (
        [second for one in found for second in one["seconds"]],
        [error for one in found for error in one["errors"]],
    )


MEASURES = {
    "cold": cold,
    "drop": drop,
    "63": country,
    "1000": thousand,
    "check": check,
    "readers": readers,
    "history": hundredfold,  # the longest, last: it costs no other row
}

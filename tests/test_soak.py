"""The long counts: many kills, many files. `make soak`; hours, not minutes.

`IPW_SEED` repeats the random moments of a run; it is printed.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests import crowd, first_release
from tests.bench.place import Place, workbooks
from tests.hurt import (
    assert_nothing_lost_or_doubled,
    drop,
)
from tests.installation import Installation, is_whole

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("soak")]
KILLS = 50
# Of so many runs one may end: it heals what those before it left.
HEALED_EVERY = 5


@pytest.fixture
def moments() -> random.Random:
    seed = int(os.environ.get("IPW_SEED") or random.randrange(10**6))
    print(f"IPW_SEED={seed}")
    return random.Random(seed)


def test_fifty_kills_of_refreshes_lose_and_double_nothing(
    first: Installation, tmp_path: Path, moments: random.Random
) -> None:
    shutil.copytree(first.raw, tmp_path / "raw")
    shutil.copytree(first.build, tmp_path / "build", symlinks=True)
    installation = Installation(tmp_path)
    drop(installation)
    begin = time.monotonic()
    installation.ipw("refresh")
    seconds = time.monotonic() - begin
    killed = 0
    while killed < KILLS:
        running = installation.started()
        try:
            running.wait(moments.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            running.kill()
            killed += 1
        running.communicate()
        assert is_whole(installation.build / "published"), killed
        assert installation.marts() == first.marts(), killed
        if killed % HEALED_EVERY == 0:
            installation.ipw("refresh")
            assert installation.marts() == first.marts(), killed
            assert_nothing_lost_or_doubled(installation)


def test_kills_of_a_first_refresh_leave_nothing_that_a_hand_must_mend(
    first: Installation, tmp_path: Path, moments: random.Random
) -> None:
    """From an empty build folder: dbt, Dagster and DuckDB make everything anew."""
    installation = first_release.installed(tmp_path)
    for _ in range(10):
        running = installation.started()
        try:
            running.wait(moments.uniform(0, 20))
        except subprocess.TimeoutExpired:
            running.kill()
        running.communicate()
    installation.ipw("refresh")
    assert installation.marts() == first.marts()


def test_a_run_of_the_daemon_that_is_killed_is_tried_again_by_itself(
    tmp_path: Path, first: Installation
) -> None:
    """The process of the run gets SIGKILL; run monitoring finds it, a retry heals."""
    installation = first_release.installed(tmp_path)
    with installation.dev():
        drop(installation)
        note = installation.build / "refresh.pid"
        installation.wait_until(note.exists, 300)
        time.sleep(random.uniform(0, 10))
        psutil.Process(int(note.read_text())).kill()
        installation.wait_until((installation.build / "published").exists, 900)
        inbox = installation.raw / "inbox"
        installation.wait_until(lambda: not list(inbox.iterdir()), 60)
        assert installation.marts() == first.marts()


def test_950_of_1000_files_are_counted_and_50_have_their_reason(
    tmp_path: Path,
) -> None:
    begin = time.monotonic()
    installation = crowd.refreshed(tmp_path, 950, 50, ())
    print(f"1,000 files: {time.monotonic() - begin:.0f} s with making them")
    assert installation.ask(
        "select status, count(*) from reference.dim_submissions group by all"
        " order by all"
    ) == [("counted", 950), ("held", 20), ("refused", 30)]
    assert installation.ask(
        "select count(*) from reference.dim_submissions where status in"
        " ('held', 'refused') and (reason_vi is null or reason_en is null)"
    ) == [(0,)]
    assert installation.ask(
        "select value, localities_reporting from marts.annual_indicators"
        " where report_year = 2025 and indicator = 'documents_count'"
        " and member = 'total'"
    ) == [(34, 34)]
    assert list((installation.raw / "inbox").iterdir()) == []


def test_a_disk_that_is_full_at_any_size_never_harms_the_publication(
    first: Installation, tmp_path: Path
) -> None:
    """A real full disk: the build folder has a few megabytes left to grow."""
    before = first.marts()
    pages = sum(-(-path.lstat().st_size // 4096) for path in first.build.rglob("*"))
    taken = (4096 * pages + 4096 * sum(1 for _ in first.build.rglob("*"))) // 10**6
    outcomes = set()
    for left in (2, 6, 12, 24, 48, 96):
        place, megabytes = tmp_path / str(left), taken + left
        shutil.copytree(first.raw, place / "raw")
        installation = Installation(place)
        installation.build.mkdir()
        done = first_release.mounting(
            installation,
            f"mount -t tmpfs -o size={megabytes}m tmpfs '{installation.build}' &&"
            f" cp -a '{first.build}/.' '{installation.build}/' &&"
            ' { ipw refresh; echo "status $?"; ipw query --format csv'
            " 'select count(*) as n from marts.annual_indicators'; }",
        )
        said = done.stdout + done.stderr
        assert f"n\n{len(before['annual_indicators'])}\n" in done.stdout, said
        assert "Traceback" not in said
        assert "status 0" in said or (
            "status 1" in said and "disk is full" in said.replace("\n", " ")
        ), said
        outcomes.add("status 0" in said)
    assert outcomes == {True, False}  # some were too small, and some were not


# Busy for as long as nothing else wants the core: eight that take turns with a refresh
# would only show that it takes ten minutes then.
READER = """
import os, sys, threading
import duckdb
os.nice(19)
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
seen, answers = set(), 0
where = "report_year = 2025 and indicator = 'documents_count'"
while not ended.is_set():
    with duckdb.connect(sys.argv[1], read_only=True) as con:
        ask = f"select sum(value) from marts.{{}} where {where} and member = 'total'"
        national = con.execute(ask.format("annual_indicators")).fetchone()
        local = con.execute(ask.format("locality_indicators")).fetchone()
    assert national == local, (national, local)
    seen.add(int(national[0] or 0))
    answers += 1
print(len(seen), answers)
"""


def test_eight_readers_without_pause_see_twenty_refreshes_whole(tmp_path: Path) -> None:
    """Each refresh corrects one figure; a mixture of two would not add up."""
    place = Place.bundled(tmp_path)
    installation = Installation(tmp_path)
    installation.ipw("refresh")
    file = str(installation.build / "published" / "warehouse.duckdb")
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, file],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for _, number, content in workbooks(20):
        place.drop(f"{number}.xlsx", content)
        installation.ipw("refresh")
    every = 0
    for reader in readers:
        said, complaint = reader.communicate("", timeout=60)
        assert reader.returncode == 0, complaint
        seen, answers = map(int, said.split())
        assert seen >= 15  # a busy reader may sleep through a publication or two
        every += answers
    print(f"{every:,} answers of eight readers during twenty refreshes, all whole")

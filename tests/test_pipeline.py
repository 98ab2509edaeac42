"""A run of the daemon on what went wrong: real files, DuckDB, dbt, GX and Dagster."""

import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import openpyxl
import pytest

from expectations.form import form
from tests import workbooks
from tests.installation import Installation, is_whole, total

DROPPED = "bổ sung.xlsx"


class Changed(Installation):
    """The bundled installation after a run of the daemon on what went wrong.

    Quảng Ninh's 2024 total of applications is made one too high, a scan lies in the
    inbox, a reader keeps the published file open meanwhile, and a refresh on all that
    is killed at a random moment. Then `ipw dev` is started and a workbook arrives.
    """

    reported = Decimal(0)
    reader_saw = ""
    is_whole_after_the_kill = False
    marts_after_the_kill: ClassVar[dict[str, list[tuple]]] = {}


@pytest.fixture(scope="module")
def changed(bundled: Installation, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    root = tmp_path_factory.mktemp("changed")
    shutil.copytree(bundled.raw, root / "raw")
    shutil.copytree(bundled.build, root / "build", symlinks=True)
    installation = Changed(root)
    installation.reported = _break_a_total(installation)
    (installation.raw / "inbox").mkdir(exist_ok=True)
    (installation.raw / "inbox" / "scan.pdf").write_bytes(b"%PDF-1.7\n%scan\n" * 50)
    reader = _reader(installation.build / "published" / "warehouse.duckdb")
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    running = installation.started()
    # A second refresh is three quarters of a first one, which lets dbt parse.
    moment = random.uniform(1, 0.55 * bundled.seconds)
    print(f"killed after {moment:.1f} s")
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(moment)
    running.kill()
    running.communicate()
    installation.is_whole_after_the_kill = is_whole(installation.build / "published")
    installation.marts_after_the_kill = installation.marts()
    with installation.dev() as server:
        _drop_a_workbook(installation)
        installation.wait_until(lambda: _is_published(installation), 480)
        assert server.poll() is None
    installation.reader_saw = reader.communicate("go\n", timeout=60)[0]
    return installation


def _break_a_total(installation: Installation) -> Decimal:
    """Write one more than the total into Quảng Ninh's line M; return the total."""
    ((folder, name, value),) = installation.ask(
        "select l.submission_id, s.original_name, l.value"
        " from marts.locality_indicators l join reference.dim_submissions s"
        " using (submission_id) where l.report_year = 2024 and l.locality_code = '22'"
        " and l.indicator = 'applications_count' and l.member = 'total'"
    )
    file = installation.raw / "received" / folder / name
    book = openpyxl.load_workbook(file)
    for row in book["VI"].iter_rows(min_row=4):
        if row[0].value == "M":
            row[4].value = int(value) + 1
    book.save(file)
    return value


def _drop_a_workbook(installation: Installation) -> None:
    """A correction of 2025: Quảng Ninh issued one other document more."""
    ask = (
        "select l.value from marts.locality_indicators as l where report_year = 2025"
        " and locality_code = '22' and indicator = 'documents_count' and member = "
    )
    ((documents,),) = installation.ask(f"{ask} 'total'")
    ((others,),) = installation.ask(f"{ask} 'other_document'")
    cover = {"report_year": 2025, "locality_code": "22", "prepared_by": "SYNTHETIC"}
    cells = {"A": int(documents) + 1, "A9": int(others) + 1}
    book = workbooks.book(cells, year=2025, cover=cover)
    (installation.raw / "inbox" / DROPPED).write_bytes(workbooks.saved(book))


def _is_published(installation: Installation) -> bool:
    return bool(
        installation.ask(
            f"from reference.dim_submissions where original_name = '{DROPPED}'"
        )
    )


def _reader(file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, duckdb\n"
            f"con = duckdb.connect({str(file)!r}, read_only=True)\n"
            "ask = 'select count(*), sum(value) from marts.annual_indicators'\n"
            "first = con.execute(ask).fetchall()\n"
            "print('open', flush=True); sys.stdin.readline()\n"
            "assert con.execute(ask).fetchall() == first; print('same', flush=True)",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def figures(installation: Installation) -> dict[str, tuple]:
    return {
        row[0]: row[1:]
        for row in installation.ask(
            "select indicator || '/' || member, value, held_value, localities_held"
            " from marts.annual_indicators where report_year = 2024"
        )
    }


def test_a_killed_refresh_leaves_the_last_publication_whole(
    bundled: Installation, changed: Changed
) -> None:
    assert changed.is_whole_after_the_kill
    assert changed.marts_after_the_kill == bundled.marts()


def test_the_refresh_after_a_kill_has_every_file_once(
    bundled: Installation, changed: Changed
) -> None:
    """Its figures are those of the tests below: one block moves, all else stays."""

    def submissions(installation: Installation) -> list[tuple]:
        return installation.ask(
            "select submission_id, sha256, status from reference.dim_submissions"
            f" where original_name not in ('scan.pdf', '{DROPPED}') order by all"
        )

    before, after = submissions(bundled), submissions(changed)
    assert [row[0] for row in after] == [row[0] for row in before]
    assert sum(a != b for a, b in zip(after, before, strict=True)) <= 1
    assert [path.name for path in (changed.raw / "inbox").iterdir()] == [".gitkeep"]
    assert not [*changed.raw.rglob(".incoming-*"), *changed.raw.glob("*journal*")]
    releases = [path.name for path in (changed.build / "releases").iterdir()]
    assert not [name for name in releases if name.startswith(".")]


def test_one_broken_total_holds_that_block_alone(
    bundled: Installation, changed: Changed
) -> None:
    before, after = figures(bundled), figures(changed)
    moved = {key for key in after if after[key] != before[key]}
    ratios = {"trademark_share_of_applications/total"}
    assert all(key.startswith("applications_count/") for key in moved - ratios)
    assert after["applications_count/total"] == (
        before["applications_count/total"][0] - changed.reported,
        changed.reported + 1,
        1,
    )


def test_the_check_of_its_section_warns(changed: Changed) -> None:
    assert changed.ask(
        "select distinct section from validation.failures where report_year = 2024"
        " and severity = 'hard'"
    ) == [("applications",)]


def test_an_unreadable_file_is_refused_and_the_refresh_goes_on(
    changed: Changed,
) -> None:
    (folder,) = [p for p in (changed.raw / "refused").iterdir() if p.is_dir()]
    receipt = (folder / "receipt.json").read_text("utf-8")
    assert '"status": "refused"' in receipt
    assert "PDF" in receipt
    assert (folder / "scan.pdf").exists()
    assert changed.ask(
        "select status from reference.dim_submissions where original_name = 'scan.pdf'"
    ) == [("refused",)]


def test_a_workbook_dropped_with_the_daemon_up_is_published_by_itself(
    bundled: Installation, changed: Changed
) -> None:
    window = form().report_year(2025)
    assert window is not None
    is_open = datetime.now(UTC).date() <= window.closes_on
    assert changed.ask(
        "select status from reference.dim_submissions where original_name ="
        f" '{DROPPED}'"
    ) == [("counted" if is_open else "held",)]
    more = total(changed, 2025, "documents_count") - total(
        bundled, 2025, "documents_count"
    )
    assert more == int(is_open)


def test_a_reader_who_has_the_old_file_open_keeps_it(changed: Changed) -> None:
    assert changed.reader_saw == "same\n"

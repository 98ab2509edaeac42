"""What was published is kept as it was, and nobody can change it unseen."""

import dataclasses
import json
import os
import resource
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dagster_project import durable, ingestion, problems, warehouse
from dagster_project.operations import doctor
from dagster_project.publishing import frozen, vintages
from tests import examined
from tests.given import decision, report
from tests.vintage import YEAR, build, freeze, raw

__all__ = ["raw"]  # a landing zone of its own


def test_what_a_freeze_left_that_was_cut_off_is_cleared_up_by_a_later_one(raw):
    """Not what another one is writing now."""
    cut_off, at_work = (raw / "publications" / f".incoming-{x}" for x in "ab")
    for folder in (cut_off, at_work):
        folder.mkdir(parents=True)
        (folder / "figures.csv").write_text("half")
    os.utime(cut_off, (0, 0))
    folder = freeze(build([report("01", YEAR, {"B": 10})]))
    assert sorted(folder.parent.iterdir()) == [at_work, folder]


def test_a_freeze_for_which_there_is_no_room_leaves_nothing(raw):
    con = build([report("01", YEAR, {"B": 10})])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(durable.ReceivingError, match="Cannot write"):
            freeze(con)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((raw / "publications").iterdir()) == []
    assert freeze(con).is_dir()


@pytest.fixture
def frozen_folder(raw):
    return freeze(build([report("01", YEAR, {"B": 10})]))


@pytest.mark.parametrize(
    "name", ["figures.csv", "locality_figures.csv", "submissions.csv", frozen.MANIFEST]
)
def test_a_frozen_file_that_was_changed_stops_the_refresh(frozen_folder, name):
    path = frozen_folder / name
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"10", b"11", 1) + b" ")
    with pytest.raises(frozen.FrozenError, match=name):
        frozen.read()


def test_a_frozen_file_that_is_gone_or_new_is_noticed(frozen_folder):
    (frozen_folder / "note.txt").write_text("x")
    with pytest.raises(frozen.FrozenError, match=r"note\.txt was added"):
        frozen.read()
    (frozen_folder / "note.txt").unlink()
    (frozen_folder / "figures.csv").unlink()
    with pytest.raises(frozen.FrozenError, match=r"figures\.csv is missing"):
        frozen.read()


def test_the_doctor_says_of_frozen_publications_what_a_refresh_would(frozen_folder):
    check = examined.found("frozen publications", doctor.examine(datetime.now(UTC)))
    assert (check.level, check.found) == ("ok", "1 as they were frozen")
    stranger = frozen_folder.parent / "copy"
    stranger.mkdir()
    check = examined.found("frozen publications", doctor.examine(datetime.now(UTC)))
    assert (check.level, "copy is not what was frozen" in check.found) == ("fail", True)
    assert "backup" in check.remedy and "move away" in check.remedy
    stranger.rmdir()
    (frozen_folder / "figures.csv").unlink()
    check = examined.found("frozen publications", doctor.examine(datetime.now(UTC)))
    assert (check.level, "figures.csv is missing" in check.found) == ("fail", True)


def test_a_renamed_or_removed_publication_is_noticed(frozen_folder):
    con = build([report("01", YEAR, {"B": 10})])
    freeze(con, "2025-12-01")
    elsewhere = frozen_folder.parent.parent / "elsewhere"
    frozen_folder.rename(elsewhere)
    with pytest.raises(frozen.FrozenError, match="is gone"):
        frozen.read()
    later = frozen_folder.with_name(frozen_folder.name.replace("2025-06", "2024-06"))
    elsewhere.rename(later)
    with pytest.raises(frozen.FrozenError, match="renamed"):
        frozen.read()


def test_the_same_is_frozen_once_and_nothing_is_overwritten(frozen_folder):
    con = build([report("01", YEAR, {"B": 10})])
    before = {p.name: p.read_bytes() for p in frozen_folder.iterdir()}
    other = freeze(con, note="corrected edition")
    assert other != frozen_folder
    assert freeze(con, note="corrected edition") == other
    assert {p.name: p.read_bytes() for p in frozen_folder.iterdir()} == before


def test_two_that_freeze_the_same_at_once_freeze_it_once(raw):
    con = build([report("01", YEAR, {"B": 10})])
    with ThreadPoolExecutor(4) as several:
        done = {*several.map(freeze, [con.cursor() for _ in range(4)])}
    assert len(done) == 1
    assert frozen.folders() == [*done]


def test_a_publication_says_what_it_was_made_of(frozen_folder):
    manifest = json.loads((frozen_folder / frozen.MANIFEST).read_text("utf-8"))
    assert set(manifest) == {
        "as_of",
        "report_year",
        "note",
        "by",
        "files",
        "created_at",
        "project_version",
        "git_commit",
        "sources_fingerprint",
        "rules_sha256",
        "earlier",
    }
    assert frozen_folder.name.startswith("2025-06-03-")


def test_a_publication_names_what_made_its_figures_not_what_froze_them(raw):
    con = build([report("01", YEAR, {"B": 10})])
    con.execute("update reference.refreshes set git_commit = 'of that day'")
    manifest = json.loads((freeze(con) / frozen.MANIFEST).read_text("utf-8"))
    assert (manifest["git_commit"], manifest["sources_fingerprint"]) == (
        "of that day",
        "of the test",
    )


def test_what_an_older_version_published_is_refreshed_before_it_is_frozen(raw):
    con = build([report("01", YEAR, {"B": 10})])
    con.execute("drop table reference.refreshes")
    with pytest.raises(vintages.FreezingError, match="run ipw refresh first"):
        freeze(con)


def test_a_clock_that_steps_back_keeps_the_order(frozen_folder):
    con = build([report("01", YEAR, {"B": 12})])
    then = datetime(2000, 1, 1, tzinfo=UTC)
    vintages.freeze(con, YEAR, date(2025, 6, 3), "again", "steward", then)
    first, second = frozen.read().publications
    assert (first.publication_id, second.note) == (frozen_folder.name, "again")
    assert second.created_at > first.created_at


def test_a_vintage_may_be_dated_366_days_ahead_and_no_more(raw):
    con = build([report("01", YEAR, {"B": 10})])
    now = datetime(2025, 6, 3, tzinfo=UTC)
    with pytest.raises(vintages.FreezingError, match="366 days ahead"):
        vintages.freeze(con, YEAR, date(2026, 6, 5), "print", "steward", now)
    assert vintages.freeze(con, YEAR, date(2026, 6, 4), "print", "steward", now)


def test_the_day_of_a_vintage_binds_its_own_year_alone(frozen_folder):
    con = build([report("01", YEAR - 1, {"B": 10})])
    assert freeze(con, as_of="2025-06-02", year=YEAR - 1).name < frozen_folder.name


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"year": 2019}, "nothing is published for 2019; published: 2024"),
        ({"as_of": "2025-06-02"}, "lies before"),
        ({"as_of": "9999-12-31"}, "more than 366 days ahead.*give the day"),
        ({"note": "  "}, "--note is empty"),
    ],
)
def test_what_cannot_be_frozen_is_said(frozen_folder, changes, words):
    con = build([report("01", YEAR, {"B": 10})])
    with pytest.raises(vintages.FreezingError, match=words):
        freeze(con, **changes)


def test_a_report_that_goes_to_the_printer_is_dated_ahead(frozen_folder):
    con = build([report("01", YEAR, {"B": 12})])
    ahead = datetime.now(UTC).date() + timedelta(days=100)
    assert freeze(con, ahead.isoformat()).name.startswith(ahead.isoformat())


def test_frozen_numbers_come_back_to_the_last_digit(raw):
    folder = freeze(build([report("01", YEAR, {"B": 1, "C": "0,123456"})]))
    kept = [
        figure
        for figure in frozen.read().rows["publication_inputs"]
        if figure.locality_code == "01" and figure.line_code == "C"
    ]
    assert [figure.value for figure in kept] == [Decimal(123456)]
    assert folder.is_dir()


def test_the_name_of_a_decision_tears_no_row_of_a_frozen_file(raw):
    filed = report("01", YEAR, {"B": -1})
    made, cells = decision(filed.submission.submission_id, "CELL:B", "accept")
    named = dataclasses.replace(made, decision_id="letter of\r6 May")
    freeze(build([filed], [(named, cells)]))
    kept = frozen.read().rows["publication_inputs"]
    assert named.decision_id in {each.decision_ids for each in kept}


def test_a_refresh_stops_before_it_loads_anything(frozen_folder, tmp_path):
    figures = frozen_folder / "figures.csv"
    figures.chmod(0o644)
    figures.write_text(figures.read_text("utf-8").replace("cases", "CASES"), "utf-8")
    with (
        warehouse.connect(tmp_path / "w.duckdb") as con,
        pytest.raises(frozen.FrozenError, match="Nothing is published"),
    ):
        ingestion.load(con, datetime.now(UTC))
    with warehouse.connect(tmp_path / "w.duckdb") as con:
        assert con.execute("select count(*) from duckdb_tables()").fetchone() == (0,)
    assert issubclass(frozen.FrozenError, problems.failures())
    assert issubclass(vintages.FreezingError, problems.usage_errors())

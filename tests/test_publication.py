"""The folder of releases: what is forgotten, and what is none of ours."""

import csv
from pathlib import Path

import duckdb

from dagster_project import inert, locking, paths
from dagster_project.inquiry import lost_submissions
from dagster_project.publishing import datapackage, publication


def test_what_is_no_folder_among_the_releases_stays_and_stops_nothing(
    place: Path,
) -> None:
    releases = paths.build() / "releases"
    for name in (".incoming", "1", "2", "3", "4"):
        (releases / name).mkdir(parents=True)
    paths.published().symlink_to(releases / "4")
    strays = [releases / name for name in (".DS_Store", ".nfs01", "0 notes", "notes")]
    for stray in strays:
        stray.touch()
    strays.append(releases / "latest")
    strays[-1].symlink_to("4")
    strays.append(releases / ".to nothing")
    strays[-1].symlink_to("nowhere")
    publication.heal()
    publication.forget()
    kept = [releases / name for name in ("2", "3", "4")]
    assert publication.releases() == kept
    assert sorted(releases.iterdir()) == sorted([*kept, *strays])
    assert lost_submissions.lost() == []


def test_a_release_whose_refresh_failed_takes_no_room(place: Path) -> None:
    releases = paths.build() / "releases"
    for name in (".incoming", "1"):
        (releases / name).mkdir(parents=True)
    with locking.lock_if_free() as is_free:
        assert is_free
        publication.abandon()  # of somebody who is at work now
        assert (releases / ".incoming").is_dir()
    publication.abandon()
    assert [each.name for each in releases.iterdir()] == ["1"]


def test_without_a_folder_of_releases_nothing_is_forgotten(place: Path) -> None:
    publication.heal()
    publication.forget()
    assert publication.releases() == []


def test_a_character_that_no_text_holds_is_written_out_in_the_csv_files(
    tmp_path: Path,
) -> None:
    texts = ["2\0", "=\x1b[31m\u202e1", "\x85\x7f", "a\tb\r\nc", "ấ“”", "", None]
    texts += ["a;=1;+2", '\n"\n""-1', "a\t＝\0", "\t=\r@", ";;\x1b=", "- a\n- b"]
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create table marts.t (said varchar)")
        connection.executemany("insert into marts.t values (?)", [[x] for x in texts])
        datapackage.export(connection, tmp_path)
        kept = connection.execute(
            "from parquet_scan(?)", [f"{tmp_path}/parquet/t.parquet"]
        )
        assert [x for (x,) in kept.fetchall()] == texts
    with (tmp_path / "csv" / "t.csv").open(encoding="utf-8", newline="") as file:
        found = [row[0] if row else "" for row in csv.reader(file)][1:]
    assert found == [inert.for_spreadsheet(x) or "" for x in texts]
    assert found[:2] == ["2\\x00", "'=\\x1b[31m\\u202e1"]

"""`ipw doctor` and `ipw refresh` on a release that was hurt, or lost its sources."""

import json
import os
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from dagster_project import paths
from dagster_project.inquiry import lost_submissions
from dagster_project.operations import doctor
from tests.examined import found
from tests.installation import Installation

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def released(name: str, submission_ids: list[str]) -> Path:
    """A small release in force that lists these submissions."""
    release = paths.build() / "releases" / name
    (release / "site").mkdir(parents=True)
    (release / "site" / "index.html").write_text("<!doctype html>")
    (release / "datapackage.json").write_text(json.dumps({"created": str(NOW)}))
    with duckdb.connect(str(release / "warehouse.duckdb")) as connection:
        connection.execute("create schema reference")
        connection.execute(
            "create table reference.dim_submissions as"
            " select unnest($1::varchar[]) as submission_id",
            [submission_ids],
        )
    sums = (
        f"{sha256((release / file).read_bytes()).hexdigest()}  {file}\n"
        for file in ("datapackage.json", "warehouse.duckdb")
    )
    (release / "SHA256SUMS").write_text("".join(sums))
    paths.published().unlink(missing_ok=True)
    paths.published().symlink_to(release)
    return release


def publication() -> doctor.Check:
    return found("publication", doctor.examine(NOW))


def submissions() -> doctor.Check:
    return found("published submissions", doctor.examine(NOW))


def received(place: Path) -> Path:
    (folder,) = (place / "raw" / "received").iterdir()
    return folder


def test_a_publication_that_was_changed_is_named(place: Path) -> None:
    release = released("1", [])
    assert publication().level == "ok"
    (release / "datapackage.json").write_text(
        json.dumps({"created": str(NOW), "edited": True})
    )
    check = publication()
    assert (check.level, "datapackage.json" in check.found) == ("fail", True)


@pytest.mark.parametrize("name", ["SHA256SUMS", "datapackage.json", "site/index.html"])
def test_a_publication_that_lacks_what_leads_to_it_is_published_anew(
    place: Path, name: str
) -> None:
    release = released("1", [])
    (release / name).unlink()
    check = publication()
    assert (check.level, name in check.found) == ("fail", True)
    assert check.remedy == "Run `ipw refresh`: it publishes anew."


@pytest.mark.parametrize("name", ["SHA256SUMS", "datapackage.json"])
def test_a_publication_whose_own_words_are_garbage_is_published_anew(
    place: Path, name: str
) -> None:
    release = released("1", [])
    (release / name).write_bytes(b"\xff\xfe garbage")
    check = publication()
    assert (check.level, "publishes anew" in check.remedy) == ("fail", True)


def test_a_publication_that_points_nowhere_is_published_anew(place: Path) -> None:
    release = released("1", [])
    shutil.rmtree(release)
    check = publication()
    assert (check.level, str(release) in check.found) == ("fail", True)
    assert check.remedy == "Run `ipw refresh`: it publishes anew."


# --- Submissions that were published and are gone


def test_a_published_submission_whose_folder_is_gone_is_named(place: Path) -> None:
    folder = received(place)
    released("1", [folder.name])
    assert submissions().level == "ok"
    shutil.rmtree(folder)
    check = submissions()
    assert (check.level, folder.name in check.found) == ("fail", True)
    assert "published submissions whose folder is gone" in check.found
    assert "backup" in check.remedy


def test_a_folder_whose_name_is_no_text_is_there(place: Path) -> None:
    (place / "raw" / "refused" / os.fsdecode(b"b\xe1o")).mkdir()
    released("1", ["b\\xe1o"])
    assert lost_submissions.lost() == []


def test_every_report_of_a_file_of_several_is_in_its_folder(place: Path) -> None:
    folder = received(place)
    ids = [f"{folder.name}.01.2024", f"{folder.name}.01.2024.2"]
    released("1", ids)
    assert lost_submissions.lost() == []
    shutil.move(folder, place / "raw" / "refused")  # one that was refused is there
    assert lost_submissions.lost() == []
    shutil.rmtree(place / "raw" / "refused" / folder.name)
    assert lost_submissions.lost() == ids


def test_what_is_gone_is_told_for_one_release_more(place: Path) -> None:
    """The daemon may have published without it before anybody looked."""
    released("1", ["20240101T000000000000Z-aaaaaaaaaaaa"])
    released("2", [received(place).name])
    assert submissions().level == "fail"
    released("3", [received(place).name])
    assert submissions().level == "ok"


def test_a_release_that_cannot_be_read_is_no_loss_of_a_submission(place: Path) -> None:
    release = released("1", ["gone"])
    (release / "warehouse.duckdb").write_bytes(b"garbage")
    assert submissions().level == "ok"
    assert publication().level == "fail"


def test_many_that_are_gone_are_counted_and_no_name_reaches_the_terminal_raw() -> None:
    shown = lost_submissions.shown([f"\x1b{number}" for number in range(7)])
    assert shown.endswith("\\x1b4 and 2 more")


def test_a_refresh_that_publishes_without_a_submission_says_so(
    copy: Installation, tmp_path: Path
) -> None:
    *_, folder = sorted((copy.raw / "received").iterdir())
    kept = folder.rename(tmp_path / folder.name)
    (copy.raw / "inbox").rename(tmp_path / "inbox")
    # Whatever else is missing of the release, a refresh publishes anew.
    shutil.rmtree(copy.build / "published" / "site")
    (copy.build / "published" / "datapackage.json").unlink()
    changed = next(copy.raw.glob("received/20251231*/*.csv"))
    came = changed.read_bytes()
    changed.write_bytes(came + b"\n")
    mistyped = copy.raw / "decisions" / "0-mistyped.json"
    mistyped.write_text("{", "utf-8")
    said = copy.ipw("refresh")
    mistyped.unlink()
    assert "decision files left out: 3, the first: 0-mistyped.json: The file" in said
    assert "1 published submissions whose file was changed" in said
    assert f"the first: {changed.parent.name}" in said
    assert "1 published submissions whose folder is gone" in said
    assert folder.name in said
    assert "Restore the folders from the backup and run `ipw refresh` again." in said
    assert (copy.raw / "inbox").is_dir()
    said = copy.ipw("doctor", expect=1)
    assert "fail published submissions" in said
    assert "ok   publication" in said
    kept.rename(folder)
    changed.write_bytes(came)
    assert "ok   published submissions" in copy.ipw("doctor")

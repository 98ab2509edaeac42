"""The folder of releases: what is forgotten, and what is none of ours."""

from pathlib import Path

from dagster_project import paths
from dagster_project.inquiry import lost_submissions
from dagster_project.publishing import publication


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


def test_without_a_folder_of_releases_nothing_is_forgotten(place: Path) -> None:
    publication.heal()
    publication.forget()
    assert publication.releases() == []

"""A refresh that is killed or cut off, and steps that are asked for alone."""

import random
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import pytest

from dagster_project import paths, warehouse
from dagster_project.operations import dagster_home
from dagster_project.publishing import publication
from tests.hurt import assert_nothing_lost_or_doubled, drop, working
from tests.installation import Installation, is_whole
from tests.processes import command_line

pytestmark = pytest.mark.xdist_group("hardening")


@pytest.mark.slow
def test_a_refresh_killed_in_dbt_and_at_a_random_moment_is_healed_by_the_next(
    copy: Installation, first: Installation
) -> None:
    drop(copy)
    running = copy.started()

    def building() -> list[psutil.Process]:
        """The second process while dbt holds the working file in it."""
        held = str(copy.build / "warehouse.duckdb")
        return [
            process
            for process in psutil.Process(running.pid).children()
            if "dagster_project.companion" in command_line(process)
            and held in {file.path for file in process.open_files()}
        ]

    def kill() -> bool:
        for second in building():
            second.kill()
            return True
        return False

    copy.wait_until(lambda: bool(building()), 60)
    time.sleep(random.uniform(0, 2))
    copy.wait_until(kill, 60)  # between its two parts it holds nothing
    said, _ = running.communicate(timeout=120)
    assert running.returncode == 1, said
    assert "second process" in said
    assert "last publication stands" in said
    assert copy.marts() == first.marts()

    # A second refresh is half of a first one, which lets dbt parse.
    moment = random.uniform(1, 0.4 * first.seconds)
    print(f"killed after {moment:.1f} s")
    running = copy.started()
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(moment)
    started = {command_line(process) for process in working(copy)} - {""}
    running.kill()
    running.communicate(timeout=60)  # nobody holds its output open
    copy.wait_until(lambda: not working(copy), 60)
    # Those end with the first one by themselves, whenever it is killed.
    ours = ("-m dagster_project", "resource_tracker", "submissions")
    assert all(any(name in each for name in ours) for each in started), started
    assert is_whole(copy.build / "published")
    assert copy.marts() == first.marts()
    copy.ipw("refresh")
    assert_nothing_lost_or_doubled(copy)
    assert copy.marts() == first.marts()


@pytest.mark.parametrize("left", ["incoming", "unswitched", "next link"])
@pytest.mark.slow
def test_a_publication_cut_off_in_a_step_is_cleared_up(
    inside: Installation, left: str
) -> None:
    """The three states in which a kill can leave the folder of releases."""
    releases = inside.build / "releases"
    now = datetime.now(UTC)
    current = paths.published().resolve()
    if left == "incoming":
        (releases / ".incoming-x").mkdir()
        (releases / ".incoming-x" / "warehouse.duckdb").write_bytes(b"half")
    elif left == "unswitched":
        shutil.copytree(current, releases / f"{now:%Y%m%dT%H%M%S%fZ}")
    else:
        (inside.build / ".published.next").symlink_to("nowhere")
    assert paths.published().resolve() == current
    release = publication.publish(now + timedelta(seconds=1))
    assert paths.published().resolve() == release.folder
    assert is_whole(release.folder)
    assert not list(releases.glob(".*"))


@pytest.mark.slow
def test_parts_of_what_dbt_wrote_are_never_read(
    inside: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while dbt writes: halves of its manifest and of its parse cache."""
    from dagster_project import dbt_runner

    for name in ("manifest.json", "partial_parse.msgpack"):
        half = paths.dbt_target() / name
        half.write_bytes(half.read_bytes()[:1000])
    assert dbt_runner.manifest()["nodes"]
    for kept in paths.dbt_target().glob("manifest-*.json"):
        kept.unlink()
    assert dbt_runner.manifest()["nodes"]


@pytest.mark.parametrize(
    "asked",
    [["validation", "failures"], ["reporting", "steward_report"]],
    ids=lambda asset: asset[1],
)
@pytest.mark.slow
def test_one_step_may_be_asked_for_alone_and_then_the_publication(
    inside: Installation, asked: list[str]
) -> None:
    """As Dagster's page does it with one asset: from what the last refresh built."""
    import dagster as dg

    from dagster_project.definitions import defs

    dagster_home.prepare()
    before = inside.marts()
    job = defs.resolve_job_def("refresh_warehouse")
    with dg.DagsterInstance.get() as instance:
        for asset in (asked, ["published", "warehouse"]):
            selection = [dg.AssetKey(asset)]
            if asset == ["validation", "failures"]:
                selection.append(dg.AssetKey(["validation", "expectation_results"]))
            assert job.execute_in_process(
                instance=instance, asset_selection=selection
            ).success
    assert is_whole(paths.published().resolve())
    assert inside.marts() == before
    assert not list((inside.build / "releases").glob(".*"))


@pytest.mark.slow
def test_a_step_that_is_asked_for_before_its_turn_publishes_and_answers_nothing(
    inside: Installation,
) -> None:
    """A report arrives; then one asset after another is asked for on Dagster's page."""
    import dagster as dg

    from dagster_project import assets, companion, refreshing
    from dagster_project.definitions import defs
    from dagster_project.site import pages as site

    before, answers = inside.marts(), sorted(paths.acknowledgements().iterdir())
    job = defs.resolve_job_def("refresh_warehouse")
    raw = [f"raw/{name}" for name in ("received_files", *assets.RAW_TABLES)]
    models = [key.to_user_string() for key in assets.models.keys]
    judged = [f"validation/{name}" for name in ("failures", "expectation_results")]
    dagster_home.prepare()
    paths.inbox().mkdir(exist_ok=True)
    sent = '{"report_year": 2024, "locality_code": "22", "cells": {"A": "1"}}'
    (paths.inbox() / "new.json").write_text(sent)

    def asked(*names: str) -> str:
        """What it says where it fails; nothing where it succeeds."""
        keys = [dg.AssetKey(name.split("/")) for name in names]
        with dg.DagsterInstance.get() as instance:
            result = job.execute_in_process(
                instance=instance, asset_selection=keys, raise_on_error=False
            )
        return "" if result.success else refreshing._causes(result)

    pages, published, answered = (
        "reporting/steward_report", "published/warehouse", "reporting/acknowledgements",
    )  # fmt: skip
    assert asked(*raw) == ""
    for step in (pages, published, answered):
        assert "The models were not built" in asked(step)
    assert asked(*raw, *models) == ""
    assert "has not judged" in asked(published)
    # Nobody may clear away what is drawn meanwhile.
    assert companion.is_begun(site.draw, *publication._drawing())
    assert "is not published" in asked(answered)
    assert asked(*judged) == ""
    assert "pages for stewards are of another refresh" in asked(published)
    assert inside.marts() == before
    assert sorted(paths.acknowledgements().iterdir()) == answers
    assert [asked(step) for step in (pages, published, answered)] == ["", "", ""]
    assert len(list(paths.acknowledgements().iterdir())) == len(answers) + 1
    assert asked("marts/annual_indicators") == ""  # one model alone is built, too


@pytest.mark.slow
def test_a_refresh_begins_to_build_before_its_models_are_asked_for(
    inside: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dagster's run in this process names an empty selection, which is none."""
    from dagster_project import companion, modelling, refreshing

    begin, begun = companion.begin, []

    def begin_and_note(function: Callable[..., Any], *arguments: Any) -> None:
        begun.append(function)
        if function is publication.build:
            raise KeyError("what comes after that is not asked here")
        begin(function, *arguments)

    monkeypatch.setattr(companion, "begin", begin_and_note)
    with pytest.raises(refreshing.RefreshError, match="not asked here"):
        refreshing.refresh(lambda _: None)
    assert begun.index(modelling.lay_foundation) < begun.index(publication.build)


@pytest.mark.slow
def test_the_raw_tables_asked_for_alone_begin_no_build(inside: Installation) -> None:
    """Else dbt would hold the working file when nobody refreshes any more."""
    import dagster as dg

    from dagster_project import assets, companion
    from dagster_project.definitions import defs

    dagster_home.prepare()
    raw = [dg.AssetKey(["raw", table]) for table in assets.RAW_TABLES]
    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def("refresh_warehouse")
        assert job.execute_in_process(instance=instance, asset_selection=raw).success
    assert not companion.is_begun(publication.build)
    with warehouse.connect() as connection:  # nobody holds it
        assert connection.execute("from duckdb_tables() where schema_name = 'marts'"
                                  ).fetchall() == []  # fmt: skip
    assert is_whole(paths.published().resolve())

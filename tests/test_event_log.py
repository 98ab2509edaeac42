"""The event log that keeps its engines: Dagster's own reads all that it wrote."""

import os
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from dagster_project import dagster_home, paths
from dagster_project.event_log import KeptSqliteEventLogStorage


@dg.asset
def first() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 3}, tags={"kind": "tried"})


@dg.asset(deps=[first])
def second() -> None: ...


@dg.asset_check(asset=first)
def holds() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    monkeypatch.setenv("DAGSTER_HOME", os.environ.get("DAGSTER_HOME", ""))
    dagster_home.prepare()
    return paths.dagster_home()


def test_dagsters_own_storage_reads_every_event_that_this_one_wrote(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, KeptSqliteEventLogStorage)
        runs = [
            dg.materialize([first, second, holds], instance=instance).run_id
            for _ in range(2)
        ]
        ours = [instance.all_logs(run) for run in runs]
        records = instance.get_asset_records([first.key, second.key])
    theirs = SqliteEventLogStorage(str(home / "history" / "runs"))
    assert [theirs.get_logs_for_run(run) for run in runs] == ours
    assert all(len(logs) > 15 for logs in ours)
    found = theirs.get_asset_records([first.key, second.key])
    assert found == records
    assert {record.asset_entry.last_run_id for record in found} == {runs[1]}
    assert all(
        record.asset_entry.last_materialization_record.run_id == runs[1]
        for record in found
    )
    checked = theirs.get_asset_check_execution_history(
        dg.AssetCheckKey(first.key, "holds"), limit=9
    )
    assert [each.run_id for each in checked] == runs[::-1]


def test_an_event_of_which_a_part_cannot_be_stored_is_not_stored_at_all(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row in the run's file and its row in the index are one transaction each."""
    with dg.DagsterInstance.get() as instance:
        storage = instance.event_log_storage
        run = dg.materialize([first], instance=instance).run_id
        event = next(
            each
            for each in storage.get_logs_for_run(run)
            if each.is_dagster_event
            and each.get_dagster_event().is_step_materialization
        )
        before = len(storage.get_logs_for_run(run))

        def full(*_: object) -> None:
            raise OSError("No space left on device")

        monkeypatch.setattr(storage, "_store_asset_event", full)
        with pytest.raises(OSError, match="No space"):
            storage.store_event(event)
        assert len(storage.get_logs_for_run(run)) == before
        monkeypatch.undo()
        storage.store_event(event)
        assert len(storage.get_logs_for_run(run)) == before + 1

"""The event log that keeps its engines: Dagster's own reads all that it wrote."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from dagster_project import paths
from dagster_project.operations import dagster_home
from dagster_project.operations.event_log import KeptSqliteEventLogStorage, _make


@dg.asset
def first() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 3}, tags={"kind": "tried"})


@dg.asset(deps=[first])
def second() -> None: ...


@dg.multi_asset(
    specs=[
        dg.AssetSpec("third", deps=[first]),
        dg.AssetSpec("fourth", deps=["third", first]),
        dg.AssetSpec("fifth", deps=["third", "fourth"]),
    ]
)
def in_one_step() -> Iterator[dg.MaterializeResult[None]]:
    for name in ("third", "fourth", "fifth"):
        yield dg.MaterializeResult(name, data_version=dg.DataVersion(str(uuid4())))


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


def test_what_a_table_was_made_from_is_what_the_same_run_made(home: Path) -> None:
    for _ in range(2):
        with dg.DagsterInstance.get() as instance:
            run = dg.materialize([first, in_one_step], instance=instance).run_id
        theirs = SqliteEventLogStorage(str(home / "history" / "runs"))
        keys = [dg.AssetKey(name) for name in ("first", "third", "fourth", "fifth")]
        latest = {
            record.asset_entry.asset_key.to_user_string(): (
                record.asset_entry.last_materialization_record
            )
            for record in theirs.get_asset_records(keys)
        }
        assert {record.run_id for record in latest.values()} == {run}
        for name, parents in {"fourth": ["first", "third"], "fifth": ["third"]}.items():
            tags = latest[name].asset_materialization.tags
            for parent in parents:
                made = latest[parent].asset_materialization.tags
                pointer = tags[f"dagster/input_event_pointer/{parent}"]
                assert pointer == str(latest[parent].storage_id)
                version = tags[f"dagster/input_data_version/{parent}"]
                assert version == made["dagster/data_version"]


def test_the_file_of_each_run_is_made_as_dagster_makes_it(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        runs = [dg.materialize([first], instance=instance).run_id for _ in range(3)]

    def made(run: str) -> list[object]:
        file = sqlite3.connect(home / "history" / "runs" / f"{run}.db")
        try:
            tables = file.execute(
                "select type, name, sql from sqlite_master order by 2"
            )
            version = file.execute("select * from alembic_version")
            mode = file.execute("pragma journal_mode")
            return [x.fetchall() for x in (tables, version, mode)]
        finally:
            file.close()

    # Dagster made the first, in this process
    assert made(runs[1]) == made(runs[2]) == made(runs[0])
    assert len(made(runs[0])[0]) > 20


def test_a_file_that_another_process_has_just_made_is_left_as_it_is(
    tmp_path: Path,
) -> None:
    file = sqlite3.connect(tmp_path / "run.db")
    file.execute("create table event_logs (id integer)")
    file.execute("insert into event_logs values (7)")
    file.commit()
    _make(file, "begin transaction; create table event_logs (id integer); commit;")
    assert file.execute("select * from event_logs").fetchall() == [(7,)]
    assert not file.in_transaction
    file.close()


def test_what_a_run_made_is_not_read_back_and_reads_as_it_is_stored(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [dg.AssetKey(name) for name in ("third", "fourth")]
    with dg.DagsterInstance.get() as instance:
        dg.materialize([first, in_one_step], instance=instance)
        storage = instance.event_log_storage
        remembered = storage.get_asset_records(keys)
        theirs = SqliteEventLogStorage(str(home / "history" / "runs"))
        by_key = {x.asset_entry.asset_key: x for x in theirs.get_asset_records(keys)}
        assert remembered == [by_key[key] for key in keys]
        # another run: what was made before it is read from the file again
        dg.materialize([first], instance=instance)
        asked: list[object] = []
        own = SqliteEventLogStorage.get_asset_records
        monkeypatch.setattr(
            SqliteEventLogStorage,
            "get_asset_records",
            lambda self, keys: asked.append(keys) or own(self, keys),
        )
        assert sorted(storage.get_asset_records(keys)) == sorted(remembered)
        assert asked == [keys]


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

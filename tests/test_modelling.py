"""dbt builds in two parts: before submissions are read, and from what they say."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from dagster_project import assets, dbt_runner, ingestion, modelling, paths, warehouse


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that has received nothing."""
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    (tmp_path / "raw").mkdir()
    paths.build().mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["DBT_TARGET", "DBT_PROFILE", "DBT_ENGINE_PROFILE"])
def test_what_another_dbt_project_has_set_is_no_matter(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "prod")
    assert listed("--select", "dim_localities")


def receive_nothing() -> None:
    """As the asset `raw_tables` does, beside the working file and then in it."""
    warehouse.start_anew(paths.judged())
    with warehouse.connect(paths.judged()) as connection:
        ingestion.load(connection, datetime.now(UTC))
    with warehouse.connect() as connection:
        raw = (f"raw.{table}" for table in assets.RAW_TABLES)
        warehouse.take_over(connection, raw, paths.judged())


def tables() -> set[str]:
    """Every table of the working file."""
    with warehouse.connect(read_only=True) as connection:
        return {
            f"{schema}.{table}"
            for schema, table in connection.execute(
                "select schema_name, table_name from duckdb_tables()"
            ).fetchall()
        }


def lay_ahead_with_a_mark() -> None:
    """A table more, to tell this file from one that is built anew."""
    modelling.lay_ahead()
    with warehouse.connect(paths.foundation()) as connection:
        connection.execute("create table main.laid_ahead as select 1 as one")


def listed(*selection: str) -> list[str]:
    """The nodes of dbt that a selection names."""
    command = "ls", "--exclude-resource-type", "unit_test"
    no_source = "--exclude-resource-type", "source"
    names: list[str] = dbt_runner.run_dbt(*command, *no_source, *selection).result
    return names


def test_each_node_of_dbt_is_built_once_before_or_after_receiving() -> None:
    before = listed(*modelling.FOUNDATION)
    after = listed(*modelling.FROM_RECEIVED)
    assert min(len(before), len(after)) > 20
    assert sorted(before + after) == sorted(listed())


@pytest.mark.slow
def test_a_build_is_the_same_with_its_foundation_laid_before_or_not(
    empty: Path,
) -> None:
    modelling.lay_foundation()
    assert {"reference.form_lines", "reference.dim_localities"} <= tables()
    receive_nothing()
    founded = modelling.build()
    with_foundation = tables()
    warehouse.start_anew(paths.warehouse())
    receive_nothing()
    assert [node.name for node in founded if not node.is_built] == []
    assert {node.unique_id for node in modelling.build()} == {
        node.unique_id for node in founded
    }
    assert tables() == with_foundation
    assert "marts.annual_indicators" in with_foundation


@pytest.mark.slow
def test_a_foundation_laid_ahead_begins_the_next_working_file_and_no_other(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_ahead_with_a_mark()
    modelling.lay_foundation()
    assert "main.laid_ahead" in tables()
    assert not paths.foundation().exists()
    receive_nothing()
    nodes = modelling.build()
    assert [node.name for node in nodes if not node.is_built] == []
    assert len({node.unique_id for node in nodes}) == len(listed())
    assert {"reference.form_lines", "marts.annual_indicators"} <= tables()

    # used once, not where it was lost, and not for other sources of the models
    modelling.lay_foundation()
    assert "main.laid_ahead" not in tables()
    lay_ahead_with_a_mark()
    paths.foundation().unlink()
    modelling.lay_foundation()
    assert "reference.form_lines" in tables()
    lay_ahead_with_a_mark()
    project = empty / "dbt"
    shutil.copytree(paths.DBT_PROJECT, project)
    (project / "models" / "new.sql").write_text("select 1 as one")
    monkeypatch.setattr(paths, "DBT_PROJECT", project)
    modelling.lay_foundation()
    assert "main.laid_ahead" not in tables()
    assert "new" in {name.partition(".")[2] for name in tables()}


def test_what_is_built_on_a_long_history_may_take_more_memory(tmp_path: Path) -> None:
    """Lists and windows do not go through the disk: ten million cells need it."""

    def bytes_for(size: int) -> int:
        file = tmp_path / "raw.duckdb"
        file.touch()
        os.truncate(file, size)
        return int(warehouse.memory_to_build_on(file).removesuffix("B"))

    ours, machine = 10_000_000, psutil.virtual_memory().total
    assert warehouse.memory_to_build_on(tmp_path / "none") == warehouse.MEMORY_LIMIT
    assert bytes_for(ours) == 1_000_000_000
    assert bytes_for(3 * ours) == min(1_500_000_000, machine // 2)
    assert bytes_for(10_000 * ours) == machine // 2


def test_a_long_history_is_built_by_all_cores_and_a_usual_one_by_one(
    tmp_path: Path,
) -> None:
    """Ten years are 10 MB with the seeds, a million cells 17."""
    file = tmp_path / "raw.duckdb"
    for megabytes, threads in ((10, 1), (17, os.cpu_count())):
        file.touch()
        os.truncate(file, megabytes * 1_000_000)
        assert warehouse.threads_to_build_on(file) == threads


def test_what_another_version_parsed_since_is_not_parsed_on(empty: Path) -> None:
    """One that an upgrade was taken back to, and that knows no note of ours."""
    paths.dbt_target().mkdir(parents=True)
    parse = paths.dbt_target() / "partial_parse.msgpack"
    parse.write_bytes(b"ours")
    dbt_runner._note_the_parse()
    dbt_runner._forget_the_parse_of_others()
    assert parse.exists()
    os.utime(parse, (1, 1))
    dbt_runner._forget_the_parse_of_others()
    assert not parse.exists()


@pytest.mark.slow
def test_a_project_that_was_moved_is_built_from_where_it_is_now(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """dbt keeps with what it parsed where the seeds lay."""
    monkeypatch.setattr(dbt_runner, "_preloaded", {})
    project = empty / "dbt"
    shutil.copytree(paths.DBT_PROJECT, project)
    with monkeypatch.context() as before:
        before.setattr(paths, "DBT_PROJECT", project)
        dbt_runner.run_dbt("parse", "--no-write-json")
    shutil.rmtree(project)
    seeded = dbt_runner.run_dbt("seed", "--select", "report_years")
    assert [str(each.status) for each in seeded.result.results] == ["success"]


@pytest.mark.slow
def test_nothing_is_built_on_a_foundation_that_broke(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = empty / "dbt"
    shutil.copytree(paths.DBT_PROJECT, project)
    with (project / "seeds" / "report_years.csv").open("a", encoding="utf-8") as file:
        file.write("last year,,,\n")
    monkeypatch.setattr(paths, "DBT_PROJECT", project)
    modelling.lay_foundation()
    receive_nothing()
    told: list[str] = []
    nodes = modelling.build(lambda node: told.append(node.name))
    assert told == [node.name for node in nodes]
    assert "report_years" in [node.name for node in nodes if node.is_failed]
    assert "marts.annual_indicators" not in tables()

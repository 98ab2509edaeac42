"""What the YAML of a table promises is proven when the table is made.

A small dbt project of its own with our macros, in which each model breaks one promise.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project import paths

KEY = {"type": "primary_key", "columns": ["code"]}
KINDS = "kind in ('hard', 'soft')"
CODE = {"name": "code", "description": "A code.", "data_type": "varchar"}
AMOUNT = {
    "name": "amount",
    "description": "An amount.",
    "data_type": "decimal(38,0)",
}
KIND = {
    "name": "kind",
    "description": "A kind.",
    "data_type": "varchar",
    "constraints": [{"type": "not_null"}, {"type": "check", "expression": KINDS}],
}
# name of a model: its SQL, and what dbt says of it; null where it keeps its promise.
MODELS = {
    "kept": ("select 'a' as code, 1::decimal(38, 0) as amount, 'soft' as kind", None),
    "of_another_type": (
        "select 'a' as code, 1.5::double as amount, 'soft' as kind",
        "number 2 is amount DOUBLE, not amount DECIMAL(38,0)",
    ),
    "of_another_name": (
        "select 'a' as code, 1::decimal(38, 0) as sum, 'soft' as kind",
        "number 2 is sum DECIMAL(38,0), not amount DECIMAL(38,0)",
    ),
    "of_another_order": (
        "select 1::decimal(38, 0) as amount, 'a' as code, 'soft' as kind",
        "number 1 is amount DECIMAL(38,0), not code VARCHAR",
    ),
    "of_fewer_columns": (
        "select 'a' as code, 1::decimal(38, 0) as amount",
        "number 3 is missing, not kind VARCHAR",
    ),
    "of_more_columns": (
        "select 'a' as code, 1::decimal(38, 0) as amount, 'soft' as kind, 1 as more",
        "number 4 is more INTEGER, not promised",
    ),
    "with_one_key_twice": (
        "select 'it''s' as code, 1::decimal(38, 0) as amount, 'soft' as kind"
        " from range(2)",
        "code = it's",
    ),
    "with_a_null_in_its_key": (
        "select null::varchar as code, 1::decimal(38, 0) as amount, 'soft' as kind",
        "two rows have one key, or a part of it is null: code = ",
    ),
    "with_a_null": (
        "select 'a' as code, 1::decimal(38, 0) as amount, null::varchar as kind",
        "a row breaks a promise: kind is null: {'code': a,",
    ),
    "with_a_forbidden_value": (
        "select 'a' as code, 1::decimal(38, 0) as amount, 'harsh' as kind",
        f"a row breaks a promise: not ({KINDS}): {{'code': a,",
    ),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small project."""
    folder = tmp_path_factory.mktemp("contracts")
    _write_project(folder)
    return folder


@pytest.fixture(scope="module")
def said(root: Path) -> Iterator[dict[str, Any]]:
    """What dbt says of each node of the small project."""
    outcome = _built(root)
    assert outcome.result is not None, outcome.exception
    with duckdb.connect(str(root / "small.duckdb")) as connection:
        made = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables()"
                " union all select view_name from duckdb_views() where not internal"
            ).fetchall()
        }
    yield {
        each.node.name: (each.status, each.message, each.node.name in made)
        for each in outcome.result
    }


def _built(root: Path) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    try:
        return dbtRunner().invoke(
            [
                *("build", "--quiet", "--no-write-json"),
                *("--project-dir", str(root), "--profiles-dir", str(root)),
                *("--log-path", str(root), "--target-path", str(root / "target")),
            ]
        )
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _write_project(root: Path) -> None:
    for folder in ("macros", "models", "seeds"):
        (root / folder).mkdir()
    for name in ("materializations", "proof", "comments", "sentences"):
        shutil.copy(paths.DBT_PROJECT / "macros" / f"{name}.sql", root / "macros")
    project = {
        "name": "small",
        "profile": "small",
        "models": {"+materialized": "table"},
        "flags": {"send_anonymous_usage_stats": False},
    }
    outputs = {"duckdb": {"type": "duckdb", "path": str(root / "small.duckdb")}}
    _as_yaml(root / "dbt_project.yml", project)
    _as_yaml(root / "profiles.yml", {"small": {"target": "duckdb", "outputs": outputs}})
    for name, (sql, _) in MODELS.items():
        (root / "models" / f"{name}.sql").write_text(sql, "utf-8")
    promised = [
        {
            "name": name,
            "config": {"contract": {"enforced": True}},
            "constraints": [KEY],
            "columns": [CODE, AMOUNT, KIND],
        }
        for name in MODELS
    ]
    (root / "models" / "without_a_contract.sql").write_text(
        "select 'a' as code, 'harsh' as kind, 1 as more", "utf-8"
    )
    promised.append(
        {
            "name": "without_a_contract",
            "constraints": [KEY],
            "columns": [{"name": "code"}, KIND],
        }
    )
    (root / "models" / "with_an_unproven_promise.sql").write_text("select 1 as code")
    promised.append(
        {
            "name": "with_an_unproven_promise",
            "constraints": [{"type": "check", "expression": "code > 0"}],
        }
    )
    for name, kind in (("view_kept", "soft"), ("view_broken", "harsh")):
        (root / "models" / f"{name}.sql").write_text(
            '{{ config(materialized="view") }}'
            f" select code, '{kind}' as kind from {{{{ ref('kept') }}}}",
            "utf-8",
        )
        promised.append({"name": name, "columns": [{"name": "code"}, KIND]})
    (root / "seeds" / "planted.csv").write_text("code,kind\na,\n", "utf-8")
    seed = {
        "name": "planted",
        "config": {"column_types": {"code": "varchar", "kind": "varchar"}},
        "columns": [{"name": "code"}, {**KIND, "constraints": [{"type": "not_null"}]}],
    }
    _as_yaml(root / "models" / "_models.yml", {"version": 2, "models": promised})
    _as_yaml(root / "seeds" / "_seeds.yml", {"version": 2, "seeds": [seed]})


def _as_yaml(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content), "utf-8")  # JSON is YAML


@pytest.mark.parametrize("name", [name for name in MODELS if name != "kept"])
def test_a_table_that_breaks_its_contract_is_not_made_and_says_why(
    said: dict[str, Any], name: str
) -> None:
    status, message, is_made = said[name]
    assert status == "error"
    assert not is_made
    assert (MODELS[name][1] or "") in message, message
    assert name in message


def test_a_table_that_keeps_its_contract_is_made(said: dict[str, Any]) -> None:
    assert said["kept"][0] == "success"
    assert said["kept"][2]


def test_a_promise_holds_without_a_contract_and_in_a_seed(said: dict[str, Any]) -> None:
    for name, broken in (("without_a_contract", f"not ({KINDS})"), ("planted", "null")):
        status, message, is_made = said[name]
        assert status == "error"
        assert not is_made
        assert broken in message


def test_a_view_is_proven_as_a_table_is(said: dict[str, Any]) -> None:
    assert said["view_kept"][0::2] == ("success", True)
    status, message, is_made = said["view_broken"]
    assert (status, is_made) == ("error", False)
    assert f"not ({KINDS})" in message


def test_a_view_may_be_read_under_another_name_of_its_file(
    said: dict[str, Any], root: Path
) -> None:
    assert said["view_kept"][0] == "success"
    copy = shutil.copy(root / "small.duckdb", root / "renamed.duckdb")
    with duckdb.connect(str(copy), read_only=True) as connection:
        assert connection.execute("from view_kept").fetchall() == [("a", "soft")]


def test_a_promise_that_nothing_proves_is_refused(said: dict[str, Any]) -> None:
    status, message, is_made = said["with_an_unproven_promise"]
    assert status == "error"
    assert not is_made
    assert "nothing proves a constraint of the table of type check" in message


def test_a_sentence_is_filled_with_the_values_that_its_template_names(
    tmp_path: Path,
) -> None:
    _write_project(tmp_path)
    (tmp_path / "models" / "kept.sql").write_text(
        """select {{ filled("'{0}'", ['code'], {'cod': "'a'"}) }} as code""", "utf-8"
    )
    outcome = _built(tmp_path)
    assert not outcome.success
    assert "a template of code is filled with cod" in str(outcome.exception)

"""The house rules that a syntax tree or dbt's manifest can hold."""

import ast
import re
from pathlib import Path

import pytest

from dagster_project import dbt_runner, paths

PROJECT = paths.PROJECT
MODULES = [
    *sorted((PROJECT / "dagster_project").rglob("*.py")),
    *sorted((PROJECT / "expectations").rglob("*.py")),
]
KNOW_DAGSTER = {
    "assets",
    "automation",
    "definitions",
    "operations/dagster_home",
    "operations/doctor_dagster",
    "operations/event_log",
    "operations/launching",
    "operations/standby",
    "refreshing",
    "validation",
}
# The packages in the order of the flow: each knows those before it.
ROOMS = [
    "submissions",
    "intake",
    "decisions",
    "blank_form",
    "reporting",
    "site",
    "publishing",
    "inquiry",
    "annual",
    "operations",
]
LAYERS = ["raw", "reference", "staging", "intermediate", "facts", "marts", "validation"]


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_only_the_dagster_modules_import_dagster(path: Path) -> None:
    knows = any(
        name.split(".")[0] in {"dagster", "dagster_dbt"} for name in imports(path)
    )
    module = path.relative_to(PROJECT).with_suffix("").as_posix()
    assert knows == (module.removeprefix("dagster_project/") in KNOW_DAGSTER)


def test_every_package_is_one_of_the_flow() -> None:
    found = {path.parent.name for path in (PROJECT / "dagster_project").glob("*/*.py")}
    assert found == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_package_knows_only_those_before_it_in_the_flow(room: str) -> None:
    later = ROOMS[ROOMS.index(room) + 1 :]
    for path in sorted((PROJECT / "dagster_project" / room).rglob("*.py")):
        ours = [x for x in imports(path) if x.startswith("dagster_project.")]
        known = {name.split(".")[1] for name in ours}
        assert not known & set(later), path


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_nothing_imports_definitions_at_its_top(path: Path) -> None:
    top = ast.parse(path.read_text("utf-8")).body
    names = {
        name
        for node in top
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in (
            [f"{node.module}.{a.name}" for a in node.names]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    }
    assert "dagster_project.definitions" not in names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_a_heavy_library_is_imported_where_it_is_used(path: Path) -> None:
    heavy = {"great_expectations", "dbt", "pandas", "openpyxl", "altair", "docx"}
    # The one module over Great Expectations; `results.validate` imports it when called.
    heavy -= {"great_expectations"} if path.stem == "engine" else set()
    top = ast.parse(path.read_text("utf-8")).body
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in top
        if isinstance(node, ast.ImportFrom | ast.Import)
    }
    assert not {name.split(".")[0] for name in names} & heavy


def test_submissions_know_nothing_of_the_warehouse() -> None:
    for path in sorted((PROJECT / "dagster_project/submissions").glob("*.py")):
        assert not imports(path) & {
            "dagster_project.warehouse",
            "dagster_project.modelling",
            "dagster_project.dbt_runner",
            "duckdb",
        }, path


@pytest.fixture(scope="module")
def manifest() -> dict:
    return dbt_runner.manifest()


def models(manifest: dict) -> dict[str, dict]:
    return {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
    }


def test_only_staging_reads_a_source(manifest: dict) -> None:
    for key, node in models(manifest).items():
        if any(parent.startswith("source.") for parent in node["depends_on"]["nodes"]):
            assert node["schema"] == "staging", key


def test_layers_read_backwards_only(manifest: dict) -> None:
    nodes = manifest["nodes"]
    for key, node in models(manifest).items():
        for parent in node["depends_on"]["nodes"]:
            if parent.startswith("model."):
                read = nodes[parent]["schema"]
                allowed = LAYERS[: LAYERS.index(node["schema"]) + 1]
                # A dimension describes what came in: it reads up to intermediate.
                if node["schema"] == "reference":
                    allowed = [*allowed, "staging", "intermediate"]
                assert read in allowed, f"{key} reads {parent}"


def test_every_model_and_seed_says_what_one_row_is(manifest: dict) -> None:
    for key, node in manifest["nodes"].items():
        if node["resource_type"] in ("model", "seed"):
            assert node["description"].startswith("One row"), key


def test_facts_marts_and_reference_have_contracts_and_described_columns(
    manifest: dict,
) -> None:
    published = [
        node
        for node in models(manifest).values()
        if node["schema"] in ("facts", "marts", "reference")
    ]
    assert published
    for node in published:
        assert node["config"]["contract"]["enforced"], node["name"]
        for column in node["columns"].values():
            assert column["description"].strip(), f"{node['name']}.{column['name']}"


def test_no_figure_is_coalesced_to_zero(manifest: dict) -> None:
    for node in models(manifest).values():
        code = node["raw_code"].lower().replace(" ", "")
        assert "coalesce(value,0)" not in code, node["name"]


def test_models_ask_no_clock_and_no_chance(manifest: dict) -> None:
    for node in models(manifest).values():
        code = node["raw_code"].lower()
        for word in (
            "current_date",
            "current_timestamp",
            "now()",
            "random()",
            "today()",
        ):
            assert word not in code, f"{node['name']} uses {word}"


def test_make_starts_no_script_whose_first_line_is_a_path_to_be_quoted() -> None:
    """pip writes `#!/bin/sh` and `"…/python"`: a `"` or `$` in the path breaks it."""
    started = set(re.findall(r"\$\(BIN\)/([\w-]+)", (PROJECT / "Makefile").read_text()))
    assert started == {"python", "ruff", "uv"}  # the last two are programs

"""Steps that are asked for alone on Dagster's page, where nothing was refreshed yet."""

import os
import time
from pathlib import Path

import dagster as dg
import pytest

from dagster_project import assets, progress, refreshing
from dagster_project.definitions import defs
from dagster_project.operations import dagster_home


def asked(*names: str) -> dg.ExecuteInProcessResult:
    dagster_home.prepare()
    with dg.DagsterInstance.get() as instance:
        return defs.resolve_job_def("refresh_warehouse").execute_in_process(
            instance=instance,
            asset_selection=[dg.AssetKey(name.split("/")) for name in names],
            raise_on_error=False,
        )


@pytest.mark.parametrize(
    ("steps", "missing"),
    [
        (["marts/annual_indicators"], "raw tables are not loaded"),
        (
            ["validation/failures", "validation/expectation_results"],
            "models were not built",
        ),
        (["reporting/steward_report"], "models were not built"),
        (["published/warehouse"], "models were not built"),
        (["reporting/acknowledgements"], "models were not built"),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_a_step_asked_for_in_an_empty_build_folder_says_what_is_missing(
    steps: list[str], missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_BUILD", str(tmp_path))
    said = refreshing._causes(asked(*steps))
    assert missing in said
    assert "launch refresh_warehouse" in said


def test_dagster_s_page_says_how_many_rows_each_raw_table_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    done = asked(*(f"raw/{table}" for table in assets.RAW_TABLES))
    rows = {
        event.asset_key.path[-1]: event.metadata["dagster/row_count"].value
        for event in done.asset_materializations_for_node("raw_tables")
        if event.asset_key
    }
    assert rows == dict.fromkeys(assets.RAW_TABLES, 0) | {"refreshes": 1}


def test_the_same_bytes_again_are_not_counted_as_new_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    said: list[str] = []
    monkeypatch.setattr(progress, "_listeners", [said.append])
    (tmp_path / "raw" / "inbox").mkdir(parents=True)
    for name in ("once.pdf", "again.pdf"):
        path = tmp_path / "raw" / "inbox" / name
        path.write_text("%PDF-1.4")
        os.utime(path, (time.time() - 60,) * 2)
    asked("raw/received_files")
    assert said == ["received 1 new file, 1 of them refused; 1 came before"]

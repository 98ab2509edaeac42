"""Imports that are put off or done without: what they load is as it always was."""

import subprocess
import sys

from dagster_project import dbt_runner, paths

LAZY = """
import sys
from expectations import engine
print("scipy.stats._stats_py" in sys.modules, "altair.vegalite" in sys.modules)
from scipy import stats
print(stats.norm.cdf(0.0), "scipy.stats._stats_py" in sys.modules)
import scipy.stats as same
print(same is stats)
import altair.utils
import altair
print(altair.Chart.__name__, "altair.vegalite" in sys.modules)
"""
WITHOUT = """
import sys
from dagster_project import assets
print("dbt.contracts.results" in sys.modules, "dbt.version" in sys.modules)
from dbt.version import __version__
from dbt.cli.main import dbtRunner
print(__version__)
"""
FREEZING = """
import gc
from dagster_project import importing
importing.load("wave")
print(gc.get_freeze_count() > 0)
frozen = gc.get_freeze_count()
garbage = [[] for _ in range(1000)]
importing.load("wave")
print(gc.get_freeze_count() == frozen)
"""


def said_by(code: str) -> list[str]:
    """What a new process prints."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(
        command, cwd=paths.PROJECT, check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()


def test_great_expectations_loads_statistics_and_charts_only_where_they_are_used() -> (
    None
):
    before, norm, same, charts = said_by(LAZY)
    assert before == "False False"
    assert (norm, same, charts) == ("0.5 True", "True", "Chart True")


def test_dagster_dbt_loads_no_dbt_and_dbt_is_there_for_whoever_needs_it() -> None:
    dbt_runner.manifest_path()  # dbt parses where its files have changed
    loaded, version = said_by(WITHOUT)
    assert loaded == "False False"
    assert version.startswith("1.")


def test_what_is_loaded_already_keeps_no_garbage_alive() -> None:
    assert said_by(FREEZING) == ["True", "True"]

"""Every test worker has a build folder of its own; nothing writes into the project."""

import gc
import json
import os
import shutil
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dagster_project.operations import dagster_home
from tests import crowd, first_release, hostile
from tests.installation import Installation

if TYPE_CHECKING:
    from dagster import DagsterInstance

pytest_plugins = (
    "tests.acknowledged",
    "tests.browsing",
    "tests.decidable",
    "tests.hurt",
    "tests.inbox",
    "tests.marking",
    "tests.mart_rows",
    "tests.report_pages",
    "tests.site_pages",
    "tests.webhook",
)
PROJECT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """dbt's compiled SQL is cached between runs, one folder a worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ.setdefault("IPW_BUILD", str(PROJECT / "build" / "tests" / worker))
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "true")


# What takes a refresh to set up is set up in one worker only.
GROUPS = {
    "bundled": "pipeline",
    "first": "hardening",
    "crowd_of_sixty": "crowd",
    "five_localities": "test_marts",
    "reported_country": "test_report",
    "undecided": "test_stewardship",
}
LONGEST_FIRST = (
    "pipeline",
    "hardening",
    "crowd",
    "test_vintages",
    "test_agreement",
    "test_tracing",
)


def pytest_collection_finish() -> None:
    """What was imported and collected lives until the end: never look through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files are numbered: a workbook holds the second in which a worker made it."""
    return argname if isinstance(val, bytes) and len(val) > 50 else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that share an installation, or else a module, share a worker."""
    shared = [GROUPS[x] for x in getattr(item, "fixturenames", ()) if x in GROUPS]
    if shared or not item.get_closest_marker("xdist_group"):
        group = shared[0] if shared else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The groups that take longest begin first, so that no worker waits at the end."""
    order = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: order.get(_group(item), len(order)))


def _group(item: pytest.Item) -> str:
    (marker, *_) = item.iter_markers("xdist_group")
    return str(marker.args[0])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one received file; nothing built."""
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("IPW_BUILD", str(tmp_path / "build"))
    monkeypatch.delenv("IPW_WEBHOOK", raising=False)
    monkeypatch.setenv("DAGSTER_HOME", "")
    for name in ("inbox", "received", "refused", "decisions"):
        (tmp_path / "raw" / name).mkdir(parents=True)
    (tmp_path / "build").mkdir()
    digest = sha256(b"one").hexdigest()
    folder = tmp_path / "raw" / "received" / f"20250110T080000000000Z-{digest[:12]}"
    folder.mkdir()
    (folder / "a.csv").write_bytes(b"one")
    (folder / "receipt.json").write_text(json.dumps({"sha256": digest}))
    return tmp_path


@pytest.fixture
def instance(place: Path) -> Iterator["DagsterInstance"]:
    """Dagster's instance of `place`, with the committed settings."""
    import dagster as dg

    dagster_home.prepare()
    with dg.DagsterInstance.get() as instance:
        yield instance


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The bundled submissions, refreshed once by the real command."""
    installation = Installation(tmp_path_factory.mktemp("bundled"))
    shutil.copytree(PROJECT / "raw", installation.raw)
    begin = time.monotonic()
    installation.output = installation.ipw("refresh")
    installation.seconds = time.monotonic() - begin
    return installation


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The first release's raw/, refreshed once with the network cut."""
    installation = first_release.installed(tmp_path_factory.mktemp("first"))
    begin = time.monotonic()
    installation.output = first_release.refresh_offline(installation)
    installation.seconds = time.monotonic() - begin
    return installation


@pytest.fixture(scope="session")
def crowd_of_sixty(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Fifty sound files, ten broken in ten ways and some hostile, in one refresh."""
    return crowd.refreshed(tmp_path_factory.mktemp("crowd"), 50, 10, hostile.files())

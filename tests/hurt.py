"""The first release, refreshed, to be hurt by one test; what must hold after that."""

import shutil
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.installation import Installation, is_whole


@pytest.fixture
def copy(first: Installation, tmp_path: Path) -> Installation:
    """The first release, refreshed, to be hurt by one test."""
    shutil.copytree(first.raw, tmp_path / "raw")
    shutil.copytree(first.build, tmp_path / "build", symlinks=True)
    return Installation(tmp_path)


@pytest.fixture
def inside(copy: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """The same, also as the installation of this process."""
    monkeypatch.setenv("IPW_RAW", str(copy.raw))
    monkeypatch.setenv("IPW_BUILD", str(copy.build))
    return copy


def drop(installation: Installation) -> None:
    """A file that is refused, and bytes that came before: the marts stay the same."""
    inbox = installation.raw / "inbox"
    (inbox / "scan.pdf").write_bytes(b"%PDF-1.7 of today")
    (known,) = installation.raw.glob("received/20251231*/*.csv")
    shutil.copy(known, inbox / "again.csv")


def working(installation: Installation) -> list[psutil.Process]:
    """The processes that work for this installation, whoever is their parent now."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("IPW_BUILD") == str(installation.build):
                found.append(process)
    return found


def assert_nothing_lost_or_doubled(installation: Installation) -> None:
    """The first release and what `drop` put in: each once, nothing unfinished."""
    raw = installation.raw
    assert [path.name for path in (raw / "inbox").iterdir()] == []
    assert len(list((raw / "received").iterdir())) == 5
    assert sorted(
        path.name for path in (raw / "refused").rglob("*.pdf") if path.is_file()
    ) == ["Báo cáo quét.pdf", "scan.pdf"]
    assert len(list((raw / ".duplicates").glob("*.json"))) == 2
    assert not [*raw.rglob(".incoming-*"), *raw.glob("*journal*")]
    releases = installation.build / "releases"
    assert not [path for path in releases.iterdir() if path.name.startswith(".")]
    for release in releases.iterdir():
        assert is_whole(release)

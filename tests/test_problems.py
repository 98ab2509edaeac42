"""What is said of an error that is the machine's: the culprit and the remedy."""

import os
import resource
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project import durable, paths, problems
from tests import anybody


@pytest.mark.parametrize("name", ["raw", "build", "for temporary files"])
def test_a_full_disk_is_named_though_the_write_that_failed_names_no_file(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    temporary = Path(tempfile.gettempdir())
    of = {"raw": paths.raw(), "build": paths.build(), "for temporary files": temporary}
    plenty = durable.Room(2**40, None)

    def room(place: Path) -> durable.Room:
        return replace(plenty, free_bytes=4096) if place == of[name] else plenty

    monkeypatch.setattr(durable, "room", room)
    with pytest.raises(OSError) as raised, Path("/dev/full").open("w") as file:
        file.write("x")
        file.flush()
    said = problems.explain(raised.value)
    assert "The disk is full" in said
    assert said.endswith(f"Little room is left in {of[name]}.")


def test_too_few_open_files_are_said_with_the_remedy(place: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = [os.open(os.devnull, os.O_RDONLY)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (held[0] + 1, hard))
    try:
        with (
            pytest.raises(durable.ReceivingError, match="ulimit -n"),
            durable.explained("read", place),
        ):
            place.joinpath("x").write_text("x")
        with pytest.raises(OSError) as raised:
            os.open(os.devnull, os.O_RDONLY)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        os.close(held[0])
    assert "ulimit -n" in problems.explain(raised.value)


def test_no_folder_for_temporary_files_is_said_with_the_remedy() -> None:
    """Python passes over those that are full, too."""
    done = anybody.python(
        "import os, tempfile\n"
        "from dagster_project import problems\n"
        "tempfile._candidate_tempdir_list = lambda: ['/proc']\n"
        "try:\n    tempfile.gettempdir()\n"
        "except OSError as error:\n    print(problems.explain(error))\n"
    )
    assert "set TMPDIR to a folder with room" in done and "went away" not in done

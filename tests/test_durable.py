"""What reaches the disk is whole, and what does not is said."""

import os
import resource
from pathlib import Path

import pytest

from dagster_project import durable


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    durable.write(file, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            durable.write(file, b"n" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file], "half of it keeps a full disk full"


def test_a_tree_that_cannot_be_synced_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("a page")
    durable.sync_tree(tmp_path)
    with pytest.raises(FileNotFoundError, match="gone"):
        durable.sync_tree(tmp_path / "gone")


def test_a_copy_takes_regular_files_only_and_overwrites_none(tmp_path: Path) -> None:
    source, target = tmp_path / "report.csv", tmp_path / "copy.csv"
    source.write_bytes(b"line_code,value")
    copied = durable.copy(source, target)
    assert copied.size_bytes == len(b"line_code,value")
    assert target.read_bytes() == source.read_bytes()
    with pytest.raises(FileExistsError):
        durable.copy(source, target)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(durable.ChangedError):
        durable.copy(pipe, tmp_path / "of-the-pipe")


def test_a_fault_of_the_machine_names_the_file_and_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    with (
        pytest.raises(durable.ReceivingError, match=r"'report\.csv' in .*disk is full"),
        durable.explained("write", file),
    ):
        raise OSError(28, os.strerror(28))

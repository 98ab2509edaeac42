"""Jinja for every page: what is given is escaped, an unknown name is an error.

Templates stay as Python compiled them in the build folder: a process that draws once
would spend a third of its time on compiling them.
"""

import functools
import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from dagster_project import inert, paths
from dagster_project.reporting.text import severity_told

_OPTIONS: dict[str, Any] = {
    "undefined": jinja2.StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
}


def environment(folder: Path) -> jinja2.Environment:
    """The templates of a folder."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        bytecode_cache=_Compiled(),
        cache_size=-1,
        autoescape=True,
        finalize=_inert,
        **_OPTIONS,
    )
    made.globals["severity_told"] = severity_told
    return made


def _inert(value: object) -> object:
    """What is shown turns nothing round; what is escaped already stays so."""
    return type(value)(inert.for_page(value)) if isinstance(value, str) else value


def hash_of(files: Iterable[Path]) -> str:
    """A hash of the bytes of files, whatever their order."""
    digest = hashlib.sha256(jinja2.__version__.encode())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@functools.cache
def code() -> str:
    """A hash of everything but figures that a page is made by: the code, the form."""
    folders = ("dagster_project", "expectations", "dbt/seeds")
    files = (path for folder in folders for path in (paths.PROJECT / folder).rglob("*"))
    return hash_of(path for path in files if path.is_file() and path.suffix != ".pyc")


class _Compiled(jinja2.BytecodeCache):
    """Jinja trusts what was kept only while the template's own text is the same."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept, if anything was."""
        with suppress(OSError), _file(bucket).open("rb") as kept:
            bucket.load_bytecode(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where this process may write."""
        file = _file(bucket)
        part = file.with_name(f"{file.name}.{os.getpid()}")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(bucket.bytecode_to_string())
            part.replace(file)


def _file(bucket: Bucket) -> Path:
    # Compiled templates call `finalize` or do not.
    made_with = (jinja2.__version__, _OPTIONS, "finalize")
    key = hashlib.sha256(repr(made_with).encode()).hexdigest()[:16]
    return paths.templates() / key / bucket.key

"""dbt's project in this process: parse it, run a command of dbt. Never imports Dagster.

dbt's runner keeps DuckDB's lock until its connections are closed (dbt-duckdb #616), so
every command here closes them.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import filelock

from dagster_project import durable, importing, paths, warehouse

# What whoever works with another dbt project may have set; ours has one of each.
_ANOTHERS = ("DBT_TARGET", "DBT_PROFILE", "DBT_ENGINE_")


def run_dbt(
    *arguments: str,
    file: Path | None = None,
    callbacks: Sequence[Callable[[Any], None]] = (),
    before_closing: Callable[[], None] = lambda: None,
) -> Any:
    """Run one dbt command in this process on `file` or the working file; return its
    result.

    `callbacks` hear every event of dbt, from whichever of its threads;
    `before_closing` is called if all went well, while DuckDB's file is still open.
    Raises RuntimeError with dbt's message when dbt itself failed, not when a test of
    ours did: the caller judges those from the result.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    _set_environment(file or paths.warehouse())
    paths.dbt_target().mkdir(parents=True, exist_ok=True)
    with _lock():
        try:
            manifest = _preloaded.get(sources_fingerprint())
            if manifest is None:
                _forget_the_parse_of_others()
            runner = dbtRunner(manifest, list(callbacks))
            outcome = runner.invoke([*arguments, *_options()])
            if manifest is None:
                _note_the_parse()
            if outcome.success:
                before_closing()
        finally:
            DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise RuntimeError(f"dbt {arguments[0]}: {outcome.exception}")
    return outcome


def _note_the_parse() -> None:
    """Keep of which sources dbt has parsed what it keeps, where they lay, and when."""
    durable.write(_stamp(), _parsed_of(), sync=False)


def _forget_the_parse_of_others() -> None:
    """What dbt parsed of other sources, or of these in another place.

    It keeps where the seeds lay, and calls a description that was moved to another
    file and back one that is given twice.
    """
    if not _stamp().exists() or _stamp().read_bytes() != _parsed_of():
        _partial_parse().unlink(missing_ok=True)


def _parsed_of() -> bytes:
    """With its time, because another version may have parsed since, unnoted."""
    at = _partial_parse().stat().st_mtime_ns if _partial_parse().exists() else 0
    return f"{paths.DBT_PROJECT}\n{sources_fingerprint()}\n{at}".encode()


def _partial_parse() -> Path:
    return paths.dbt_target() / "partial_parse.msgpack"


def _stamp() -> Path:
    return paths.dbt_target() / "parsed-of.txt"


def _set_environment(file: Path) -> None:
    """What `dbt/profiles.yml` reads, and nothing of another project's."""
    os.environ["IPW_WAREHOUSE"] = str(file)
    os.environ["IPW_THREADS"] = str(warehouse.threads_to_build_on(file))
    os.environ["IPW_MEMORY_LIMIT"] = warehouse.memory_to_build_on(file)
    os.environ["IPW_JUDGED"] = str(paths.judged())
    for name in [each for each in os.environ if each.startswith(_ANOTHERS)]:
        del os.environ[name]


def _options() -> list[str]:
    return [
        f"--project-dir={paths.DBT_PROJECT}",
        f"--profiles-dir={paths.DBT_PROJECT}",
        f"--target-path={paths.dbt_target()}",
        f"--log-path={paths.dbt_target()}",
        # Every logged line costs a walk over the environment (dbt's env_scrubber);
        # what failed stands in the result.
        "--log-level=none",
        "--log-level-file=none",
    ]


_preloaded: dict[str, Any] = {}


def preload() -> None:
    """Parse now and keep dbt's manifest in memory: this process builds without it."""
    fingerprint = sources_fingerprint()
    if fingerprint in _preloaded:
        return
    with importing.uncollected():
        _preloaded[fingerprint] = run_dbt("parse", "--no-write-json").result


def sources_fingerprint() -> str:
    """A hash over every file that dbt reads: the version of the transformation."""
    digest = hashlib.sha256()
    for path in sorted(paths.DBT_PROJECT.rglob("*")):
        name = path.relative_to(paths.DBT_PROJECT)
        if path.suffix in {".sql", ".yml", ".csv"} and "target" not in name.parts:
            digest.update(str(name).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def manifest_path() -> Path:
    """dbt's manifest of the present files; parsed anew only when one changed.

    A copy of our own, named by what it was made from and written whole: dbt writes its
    own in place, and a process that is killed meanwhile leaves half of it.
    """
    kept = paths.dbt_target() / f"manifest-{sources_fingerprint()[:16]}.json"
    if kept.exists():
        return kept
    paths.dbt_target().mkdir(parents=True, exist_ok=True)
    with _lock():
        if kept.exists():  # another process was quicker
            return kept
        run_dbt("parse")
        part = kept.with_suffix(".part")
        shutil.copyfile(paths.dbt_target() / "manifest.json", part)
        for old in kept.parent.glob("manifest-*.json"):
            old.unlink(missing_ok=True)
        part.replace(kept)
    return kept


def _lock() -> filelock.BaseFileLock:
    """Two processes that write dbt's artifacts at once would read halves of them."""
    return filelock.FileLock(paths.dbt_target() / ".lock", is_singleton=True)


def manifest() -> dict[str, Any]:
    """dbt's manifest of the present files."""
    return json.loads(manifest_path().read_text("utf-8"))

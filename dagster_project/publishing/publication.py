"""The gate, and the atomic copy that analysts open.

A release is a folder of its own under `build/releases/`; `build/published` is a
symbolic link to the latest one, switched by one rename: a reader sees the old release
or the new one, whole, and whoever has the old file open keeps it. Never imports
Dagster.
"""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from dagster_project import (
    companion,
    durable,
    locking,
    modelling,
    paths,
    progress,
    warehouse,
)
from dagster_project.publishing import agreement, datapackage, in_step, release_file
from dagster_project.reporting.shares import Shares
from dagster_project.site import pages
from expectations import results

KEPT_RELEASES = 3
# Of verdicts that differ; where a road is wrong as a whole there are thousands.
SHOWN = 20
RELEASED = paths.published_warehouse().name
SITE = "site"


class PublicationError(Exception):
    """Our failure: nothing is published and the last release stands."""


@dataclass(frozen=True, slots=True)
class Release:
    """What was published: folder, number of tables, whether any of it is synthetic."""

    folder: Path
    tables: int
    is_synthetic: bool


def check_gate(connection: duckdb.DuckDBPyConnection) -> int:
    """Raise unless what was built may be published; return the rules judged twice.

    Raises PublicationError when an expectation raised, when the two roads disagree on
    a hard rule, or when a published column has no description.
    """
    raised = connection.execute(
        "select rule_id, exception_message"
        " from validation.expectation_results where raised order by all"
    ).fetchall()
    if raised:
        raise PublicationError(results.complaint(raised))
    differences = agreement.disagreements(connection)
    if differences:
        shown = "\n".join(f"  {difference}" for difference in differences[:SHOWN])
        if len(differences) > SHOWN:
            shown += f"\n  and {len(differences) - SHOWN} more"
        raise PublicationError(
            f"{len(differences)} verdicts differ between SQL and Great Expectations;"
            f" nothing is published:\n{shown}"
        )
    undescribed = connection.execute(
        "select schema_name || '.' || table_name || '.' || column_name"
        " from duckdb_columns() where database_name = current_database()"
        f" and schema_name in {release_file.SCHEMAS} and comment is null order by all"
    ).fetchall()
    if undescribed:
        names = ", ".join(name for (name,) in undescribed)
        raise PublicationError(f"columns without a description: {names}")
    (judged,) = connection.execute(
        "select coalesce(sum(evaluated_count), 0) from validation.expectation_results"
    ).fetchone() or (0,)
    return int(judged)


def build(tell: Callable[[modelling.BuiltNode], None]) -> list[modelling.BuiltNode]:
    """Have dbt build, and what is published copied while its file is written.

    Either takes a second of one core. `tell` as in `modelling.build`.
    """
    return modelling.build(tell, _copy_anew)


def begin() -> None:
    """Have the release made on the other core from what `build` left.

    The marts' files and the public pages are made from the copy; `publish` ends it.
    """
    companion.begin(pages.draw, *_drawing())
    companion.begin(datapackage.export_file, *_exporting())


def publish(now: datetime) -> Release:
    """Check the gate and publish what was begun, with what was judged since.

    Begins by itself where nothing was: somebody may ask for this step only. Raises
    PublicationError or OutOfStepError; the last release stands then.
    """
    if not companion.is_begun(pages.draw, *_drawing()):
        in_step.require_built()
        with release_file.beside(paths.warehouse()) as connection:
            # In its turn: what was begun for a step that failed may be at work there.
            companion.finish(heal)
            _copy_anew(connection)
        begin()
    incoming = _incoming()
    with release_file.beside(paths.warehouse()) as connection:
        in_step.require_judged_and_told(connection)
        check_gate(connection)
        # Not before: what may not be published yet stays begun for the next attempt.
        drawing = companion.begun(pages.draw, *_drawing())
        exporting = companion.begun(datapackage.export_file, *_exporting())
        # What the companion has not begun.
        is_ours = datapackage.export_file(*_exporting())
        if not is_ours:
            exporting.result()
        next(drawing.news(), None)  # it has closed the release's file
        tables, is_synthetic = release_file.complete(connection, incoming / RELEASED)
    # Not of the working file, where some marts are views.
    with warehouse.connect(incoming / RELEASED, read_only=True) as released:
        datapackage.describe(released, incoming, now, is_synthetic)
    pages.draw_along(*_drawing())
    verb = "kept" if drawing.result() else "wrote"
    if is_ours:
        exporting.result()
    Shares(incoming / SITE).withdraw()
    progress.step(f"{verb} {pages.count(incoming / SITE)} public pages")
    # The pages belong to the release that they describe.
    if paths.report().is_dir():
        shutil.copytree(paths.report(), incoming / "report", copy_function=durable.link)
    folder = incoming.with_name(f"{now:%Y%m%dT%H%M%S%fZ}")
    put_in_force(incoming, folder)
    return Release(folder, tables, is_synthetic)


def _copy_anew(built: duckdb.DuckDBPyConnection) -> None:
    """Begin a release in the making with a copy of what is published."""
    heal()
    _incoming().mkdir(parents=True)
    release_file.copy_built(built, _incoming() / RELEASED)


def put_in_force(incoming: Path, folder: Path) -> None:
    """Have a whole release on the disk under its name, then point at it."""
    durable.sync_tree(incoming)
    incoming.rename(folder)
    _switch(folder)


def _incoming() -> Path:
    """The release in the making; there is one at a time, as there is one refresh."""
    return paths.build() / "releases" / ".incoming"


def _exporting() -> tuple[Path, Path]:
    return _incoming() / RELEASED, _incoming()


def _drawing() -> tuple[Path, Path, Path]:
    return _incoming() / RELEASED, _incoming() / SITE, paths.published() / SITE


def heal() -> None:
    """Remove what an interrupted publication left."""
    for folder in _folders(".*"):
        shutil.rmtree(folder)


def abandon() -> None:
    """Give back the room of a release in the making whose refresh has failed.

    Where another refresh is at work it is that one's, which removed what it found.
    """
    companion.end()  # it may be writing there
    with suppress(OSError), locking.lock_if_free() as is_free:
        if is_free:
            heal()


def forget() -> None:
    """Remove releases beyond the kept ones, never the one that is in force."""
    current = paths.published().resolve()
    for folder in releases()[:-KEPT_RELEASES]:
        if folder != current:
            shutil.rmtree(folder)


def releases() -> list[Path]:
    """The whole releases that are kept, the latest last."""
    return _folders("[!.]*")


def _folders(pattern: str) -> list[Path]:
    """Ours are folders; a file (`.DS_Store`, `.nfs…`) or a link is somebody else's."""
    found = (paths.build() / "releases").glob(pattern)
    return sorted(each for each in found if each.is_dir() and not each.is_symlink())


def _switch(folder: Path) -> None:
    """Point `build/published` at `folder` by one rename.

    A plain folder of that name, from an earlier layout or made by hand, is moved aside
    and kept: it can be no link's target and no refresh should wait for a hand.
    """
    published = paths.published()
    if published.exists() and not published.is_symlink():
        published.rename(published.with_name(f"published.before-{folder.name}"))
    link = published.with_name(f".{published.name}.next")
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(folder, published.parent))
    link.replace(published)
    durable.sync_folder(published.parent)


def published_at() -> datetime | None:
    """When the release in force was made; None before the first."""
    manifest = paths.published() / "datapackage.json"
    if not manifest.exists():
        return None
    return datetime.fromisoformat(json.loads(manifest.read_text("utf-8"))["created"])

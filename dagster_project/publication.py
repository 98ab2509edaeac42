"""The gate, and the atomic copy that analysts open.

A release is a folder of its own under `build/releases/`; `build/published` is a
symbolic link to the latest one, switched by one rename: a reader sees the old release
or the new one, whole, and whoever has the old file open keeps it. Never imports
Dagster.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from dagster_project import (
    agreement,
    companion,
    datapackage,
    durable,
    modelling,
    paths,
    progress,
    warehouse,
)
from dagster_project.reporting.shares import Shares
from dagster_project.site import pages

SCHEMAS = ("reference", "facts", "marts", "validation")
KEPT_RELEASES = 3
RELEASED = paths.published_warehouse().name
SITE = "site"
SYNTHETIC = (
    " This build holds synthetic submissions (reference.dim_submissions.is_synthetic)."
)


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
        "select suite, rule_id, exception_message"
        " from validation.expectation_results where raised order by all"
    ).fetchall()
    if raised:
        raise PublicationError(f"Great Expectations could not judge: {raised}")
    differences = agreement.disagreements(connection)
    if differences:
        shown = "\n".join(f"  {difference}" for difference in differences)
        raise PublicationError(
            f"{len(differences)} verdicts differ between SQL and Great Expectations;"
            f" nothing is published:\n{shown}"
        )
    undescribed = connection.execute(
        "select schema_name || '.' || table_name || '.' || column_name"
        " from duckdb_columns() where database_name = current_database()"
        f" and schema_name in {SCHEMAS} and comment is null order by all"
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
    PublicationError; the last release stands then.
    """
    if not companion.is_begun(pages.draw, *_drawing()):
        with beside(paths.warehouse()) as connection:
            _copy_anew(connection)
        begin()
    incoming = _incoming()
    drawing = companion.begun(pages.draw, *_drawing())
    exporting = companion.begun(datapackage.export_file, *_exporting())
    with beside(paths.warehouse()) as connection:
        check_gate(connection)
        # What the companion has not begun.
        is_ours = datapackage.export_file(*_exporting())
        if not is_ours:
            exporting.result()
        next(drawing.news(), None)  # it has closed the release's file
        tables, is_synthetic = complete(connection, incoming, now)
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
    copy_built(built, _incoming() / RELEASED)


def copy_built(built: duckdb.DuckDBPyConnection, release: Path) -> None:
    """Copy the published tables into a new file, with their comments."""
    built.execute("use warehouse")
    with _attached(built, release):
        for schema in SCHEMAS:
            built.execute(f"create schema release.{schema}")
        _copy(built, _described(built))


def complete(
    connection: duckdb.DuckDBPyConnection, folder: Path, now: datetime
) -> tuple[int, bool]:
    """Add to a copy what was judged since, and describe all data in its folder.

    `connection` is one of `beside`. Returns the number of tables and whether any of it
    is synthetic, which every table of figures says then.
    """
    tables, is_synthetic = _judged_since(connection, folder / RELEASED)
    datapackage.describe(connection, folder, now, is_synthetic)
    return tables, is_synthetic


def _judged_since(
    connection: duckdb.DuckDBPyConnection, release: Path
) -> tuple[int, bool]:
    (is_synthetic,) = connection.execute(
        "select bool_or(is_synthetic) from reference.dim_submissions"
    ).fetchone() or (None,)
    tables = _described(connection)
    with _attached(connection, release):
        copied = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = 'release'"
        ).fetchall()
        _copy(connection, [each for each in tables if each[:2] not in copied])
        for schema, table, comment, *_ in tables if is_synthetic else ():
            if schema in ("marts", "facts"):
                text = _quoted((comment or "") + SYNTHETIC)
                name = f'release.{schema}."{table}"'
                connection.execute(f"comment on table {name} is '{text}'")
    release.chmod(0o444)
    return len(tables), bool(is_synthetic)


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


@contextmanager
def beside(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A file read-only, so that another process may read it too, in a connection that
    can write other files.
    """
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"set threads = {warehouse.threads(database)}")
        connection.execute(f"set memory_limit = '{warehouse.MEMORY_LIMIT}'")
        connection.execute(
            f"set temp_directory = '{_quoted(paths.build() / 'spilled')}'"
        )
        # As in dbt/profiles.yml: half of the time, and no larger a file.
        connection.execute("set force_compression = 'dictionary'")
        connection.execute(
            f"attach '{_quoted(database)}' as warehouse (read_only); use warehouse"
        )
        yield connection


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, release: Path) -> Iterator[None]:
    """A release's file as `release`, in one transaction: each statement alone would be
    a commit.
    """
    connection.execute(f"attach '{_quoted(release)}' as release")
    connection.begin()
    try:
        yield
    except BaseException:
        # Left to DuckDB's destructor, a rollback that fails ends the process.
        with suppress(duckdb.Error):
            connection.rollback()
        raise
    connection.commit()
    connection.execute("detach release")


def heal() -> None:
    """Remove what an interrupted publication left."""
    for folder in (paths.build() / "releases").glob(".*"):
        shutil.rmtree(folder)


def forget() -> None:
    """Remove releases beyond the kept ones, never the one that is in force."""
    current = paths.published().resolve()
    for folder in releases()[:-KEPT_RELEASES]:
        if folder != current:
            shutil.rmtree(folder)


def releases() -> list[Path]:
    """The whole releases that are kept, the latest last."""
    return sorted((paths.build() / "releases").glob("[!.]*"))


def _copy(connection: duckdb.DuckDBPyConnection, tables: list[tuple[Any, ...]]) -> None:
    """Copy tables of `_described` into `release`, with their comments."""
    for schema, table, comment, columns, comments in tables:
        name = f'{schema}."{table}"'
        connection.execute(
            f"create table release.{name} as from {name};"
            f"comment on table release.{name} is '{_quoted(comment or '')}';"
            + "".join(
                f"comment on column release.{name}.\"{column}\" is '{_quoted(text)}';"
                for column, text in zip(columns, comments, strict=True)
            )
        )


def _described(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Schema, table, its comment, its columns and theirs, of all that is published.

    Asked once: DuckDB looks through its whole catalogue for each such question.
    """
    return connection.execute(
        "select t.schema_name, t.table_name, any_value(t.comment),"
        " list(c.column_name order by c.column_index),"
        " list(c.comment order by c.column_index)"
        " from duckdb_tables() as t"
        " join duckdb_columns() as c using (database_oid, schema_oid, table_oid)"
        " where t.database_name = current_database()"
        f" and t.schema_name in {SCHEMAS} group by all order by all"
    ).fetchall()


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


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")


def published_at() -> datetime | None:
    """When the release in force was made; None before the first."""
    manifest = paths.published() / "datapackage.json"
    if not manifest.exists():
        return None
    return datetime.fromisoformat(json.loads(manifest.read_text("utf-8"))["created"])

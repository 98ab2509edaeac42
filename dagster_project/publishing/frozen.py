"""Frozen publications in `raw/publications/`: read, and proved to be what they were.

A folder is named `<as_of>-<id>`; the id is the beginning of the hash of its
`publication.json`, which holds the hash of every other file and the names of all that
were frozen before. Whatever is changed, added or taken away is noticed. Never imports
Dagster.
"""

import csv
import dataclasses
import hashlib
import json
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb

from dagster_project import paths, warehouse
from dagster_project.submissions import receipts, records

MANIFEST = "publication.json"
ID_LENGTH = 12
# File of a publication, table of schema raw and record of its rows.
FILES: tuple[tuple[str, str, type], ...] = (
    ("figures.csv", "publication_figures", records.PublicationFigure),
    ("locality_figures.csv", "publication_inputs", records.PublicationInput),
    ("submissions.csv", "publication_submissions", records.PublicationSubmission),
)
TABLES = ("publications", *(table for _, table, _ in FILES))


class FrozenError(Exception):
    """A frozen publication was changed: our failure, nothing is published."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """Every frozen publication and the rows of its files, by table of schema raw."""

    publications: list[records.Publication]
    rows: dict[str, list[Any]]


def read() -> Frozen:
    """Every frozen publication in order of freezing, each proved by its hashes.

    Raises FrozenError with the folder, what is wrong with it and the remedy.
    """
    manifests = {folder.name: _verified(folder) for folder in folders()}
    _check_none_is_missing(manifests)
    publications = [_publication(name, found) for name, found in manifests.items()]
    publications.sort(key=lambda p: (p.created_at, p.publication_id))
    rows: dict[str, list[Any]] = {table: [] for _, table, _ in FILES}
    for publication in publications:
        for file, table, record in FILES:
            path = paths.publications() / publication.publication_id / file
            rows[table] += _records(path, publication.publication_id, record)
    return Frozen(publications, rows)


def load(connection: duckdb.DuckDBPyConnection, frozen: Frozen | None = None) -> int:
    """Replace the publication tables of schema `raw`; return the number of them.

    Raises FrozenError, before any table is touched.
    """
    frozen = read() if frozen is None else frozen
    for _, table, record in FILES:
        warehouse.replace_table(
            connection, f"raw.{table}", record, frozen.rows.get(table, [])
        )
    return warehouse.replace_table(
        connection, "raw.publications", records.Publication, frozen.publications
    )


def folders() -> list[Path]:
    """The folders of frozen publications, by name."""
    return receipts.folders(paths.publications())


def identity(manifest: bytes) -> str:
    """The id of a publication: the beginning of its manifest's SHA-256."""
    return hashlib.sha256(manifest).hexdigest()[:ID_LENGTH]


def _verified(folder: Path) -> dict[str, Any]:
    """The manifest of a publication whose every byte is as it was frozen."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise _changed(folder, f"{MANIFEST} is missing") from None
    if not folder.name.endswith(f"-{identity(content)}"):
        raise _changed(folder, f"{MANIFEST} has changed")
    manifest: dict[str, Any] = json.loads(content)
    if folder.name != f"{manifest['as_of']}-{identity(content)}":
        raise _changed(folder, "the folder was renamed")
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            raise _changed(folder, f"{name} is missing")
        if receipts.digest(path) != expected:
            raise _changed(folder, f"{name} has changed")
    extra = {path.name for path in folder.iterdir()} - set(manifest["files"])
    if unknown := sorted(extra - {MANIFEST}):
        raise _changed(folder, f"{', '.join(unknown)} was added")
    return manifest


def _check_none_is_missing(manifests: dict[str, dict[str, Any]]) -> None:
    for name, manifest in manifests.items():
        if gone := sorted(set(manifest["earlier"]) - set(manifests)):
            raise FrozenError(
                f"The frozen publication {gone[0]} is gone from {paths.publications()}:"
                f" {name} was frozen after it. Nothing is published. Restore it from a"
                " backup."
            )


def _changed(folder: Path, what: str) -> FrozenError:
    return FrozenError(
        f"The frozen publication {folder.name} is not what was frozen: {what} (in"
        f" {folder}). Nothing is published. Restore the folder from a backup; a new"
        " figure needs a new publication (`ipw publish`)."
    )


def _publication(name: str, manifest: dict[str, Any]) -> records.Publication:
    return records.Publication(
        publication_id=name,
        as_of=date.fromisoformat(manifest["as_of"]),
        report_year=manifest["report_year"],
        note=manifest["note"],
        published_by=manifest["by"],
        created_at=datetime.fromisoformat(manifest["created_at"]).replace(tzinfo=None),
        project_version=manifest["project_version"],
        git_commit=manifest["git_commit"],
        sources_fingerprint=manifest["sources_fingerprint"],
        rules_sha256=manifest["rules_sha256"],
    )


def _records(path: Path, publication_id: str, record: type) -> Iterable[Any]:
    kinds = {
        name: warehouse.plain_type(hint)
        for name, hint in typing.get_type_hints(record).items()
    }
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            try:
                yield record(
                    publication_id=publication_id,
                    **{
                        field.name: _value(row[field.name], kinds[field.name])
                        for field in dataclasses.fields(record)
                        if field.name != "publication_id"
                    },
                )
            except (KeyError, ValueError, InvalidOperation) as error:
                raise FrozenError(
                    f"{path}, line {number}: this version cannot read it ({error!r})"
                ) from error


def _value(text: str, kind: type) -> Any:
    if text == "":
        return None
    if kind is bool:
        return text == "true"
    return Decimal(text) if kind is Decimal else kind(text)

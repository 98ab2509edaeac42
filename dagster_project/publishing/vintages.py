"""Freezing a publication: what stands published of one report year, kept for ever.

Reads the published copy only, writes a new folder in `raw/publications/` and nothing
else. What is frozen is never changed or overwritten; `frozen` proves that in each
refresh. Never imports Dagster.
"""

import getpass
import hashlib
import io
import json
import secrets
import shutil
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from dagster_project import durable, inert, locking, paths, viet_nam, warehouse
from dagster_project.decisions.decision_fields import is_storable
from dagster_project.publishing import frozen
from dagster_project.submissions import records

_LOCK_SECONDS = 60
# So far ahead of its making a vintage may be dated, for who prints it.
_AHEAD = timedelta(days=366)
# By table of schema raw, as `frozen.FILES` has them.
_QUERIES = {
    "publication_figures": "select {} from marts.annual_indicators"
    " where report_year = $1"
    " order by line_code nulls last, indicator, breakdown, member",
    "publication_inputs": "select {} from marts.figure_inputs where report_year = $1"
    " order by unit_set, locality_code, line_code",
    "publication_submissions": "select {} from reference.dim_submissions"
    " where status != 'refused' order by submission_id",
}


class FreezingError(ValueError):
    """A publication that cannot be frozen: names the culprit and the remedy."""


def publish(
    year: int,
    as_of: date,
    note: str,
    by: str | None = None,
    now: datetime | None = None,
) -> Path:
    """Freeze what is published of a report year; return the new folder.

    `now` is aware (default: the clock). The same figures under the same day, note and
    name are frozen once: the folder that stands is returned. Raises FreezingError where
    the arguments are unusable, FrozenError where an earlier publication was changed.
    """
    path = paths.published_warehouse()
    if not path.exists():
        raise FreezingError(
            f"nothing is published yet ({path} is missing): ipw refresh"
        )
    with warehouse.connect(path, read_only=True) as connection:
        return freeze(connection, year, as_of, note, by, now)


def freeze(
    connection: duckdb.DuckDBPyConnection,
    year: int,
    as_of: date,
    note: str,
    by: str | None = None,
    now: datetime | None = None,
) -> Path:
    """The same from any connection that has the published schemas."""
    by = _user() if by is None else by
    _check_words(note, by)
    # Two at once would each freeze what the other does.
    lock = paths.raw() / ".freezing.lock"
    with locking.alone(lock, _LOCK_SECONDS, "freezing"):
        return _freeze(connection, year, as_of, note, by, now or datetime.now(UTC))


def _freeze(
    connection: duckdb.DuckDBPyConnection,
    year: int,
    as_of: date,
    note: str,
    by: str,
    now: datetime,
) -> Path:
    earlier = frozen.read().publications
    made_by = _made_by(connection)
    _check_year(connection, year)
    created_at = _created_at(now, earlier)
    _check_day(as_of, year, earlier, viet_nam.day(created_at))
    files = {
        name: _as_csv(connection, _QUERIES[table], record, year)
        for name, table, record in frozen.FILES
    }
    manifest = {
        "as_of": as_of.isoformat(),
        "report_year": year,
        "note": note.strip(),
        "by": by.strip(),
        "files": {
            name: hashlib.sha256(data).hexdigest() for name, data in files.items()
        },
    }
    if standing := _standing(manifest, earlier):
        return standing
    content = manifest | {
        "created_at": created_at.isoformat(timespec="microseconds") + "Z",
        **made_by,
        "rules_sha256": _rules_hash(connection, year),
        "earlier": sorted(publication.publication_id for publication in earlier),
    }
    return _write(content, files)


def _user() -> str:
    """Who runs this; in a container there may be no name for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _check_words(note: str, by: str) -> None:
    for name, words in (("note", note), ("by", by)):
        if not words.strip():
            raise FreezingError(
                f"--{name} is empty; whoever asks later what was published must see it."
            )
        if not is_storable(words):
            raise FreezingError(f"--{name} holds characters that are no text.")


def _made_by(connection: duckdb.DuckDBPyConnection) -> dict[str, str | None]:
    """What made the figures; it may be older than what freezes them."""
    names = ("project_version", "git_commit", "sources_fingerprint")
    try:
        found = connection.execute(
            f"select {', '.join(names)} from reference.refreshes"
        ).fetchone()
    except duckdb.CatalogException:
        raise FreezingError(
            "what is published was made by an older version: run ipw refresh first."
        ) from None
    return dict(zip(names, found or (), strict=True))


def _check_year(connection: duckdb.DuckDBPyConnection, year: int) -> None:
    years = [
        known
        for (known,) in connection.execute(
            "select distinct report_year from marts.annual_indicators order by all"
        ).fetchall()
    ]
    if year not in years:
        known = ", ".join(str(each) for each in years) or "none"
        raise FreezingError(f"nothing is published for {year}; published: {known}")


def _check_day(
    as_of: date, year: int, earlier: list[records.Publication], today: date
) -> None:
    """Vintages of a year follow each other: a new one is the latest.

    One of a mistyped year would be the last one for ever, as none is taken back.
    """
    if as_of - today > _AHEAD:
        raise FreezingError(
            f"--as-of {as_of} lies more than {_AHEAD.days} days ahead of today,"
            f" {today}, and no vintage of {year} could follow for so long: give the day"
            " on which it is published."
        )
    latest = max(
        (p for p in earlier if p.report_year == year),
        key=lambda p: p.as_of,
        default=None,
    )
    if latest is not None and as_of < latest.as_of:
        raise FreezingError(
            f"--as-of {as_of} lies before {latest.publication_id}, which is frozen"
            f" already for {year}: give {latest.as_of} or a later day."
        )


def _standing(
    manifest: dict[str, Any], earlier: list[records.Publication]
) -> Path | None:
    """The folder that says all of this already."""
    for publication in earlier:
        folder = paths.publications() / publication.publication_id
        found = json.loads((folder / frozen.MANIFEST).read_bytes())
        if all(found[key] == value for key, value in manifest.items()):
            return folder
    return None


def _created_at(now: datetime, earlier: list[records.Publication]) -> datetime:
    """Later than every earlier one, also where the clock stepped back."""
    at = now.astimezone(UTC).replace(tzinfo=None)
    if earlier:
        at = max(at, earlier[-1].created_at + timedelta(microseconds=1))
    return at


def _rules_hash(connection: duckdb.DuckDBPyConnection, year: int) -> str:
    rules = connection.execute(
        "select rule_id, severity, text_vi, text_en from reference.rules"
        " where report_year = ? order by all",
        [year],
    ).fetchall()
    text = json.dumps(rules, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _as_csv(
    connection: duckdb.DuckDBPyConnection, query: str, record: type, year: int
) -> bytes:
    columns = [name for name in warehouse.columns(record) if name != "publication_id"]
    asked, given = query.format(", ".join(columns)), [year] * query.count("$1")
    rows = connection.execute(asked, given).fetchall()
    text = io.StringIO()
    inert.csv_rows(text, [columns, *(map(_text, row) for row in rows)])
    return text.getvalue().encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _clear_up() -> None:
    """Remove what freezing left when it was cut off; it takes seconds, not hours."""
    for left in paths.publications().glob(".incoming-*"):
        if time.time() - left.stat().st_mtime > 3600:
            shutil.rmtree(left)


def _write(content: dict[str, Any], files: dict[str, bytes]) -> Path:
    """All files under a dot-name, synced; one rename makes them a publication."""
    manifest = (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
    folder = paths.publications() / f"{content['as_of']}-{frozen.identity(manifest)}"
    incoming = folder.with_name(f".incoming-{secrets.token_hex(4)}")
    with durable.explained("write", folder):
        _clear_up()
        incoming.mkdir(parents=True)
        try:
            for name, data in (files | {frozen.MANIFEST: manifest}).items():
                durable.write(incoming / name, data)
                (incoming / name).chmod(0o444)
            durable.sync_folder(incoming)
            incoming.rename(folder)
        finally:
            # Half a publication left behind would keep a full disk full.
            shutil.rmtree(incoming, ignore_errors=True)
        durable.sync_folder(folder.parent)
    return folder

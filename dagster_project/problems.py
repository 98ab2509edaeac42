"""Which errors are a user's, which are ours, and what to say of each."""

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

import duckdb

from dagster_project import durable, paths


def usage_errors() -> tuple[type[Exception], ...]:
    """Unusable arguments, or nothing is published yet: exit status 2."""
    from dagster_project.annual import annual_report
    from dagster_project.blank_form import template
    from dagster_project.decisions import decidable
    from dagster_project.inquiry import querying, tracing
    from dagster_project.operations import serving
    from dagster_project.publishing import vintages

    return (
        querying.QueryError,
        serving.UnpublishedError,
        decidable.DecisionError,
        template.TemplateError,
        annual_report.ReportError,
        tracing.TraceError,
        vintages.FreezingError,
    )


def failures() -> tuple[type[Exception], ...]:
    """Our failure or the machine's: exit status 1, nothing published."""
    from dagster_project import refreshing
    from dagster_project.publishing import frozen, publication

    return (
        refreshing.RefreshError,
        publication.PublicationError,
        frozen.FrozenError,
        durable.ReceivingError,
        duckdb.IOException,
        OSError,
    )


def explain(error: Exception) -> str:
    """The error in words, with the remedy where one is known."""
    from dagster_project import refreshing

    text = str(error) or type(error).__name__
    if isinstance(error, refreshing.RefreshError):
        return text  # it was explained when it was raised
    if isinstance(error, FileNotFoundError) and (place := _unmakeable(error.filename)):
        return f"{text}\n{_UNMAKEABLE.format(place=place)}"
    return f"{text}\n{remedy}" if (remedy := _remedy(text)) else text


_FULL = f"{durable.FULL} and run `ipw refresh` again."
_GONE = (
    "A file or folder went away while it was needed: put it back if you moved it, and"
    " run `ipw refresh` again."
)
_UNMAKEABLE = (
    "The folder {place} is not there and cannot be made: nothing can be written in the"
    " one above it. Set IPW_RAW and IPW_BUILD to folders that this user may write, and"
    " run again."
)
_REMEDIES = (
    (
        r"No space left|database or disk is full|File too large|[Dd]isk quota"
        r"|not enough space|ENOSPC",
        _FULL,
    ),
    (
        r"[Rr]ead-only file system|readonly database|attempt to write a readonly",
        "The folder is read-only: mount it writable, or set IPW_RAW and IPW_BUILD to"
        " folders that are; then run `ipw refresh` again.",
    ),
    (
        r"Permission denied|Operation not permitted|unable to open database file",
        "The folder cannot be written: give this user the right to write there.",
    ),
    (
        r"No such file or directory|FileNotFoundError",
        _GONE,
    ),
    (
        r"File exists|Not a directory",
        "A file stands where a folder is needed: move it away, or set IPW_RAW and"
        " IPW_BUILD to folders; then run `ipw refresh` again.",
    ),
    (
        r"Is a directory",
        "A folder stands where a file is needed: move it away and run `ipw refresh`"
        " again.",
    ),
    (
        r"Input/output error|disk I/O error|Stale file handle",
        "The disk or the network share does not answer properly: check it.",
    ),
    (
        r"Cannot allocate memory|MemoryError|Out of Memory",
        "There is too little memory: end other programs or give the machine more, and"
        " run again.",
    ),
    (r"Too many open files", durable.FEW_OPEN),
    (
        r"No usable temporary directory",
        "All of them are full or closed to this user: make room there, or set TMPDIR to"
        " a folder with room, and run again.",
    ),
)


# SQLite calls a disk that cannot take its index of the log an I/O error, and one that
# can take no further file one where it cannot open the database.
_AS_SQLITE_SAYS = r"disk I/O error|unable to open database file"
_LITTLE_BYTES = 16 * 2**20
_FEW_FILES = 16


def _has_little_room(place: Path) -> bool:
    with suppress(OSError):
        left = durable.room(place)
        few = left.free_files is not None and left.free_files < _FEW_FILES
        return few or left.free_bytes < _LITTLE_BYTES
    return False


def _full() -> str:
    """The remedy, with the places: a write that fails names no file."""
    places = [paths.raw(), paths.build()]
    with suppress(FileNotFoundError):  # there is no folder for temporary files
        places.append(Path(tempfile.gettempdir()))
    tight = [str(place) for place in places if _has_little_room(place)]
    return f"{_FULL} Little room is left in {', '.join(tight)}." if tight else _FULL


def _unmakeable(name: object) -> Path | None:
    """What of the way to a root cannot be made; `/proc` says "no such file" of it."""
    place = Path(str(name))
    roots = (paths.raw(), paths.build())
    if place.exists() or not any(root.is_relative_to(place) for root in roots):
        return None
    try:
        place.mkdir()
        place.rmdir()
    except FileNotFoundError:
        return place if place.parent.is_dir() else None
    except OSError:
        return None
    return None


def _closed() -> Path | None:
    """What of Dagster's history this user may not write where others may."""
    from dagster_project.operations import dagster_home

    for file in dagster_home.databases(paths.dagster_home()):
        for place in (file, file.parent):
            with suppress(OSError):
                is_mounted_so = os.statvfs(place).f_flag & os.ST_RDONLY
                if not is_mounted_so and not os.access(place, os.W_OK):
                    return place
    return None


def _remedy(text: str) -> str:
    if re.search(_AS_SQLITE_SAYS, text) and _has_little_room(paths.build()):
        return _full()
    if "unable to open database" in text and not paths.dagster_home().is_dir():
        return _GONE  # SQLite's word for a folder that is not there, too
    if "readonly database" in text and (place := _closed()):
        return (
            f"This user may not write {place}, perhaps because another one refreshed"
            f" here: give this one all below {paths.build()} (`chown -R`) and run `ipw"
            " refresh` again."
        )
    if holder := re.search(r"Conflicting lock is held in .*?\(PID (\d+)\)", text):
        return (
            f"Process {holder[1]} holds the working file: close it there and run"
            " `ipw refresh` again. Analysts open build/published/warehouse.duckdb."
        )
    # A sentence that carries its remedy needs no second one.
    if re.search(r"run (`[^`]+` )?again", text):
        return ""
    found = (remedy for pattern, remedy in _REMEDIES if re.search(pattern, text))
    remedy = next(found, "")
    return _full() if remedy is _FULL else remedy

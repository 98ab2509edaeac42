"""What `ipw doctor` asks of publications: are they whole, and are their sources?"""

from collections.abc import Iterator
from pathlib import Path

from dagster_project import paths
from dagster_project.inquiry import lost_submissions
from dagster_project.operations.doctor import Check
from dagster_project.publishing import frozen, publication
from dagster_project.submissions.receipts import digest

SUMS = "SHA256SUMS"
# What the others are reached by; the sums cover the data only.
NEEDED = (SUMS, "datapackage.json", f"{publication.SITE}/index.html")
REMEDY = "Run `ipw refresh`: it publishes anew."


def published() -> Iterator[Check]:
    """Whether the publication in force is whole."""
    release = paths.published()
    if not release.exists():
        if release.is_symlink():
            where = f"{release} points to {release.readlink()}, which is gone"
            yield Check("publication", "fail", where, REMEDY)
        else:
            found = "nothing is published"
            yield Check("publication", "warn", found, "Run `ipw refresh`.")
        return
    if missing := [name for name in NEEDED if not (release / name).is_file()]:
        found = f"{release.resolve()} lacks {', '.join(missing)}"
        yield Check("publication", "fail", found, REMEDY)
        return
    try:
        changed = [name for name, sha256 in _sums() if not _is_whole(name, sha256)]
        at = publication.published_at()
    except (ValueError, LookupError, TypeError) as error:
        found = f"{release.resolve()} cannot be read: {error!r}"
        yield Check("publication", "fail", found, REMEDY)
        return
    if changed:
        found = f"changed since it was published: {', '.join(sorted(changed))}"
        remedy = f"{REMEDY} Analysts open it read-only."
        yield Check("publication", "fail", found, remedy)
    else:
        yield Check("publication", "ok", f"whole, of {at:%Y-%m-%d %H:%M} UTC")


def sources() -> Iterator[Check]:
    """Whether what was published can still be traced to its file."""
    name = "published submissions"
    if gone := lost_submissions.lost():
        found = f"{name} whose folder is gone: {lost_submissions.shown(gone)}"
        yield Check(name, "fail", found, lost_submissions.REMEDY)
    else:
        yield Check(name, "ok", "each has its folder")


def kept() -> Iterator[Check]:
    """Whether a refresh can read what was frozen."""
    name = "frozen publications"
    try:
        count = len(frozen.read().publications)
    except frozen.FrozenError as error:
        remedy = "Restore it from the backup, or move away what is no publication."
        yield Check(name, "fail", str(error), remedy)
    else:
        yield Check(name, "ok", f"{count} as they were frozen")


def _sums() -> Iterator[tuple[str, str]]:
    """Names and the SHA-256 that they were published with."""
    for line in (paths.published() / SUMS).read_text("utf-8").splitlines():
        sha256, name = line.split("  ", 1)
        yield name, sha256


def _is_whole(name: str, sha256: str) -> bool:
    file: Path = paths.published() / name
    return file.is_file() and digest(file) == sha256

"""Submissions that were published and whose folder is no longer in `raw/`.

Nothing of ours ever removes one. A refresh publishes without it, so that the release
before is the last that knows of it.
"""

from contextlib import suppress
from pathlib import Path

import duckdb

from dagster_project import inert, paths
from dagster_project.publishing import publication
from dagster_project.submissions import receipts

REMEDY = "Restore the folders from the backup and run `ipw refresh` again."
_SHOWN = 5


def lost() -> list[str]:
    """Ids that the release in force or the one before lists, in order of receipt."""
    standing = {
        receipts.as_text(folder.name)
        for root in (paths.received(), paths.refused())
        for folder in receipts.folders(root)
    }
    published = {
        submission_id
        for release in {*publication.releases()[-2:], paths.published().resolve()}
        for submission_id in _listed(release)
    }
    return sorted(each for each in published if not standing & _folders(each))


def shown(submission_ids: list[str]) -> str:
    """The first few, and how many more there are; safe to print."""
    text, more = ", ".join(submission_ids[:_SHOWN]), len(submission_ids) - _SHOWN
    return inert.for_terminal(f"{text} and {more} more" if more > 0 else text)


def _listed(release: Path) -> list[str]:
    # What cannot be read, or is of another version, is no loss of a submission.
    with suppress(duckdb.Error):
        file = release / publication.RELEASED
        with duckdb.connect(str(file), read_only=True) as connection:
            rows = connection.execute(
                "select submission_id from reference.dim_submissions"
            ).fetchall()
        return [submission_id for (submission_id,) in rows]
    return []


def _folders(submission_id: str) -> set[str]:
    """The names that its folder can have: a file of several adds to it after a dot."""
    parts = submission_id.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts) + 1)}

"""A parsed file becomes the rows of schema `raw`: identity, cells and remarks."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from dagster_project.submissions import overlaps, records, replacing, year_remarks
from dagster_project.submissions.grouping import normal_code
from dagster_project.submissions.identity import (
    Assignment,
    Identity,
    assignments_of,
    identify,
)
from dagster_project.submissions.memory import Memory
from dagster_project.submissions.parsed import ParsedFile, ParsedSubmission
from dagster_project.submissions.refusals import Refused

SYNTHETIC = "SYNTHETIC"

Rows = tuple[list[records.Submission], list[records.Cell], list[records.Remark]]
Content = ParsedFile | Refused


@dataclass(frozen=True)
class Records:
    """The rows of everything received, in order of receipt."""

    submissions: list[records.Submission]
    cells: list[records.Cell]
    remarks: list[records.Remark]

    def tables(self) -> Iterator[tuple[str, type, list[Any]]]:
        """Each table of schema `raw` with the record and the rows of it."""
        yield "submissions", records.Submission, self.submissions
        yield "cells", records.Cell, self.cells
        yield "remarks", records.Remark, self.remarks


class Received(Protocol):
    """What of a receipt the rows need; `instant` is an aware UTC time."""

    @property
    def sha256(self) -> str: ...
    @property
    def original_name(self) -> str: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def sender(self) -> str | None: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def instant(self) -> datetime: ...


# By folder: what its rows were made of, and they.
_made: Memory[str, tuple[tuple[object, ...], Rows]] = Memory()


def records_of_all(
    entries: Iterable[tuple[Path, Received, Content]],
    decisions: Sequence[records.Decision],
    today: date,
) -> Records:
    """The rows of all folders, given in order of receipt, with overlaps held.

    `today` is the day of the refresh, on which decisions may have expired.
    """
    assignments = assignments_of(decisions)
    found = Records([], [], [])
    for folder, receipt, content in entries:
        sequence = len(found.submissions) + 1
        given = (receipt, content, sequence, assignments)
        made_of, rows = _made.get(folder.name) or (None, ([], [], []))
        if made_of != given:
            rows = records_of(folder.name, *given)
            _made.put(folder.name, (given, rows))
        found.submissions.extend(rows[0])
        found.cells.extend(rows[1])
        found.remarks.extend(rows[2])
    _made.end_round()
    guarded = overlaps.guarded(found.submissions, decisions, today)
    return replace(found, submissions=guarded)


def records_of(
    folder: str,
    receipt: Received,
    parsed: Content,
    sequence: int,
    assignments: Mapping[str, Assignment],
) -> Rows:
    """The rows of one received or refused folder.

    `sequence` is that of its first submission; a bulk file takes as many as it has
    submissions, so the next folder begins at `sequence + len(rows[0])`.
    """
    if isinstance(parsed, Refused):
        return [_refused(folder, receipt, parsed, sequence)], [], []
    rows: Rows = ([], [], [])
    of_many_localities, of_many_years = _of_many(parsed)
    identified = partial(
        identify,
        original_name=receipt.original_name,
        received_at=receipt.instant,
        of_many_localities=of_many_localities,
        of_many_years=of_many_years,
    )
    unassigned = [identified(x) for x in parsed.submissions]
    names = submission_ids(folder, parsed, unassigned)
    for offset, (name, submission, identity) in enumerate(
        zip(names, parsed.submissions, unassigned, strict=True)
    ):
        assignment = assignments.get(name)
        if assignment:
            identity = identified(submission, assignment=assignment)
        row = _submission(
            (name, folder, sequence + offset),
            receipt,
            parsed.format,
            submission,
            identity,
            assignment,
        )
        rows[0].append(row)
        rows[1].extend(
            records.Cell(
                name,
                x.line_code,
                x.occurrence,
                x.raw_text,
                x.value_kind,
                x.sheet,
                x.address,
                x.note,
            )
            for x in submission.cells
        )
        rows[2].extend(
            year_remarks.remarks_of(name, submission, identity, receipt.original_name)
        )
    said = [x.cover.replaces_all_text for x in parsed.submissions]
    submissions, unclear = replacing.settled(rows[0], said)
    return submissions, rows[1], rows[2] + unclear


def submission_ids(
    folder: str, parsed: ParsedFile, identities: list[Identity]
) -> list[str]:
    """The ids of a file's submissions; they do not change when one is assigned.

    `identities` are those that the file gives by itself, without assignments.
    """
    if len(parsed.submissions) == 1:
        return [folder]
    found: dict[str, None] = {}
    times: Counter[str] = Counter()
    for submission, identity in zip(parsed.submissions, identities, strict=True):
        cover = submission.cover
        place = identity.locality_code or _safe(
            normal_code(cover.locality_code_text or cover.locality_name_text or "")
        )
        year = str(identity.report_year or _safe(cover.report_year_text or ""))
        whose = name = f"{folder}.{place}.{year}"
        times[whose] += 1
        while name in found:
            times[whose] += name != whose
            name = f"{whose}.{times[whose]}"
        found[name] = None
    return list(found)


def _safe(text: str) -> str:
    return re.sub(r"[^\w-]+", "_", text.strip())[:40] or "_"


def _of_many(parsed: ParsedFile) -> tuple[bool, bool]:
    """Whether a file is of many localities, and whether it is of many years."""
    covers = [x.cover for x in parsed.submissions]
    localities = {
        normal_code(x.locality_code_text or x.locality_name_text or "") for x in covers
    }
    return len(localities) > 1, len({x.report_year_text for x in covers}) > 1


def _submission(
    place: tuple[str, str, int],
    receipt: Received,
    file_format: str,
    submission: ParsedSubmission,
    identity: Identity,
    assignment: Assignment | None,
) -> records.Submission:
    cover = submission.cover
    name, folder, sequence = place
    return records.Submission(
        submission_id=name,
        folder=folder,
        sequence=sequence,
        original_name=receipt.original_name,
        sha256=receipt.sha256,
        size_bytes=receipt.size_bytes,
        received_at=_utc(receipt.instant),
        sender=receipt.sender,
        channel=receipt.channel,
        file_format=file_format,
        form_version=cover.form_version,
        language=cover.language,
        report_year=identity.report_year,
        unit_set=identity.unit_set,
        locality_code=identity.locality_code,
        report_year_text=cover.report_year_text,
        locality_code_text=cover.locality_code_text,
        locality_name_text=cover.locality_name_text,
        period_start_text=cover.period_start_text,
        period_end_text=cover.period_end_text,
        period_start=identity.period_start,
        period_end=identity.period_end,
        prepared_by=cover.prepared_by,
        contact=cover.contact,
        signed_on_text=cover.signed_on_text,
        replaces_all=cover.replaces_all,
        is_synthetic=(cover.prepared_by or "").strip().startswith(SYNTHETIC),
        assigned_by=assignment.by if assignment else None,
        assigned_reason=assignment.reason if assignment else None,
        hold_code=identity.hold_code,
        hold_vi=identity.hold_vi,
        hold_en=identity.hold_en,
        refused_code=None,
        refused_vi=None,
        refused_en=None,
    )


def _refused(
    folder: str, receipt: Received, refused: Refused, sequence: int
) -> records.Submission:
    known = {
        "submission_id": folder,
        "folder": folder,
        "sequence": sequence,
        "original_name": receipt.original_name,
        "sha256": receipt.sha256,
        "size_bytes": receipt.size_bytes,
        "received_at": _utc(receipt.instant),
        "sender": receipt.sender,
        "channel": receipt.channel,
        "language": "vi",
        "replaces_all": False,
        "is_synthetic": False,
        "refused_code": refused.code,
        "refused_vi": refused.reason_vi,
        "refused_en": refused.reason_en,
    }
    fields = records.Submission.__dataclass_fields__
    return records.Submission(**{x: known.get(x) for x in fields})  # type: ignore[arg-type]


def _utc(moment: datetime) -> datetime:
    """A time as the tables keep it: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment

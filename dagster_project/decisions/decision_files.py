"""The files of `raw/decisions/`: read leniently, written whole, never changed.

A hand-written file with a mistake in it is a steward's mistake: it is reported and left
out, and the refresh goes on. Knows nothing of verdicts; what may be decided is
`stewardship`'s to say.
"""

import json
import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dagster_project import durable, paths
from dagster_project.decisions.decision_fields import (
    STAMP,
    UnusableError,
    Usable,
    is_storable,
    read_file,
)
from dagster_project.submissions import receipts
from dagster_project.submissions.records import Decision, DecisionCell

# Clocks and zones may differ by so much; more is a slip of the pen.
_AHEAD = timedelta(days=1)
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DecisionProblem:
    """One row a decision file that is left out, with the reason in both languages."""

    file: str
    text_vi: str
    text_en: str


def read_decisions(
    known_folders: Collection[str] | None = None,
) -> tuple[list[Decision], list[DecisionCell], list[DecisionProblem]]:
    """Every usable decision in order of `decided_at`, then name; and the problems.

    `known_folders` are the names of received folders (default: those of
    `raw/received`); a decision on a submission of no such folder is a problem. Never
    raises for what a file contains.
    """
    if known_folders is None:
        known_folders = _names(paths.received())
    known = frozenset(known_folders)
    usable: dict[str, Usable] = {}
    problems = []
    for path in files():
        try:
            read = read_file(path, known)
            _check_name(path, usable.get(path.stem))
            usable[path.stem] = read
        except UnusableError as reason:
            name = receipts.as_text(path.name)
            problems.append(DecisionProblem(name, reason.text_vi, reason.text_en))
    in_order = sorted(usable.values(), key=lambda read: (read.decided_at, read.name))
    decisions = [_decision(position, read) for position, read in enumerate(in_order, 1)]
    cells = [
        DecisionCell(Path(read.name).stem, line, text)
        for read in in_order
        for line, text in sorted((read.fields["cells"] or {}).items())
    ]
    return decisions, cells, problems


def misdated(now: datetime) -> Decision | None:
    """One that lies so far ahead of `now` (aware) that a new one should not follow it.

    Dated by hand, that is: what `append` wrote, its name says so, is what a clock that
    stepped back has left.
    """
    latest = now.astimezone(UTC).replace(tzinfo=None) + _AHEAD
    for each in read_decisions()[0]:
        is_ours = each.decision_id.startswith(each.decided_at.strftime(STAMP))
        is_last = (each.decided_at + _STEP).year == MAXYEAR  # as far as files are read
        if each.decided_at > latest and (is_last or not is_ours):
            return each
    return None


def append(fields: Mapping[str, Any], now: datetime) -> Path:
    """Write one decision file atomically and return its path; `now` is aware.

    Raises ReceivingError where that cannot be done; nothing is left then.
    If the clock stepped back, `decided_at` is made later than every earlier decision:
    the latest one stands, and that is the one being written.
    """
    at = now.astimezone(UTC).replace(tzinfo=None)
    earlier, _, _ = read_decisions()
    if earlier:
        at = max(at, earlier[-1].decided_at + _STEP)
    folder = paths.decisions()
    path = folder / f"{at.strftime(STAMP)}-{secrets.token_hex(4)}.json"
    content = {**fields, "decided_at": at.isoformat(timespec="microseconds") + "Z"}
    unfinished = folder / f".{path.name}.part"
    with durable.explained("record the decision as", path):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False, indent=2)
                file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            durable.open_to_group(unfinished)
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return path


def files() -> list[Path]:
    """What is read as a decision: of one name the file ending in `.json` comes first.

    Raises ReceivingError as `durable.entries`.
    """
    found = (
        path
        for path in durable.entries(paths.decisions())
        if path.suffix.lower() == ".json"
        and not path.name.startswith(".")
        and path.is_file()
    )
    return sorted(found, key=lambda path: (path.suffix != ".json", path))


def _names(folder: Path) -> list[str]:
    return [receipts.as_text(path.name) for path in durable.entries(folder)]


def _check_name(path: Path, same: Usable | None) -> None:
    """The name without its ending is the decision's id, and there is one of each."""
    if not is_storable(path.name):
        raise UnusableError(
            "Tên tệp không phải là văn bản UTF-8; hãy đổi tên tệp.",
            "The name of the file is no UTF-8 text: rename it.",
        )
    if same:
        raise UnusableError(
            f"Tên tệp chỉ khác “{same.name}” ở phần đuôi, và tệp đó được tính; hãy đổi"
            " tên tệp này nếu đây là một quyết định khác.",
            f"The name differs from “{same.name}” in its ending only, and that file"
            " counts: rename this one if it is another decision.",
        )


def _decision(sequence: int, read: Usable) -> Decision:
    fields = read.fields
    return Decision(
        decision_id=Path(read.name).stem,
        sequence=sequence,
        submission_id=fields["submission_id"],
        rule_id=fields["rule_id"],
        decision=fields["decision"],
        reason=fields["reason"],
        decided_by=fields["by"],
        decided_at=read.decided_at,
        valid_until=fields["until"],
        has_cells=fields["cells"] is not None,
        locality_code=fields["locality_code"],
        report_year=fields["report_year"],
    )

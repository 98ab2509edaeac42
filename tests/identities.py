"""Who sent what, as the tests of identification write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dagster_project.submissions import records
from dagster_project.submissions.cover import cover_of
from dagster_project.submissions.identity import Assignment, Identity, identify
from dagster_project.submissions.loading import Records, records_of, records_of_all
from dagster_project.submissions.parsed import ParsedCell, ParsedFile, ParsedSubmission
from tests.given import TODAY

IN_2025 = datetime(2025, 1, 10, tzinfo=UTC)
IN_2026 = datetime(2026, 1, 10, tzinfo=UTC)


def submission(
    code: str = "", name: str = "", year: str = "2024", **cover: str
) -> ParsedSubmission:
    """A submission with one cell and these texts on its cover."""
    texts = {
        "locality_code": code,
        "locality_name": name,
        "report_year": year,
        "prepared_by": "SYNTHETIC test",
    }
    found, _ = cover_of(texts | cover)
    cell = ParsedCell("A", 1, "5", "number", "I", "E4", None)
    return ParsedSubmission(found, (cell,), ())


def who(
    code: str = "",
    name: str = "",
    year: str = "2024",
    file_name: str = "bc.xlsx",
    assignment: Assignment | None = None,
    **cover: str,
) -> Identity:
    """The identity of a submission received in the January after its year."""
    at = IN_2026 if year == "2025" else IN_2025
    return identify(submission(code, name, year, **cover), file_name, at, assignment)


def place(found: Identity) -> tuple[str | None, str | None]:
    """The key of the territory, of a submission that is not held."""
    assert found.hold_code is None, found.hold_en
    return found.unit_set, found.locality_code


def held(found: Identity, code: str, *readings: str) -> None:
    """The submission is held for this reason, with these readings in both sentences."""
    assert found.hold_code == code
    for text in (found.hold_vi, found.hold_en):
        assert text is not None
        for reading in readings:
            assert reading in text
        assert "ipw assign" in text


@dataclass(frozen=True)
class Receipt:
    """What of a receipt the rows need."""

    original_name: str = "bc.xlsx"
    instant: datetime = IN_2025
    sha256: str = "0" * 64
    size_bytes: int = 1
    sender: str | None = "so.khcn@example.vn"
    channel: str | None = "email"


def rows(
    *parsed: ParsedSubmission,
    assignments: Mapping[str, Assignment] | None = None,
    receipt: Receipt | None = None,
) -> tuple[list[records.Submission], list[records.Cell], list[records.Remark]]:
    """The rows of one file with these submissions."""
    content = ParsedFile("csv", parsed)
    return records_of("folder", receipt or Receipt(), content, 7, assignments or {})


def received(
    *files: tuple[str, ParsedSubmission], decisions: tuple[records.Decision, ...] = ()
) -> Records:
    """The rows of several files, received in this order in January 2026."""
    entries = [
        (
            Path(f"folder{number}"),
            Receipt(name, datetime(2026, 1, 10, number, tzinfo=UTC)),
            ParsedFile("xlsx", (content,)),
        )
        for number, (name, content) in enumerate(files)
    ]
    return records_of_all(entries, decisions, TODAY)

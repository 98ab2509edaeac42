"""What the warehouse would say of one file, touching nothing (`ipw check`).

The same reader and the same SQL as a refresh, in memory: rules on history see the
current cells of the last publication. Never imports Dagster, dbt or Great Expectations
(unless dbt's SQL was never compiled in this build folder).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project import meanwhile, viet_nam, warehouse
from dagster_project.inquiry import arriving, received_before, replay
from dagster_project.reporting import lateness, measures_counted
from dagster_project.reporting.measures_counted import MeasuresCounted
from dagster_project.submissions import loading, reading, receipts, records, unfilled
from dagster_project.submissions.refusals import Refused
from expectations.form import form

TARGETS = {"reconciliations", "int_submissions__admitted", "current_cells"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule's verdict on a submission's locality and year, as in reconciliations.

    `status` and `explanation` say what a steward has decided on it. `submission_id` is
    the latest that its block draws on: this file's, or one before it.
    """

    rule_id: str
    severity: str
    verdict: str
    cells: str
    cause: str | None
    message_vi: str
    message_en: str
    status: str | None
    explanation: str | None
    submission_id: str | None

    @property
    def is_hard_failure(self) -> bool:
        """A hard rule fails, be that accepted or not."""
        return self.verdict == "fail" and self.severity == "hard"


@dataclass(frozen=True, slots=True)
class Checked:
    """A submission of the file: `ok`, `failing` (a hard rule), `held` or `refused`.

    One that says nothing does not fail of what was sent before it.

    `lines_read` lines of its year's form (of any where the year is not known) were
    found, `cells_filled` of them say something.
    `rules` of a held submission are only those that judge it: none of its cells counts.
    """

    submission_id: str
    outcome: str
    report_year: int | None
    unit_set: str | None
    locality_code: str | None
    reason_vi: str | None
    reason_en: str | None
    lines_read: int
    cells_filled: int
    rules: tuple[Judged, ...]
    remarks: tuple[tuple[str, str], ...]
    remark_codes: tuple[str, ...]
    measures: MeasuresCounted = field(default_factory=MeasuresCounted)
    late_vi: str | None = None
    late_en: str | None = None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on a file; `connection` holds what it was judged on.

    `again_vi` and `again_en` say so where the last publication knows these bytes.
    """

    file: Path
    submissions: tuple[Checked, ...]
    connection: duckdb.DuckDBPyConnection
    again_vi: str | None = None
    again_en: str | None = None

    @property
    def is_fine(self) -> bool:
        """Nothing refused, held or failing a hard rule."""
        return all(each.outcome == "ok" for each in self.submissions)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """The file as if it arrived now, or as it did: the same bytes are no new report."""

    sha256: str
    original_name: str
    size_bytes: int
    instant: datetime
    sender: str | None = None
    channel: str | None = None


def check(file: Path, now: datetime | None = None) -> Check:
    """Judge `file` as if it arrived at `now` (aware; default: this moment).

    Raises OSError where the file cannot be opened.
    """
    now = now or datetime.now(UTC)
    sha256 = receipts.digest(file)  # a video of 30 GB is no matter of memory
    meanwhile.begin(reading.read_file, file)  # most of it is the start of a process
    connection = replay.memory()
    name = receipts.as_text(file.name)
    instant = min(now, received_before.first_came(sha256) or now)
    arrival = _Arrival(sha256, name, file.stat().st_size, instant)
    folder = _folder(now, sha256)
    decided = arriving.decided_before(_folder(instant, sha256).name, folder.name)
    content = meanwhile.finish(reading.read_file, file)
    today = viet_nam.day(now)
    rows = loading.records_of_all([(folder, arrival, content)], decided, today)
    years = {s.report_year for s in rows.submissions}
    arriving.load_history(connection, years, now, decided)
    rows = arriving.guarded(connection, rows, today)
    arriving.append(connection, rows)
    replay.build_models(connection, up_to=TARGETS)
    checked = tuple(
        _checked(connection, each, rows, instant) for each in rows.submissions
    )
    again = received_before.told(sha256, name, is_refused=isinstance(content, Refused))
    return Check(file, checked, connection, *again)


def _folder(instant: datetime, sha256: str) -> Path:
    """The folder of a file that is received at `instant`."""
    return Path(f"{receipts.to_text(instant)}-{sha256[:12]}")


def _checked(
    connection: duckdb.DuckDBPyConnection,
    submission: records.Submission,
    rows: loading.Records,
    arrived: datetime,
) -> Checked:
    mine, year = submission.submission_id, submission.report_year
    reason = _reason(connection, submission)
    rules = _rules(connection, submission, is_held=reason[0] is not None)
    lines = {x.code for x in form().lines(year)}
    cells = [x for x in rows.cells if x.submission_id == mine and x.line_code in lines]
    filled = {x.line_code for x in cells if unfilled.is_filled(x.raw_text)}
    failing = any(
        rule.is_hard_failure and (filled or rule.submission_id == mine)
        for rule in rules
    )
    outcome = (
        "refused"
        if submission.refused_code
        else "held"
        if reason[0]
        else "failing"
        if failing
        else "ok"
    )
    remarks = [x for x in rows.remarks if x.submission_id == mine]
    return Checked(
        mine,
        outcome,
        year,
        submission.unit_set,
        submission.locality_code,
        *reason,
        len({x.line_code for x in cells}),
        len(filled),
        rules,
        tuple((r.text_vi, r.text_en) for r in remarks),
        tuple(r.code for r in remarks),
        _measures(connection, submission),
        lateness.sentence(year, arrived, "vi", is_held=outcome == "held"),
        lateness.sentence(year, arrived, "en", is_held=outcome == "held"),
        submission.language,
    )


def _measures(
    connection: duckdb.DuckDBPyConnection, submission: records.Submission
) -> MeasuresCounted:
    """How much of it would count."""
    found = measures_counted.of_submissions(connection)
    return found.get(submission.submission_id, MeasuresCounted())


def _reason(
    connection: duckdb.DuckDBPyConnection, submission: records.Submission
) -> tuple[str | None, str | None]:
    if submission.refused_code:
        return submission.refused_vi, submission.refused_en
    row = connection.execute(
        "select hold_vi, hold_en from intermediate.int_submissions__admitted where"
        f" submission_id = {warehouse.literal(submission.submission_id)}"
        " and not is_admitted"
    ).fetchone()
    return row or (None, None)


def _rules(
    connection: duckdb.DuckDBPyConnection,
    submission: records.Submission,
    *,
    is_held: bool,
) -> tuple[Judged, ...]:
    """The verdicts that this file would bring about, none on what counted before it.

    A submission that is held leaves everything else as it was: only its own period is
    judged, not the figures that count already.
    """
    unit_set, code = submission.unit_set, submission.locality_code
    if submission.report_year is None or unit_set is None or code is None:
        return ()
    mine = warehouse.literal(submission.submission_id)
    found = connection.execute(
        "select rule_id, severity, verdict, cells, cause, message_vi, message_en,"
        " status, explanation, submission_id"
        f" from marts.reconciliations where report_year = {submission.report_year:d}"
        f" and unit_set = {warehouse.literal(unit_set)}"
        f" and locality_code = {warehouse.literal(code)}"
        + (f" and submission_id = {mine}" if is_held else "")
        + " order by verdict = 'fail' desc, severity, rule_id"
    ).fetchall()
    return tuple(Judged(*row) for row in found)

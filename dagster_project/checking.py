"""What the warehouse would say of one file, touching nothing (`ipw check`).

The same reader and the same SQL as a refresh, in memory: rules on history see the
current cells of the last publication. Never imports Dagster, dbt or Great Expectations
(unless dbt's SQL was never compiled in this build folder).
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project import (
    decision_files,
    ingestion,
    paths,
    received_before,
    replay,
    warehouse,
)
from dagster_project.reporting import lateness, measures_counted
from dagster_project.reporting.measures_counted import MeasuresCounted
from dagster_project.submissions import (
    loading,
    overlaps,
    reading,
    receipts,
    records,
    unfilled,
)

TARGETS = {"reconciliations", "int_submissions__admitted", "current_cells"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule's verdict on a submission's locality and year, as in reconciliations."""

    rule_id: str
    severity: str
    verdict: str
    cells: str
    cause: str | None
    message_vi: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A submission of the file: `ok`, `failing` (a hard rule), `held` or `refused`.

    `cells_read` lines of the form were found, `cells_filled` of them say something.
    `rules` of a held submission are only those that judge it: none of its cells counts.
    """

    submission_id: str
    outcome: str
    report_year: int | None
    unit_set: str | None
    locality_code: str | None
    reason_vi: str | None
    reason_en: str | None
    cells_read: int
    cells_filled: int
    rules: tuple[Judged, ...]
    remarks: tuple[tuple[str, str], ...]
    remark_codes: tuple[str, ...]
    measures: MeasuresCounted = field(default_factory=MeasuresCounted)
    late_vi: str | None = None
    late_en: str | None = None


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
    """The file as if it arrived now."""

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
    data = file.read_bytes()
    name = receipts.as_text(file.name)
    arrival = _Arrival(hashlib.sha256(data).hexdigest(), name, len(data), now)
    folder = Path(f"{now:%Y%m%dT%H%M%S%fZ}-{arrival.sha256[:12]}")
    rows = loading.records_of_all([(folder, arrival, reading.read_file(file))], [])
    connection = replay.memory()
    _load_history(connection, {s.report_year for s in rows.submissions}, now)
    rows = _guarded(connection, rows)
    _append(connection, rows)
    replay.build_models(connection, up_to=TARGETS)
    checked = tuple(_checked(connection, each, rows, now) for each in rows.submissions)
    return Check(file, checked, connection, *received_before.told(arrival.sha256, name))


def _load_history(
    connection: duckdb.DuckDBPyConnection, years: set[int | None], now: datetime
) -> None:
    """Schema `raw` with the published current cells of these years and those before."""
    decisions, decision_cells, _ = decision_files.read_decisions()
    for table, record, rows in (
        ("submissions", records.Submission, []),
        ("cells", records.Cell, []),
        ("remarks", records.Remark, []),
        ("decisions", records.Decision, decisions),
        ("decision_cells", records.DecisionCell, decision_cells),
        ("refreshes", records.Refresh, [ingestion.refresh_at(now)]),
    ):
        warehouse.replace_table(connection, f"raw.{table}", record, rows)
    file = paths.published_warehouse()
    wanted = sorted({y - back for y in years if y is not None for back in (0, 1)})
    if not file.exists() or not wanted:
        return
    of_years = ", ".join(str(year) for year in wanted)
    location = warehouse.literal(str(file.resolve()))
    connection.execute(f"attach {location} as published (read_only)")
    connection.execute(
        f"""
        insert into raw.submissions by name
        select s.submission_id, s.submission_id as folder, s.sequence,
            s.original_name, s.sha256, 0 as size_bytes, s.received_at, s.file_format,
            s.report_year, s.unit_set, s.locality_code, s.period_start, s.period_end,
            s.is_synthetic, false as replaces_all,
            coalesce(c.language, 'vi') as language
        from published.reference.dim_submissions s
        left join (
            select distinct submission_id, language
            from published.validation.current_cells
        ) c using (submission_id)
        where s.status in ('counted', 'superseded') and s.report_year in ({of_years})
        """
    )
    connection.execute(
        f"""
        insert into raw.cells by name
        select submission_id, line_code, 1 as occurrence, raw_text, value_kind, sheet,
            address, note
        from published.validation.current_cells
        where submission_id is not null and report_year in ({of_years})
        """
    )
    connection.execute("detach published")


def _guarded(
    connection: duckdb.DuckDBPyConnection, rows: loading.Records
) -> loading.Records:
    """The file's rows, held where a counting report overlaps, as in a refresh."""
    names = records.Submission.__dataclass_fields__
    before = connection.execute(
        f"select {', '.join(names)} from raw.submissions order by sequence"
    ).fetchall()
    counting = [records.Submission(*row) for row in before]
    guarded = overlaps.guarded([*counting, *rows.submissions])
    return replace(rows, submissions=guarded[len(counting) :])


def _append(connection: duckdb.DuckDBPyConnection, rows: loading.Records) -> None:
    """The file's rows after everything received before."""
    (last,) = connection.execute(
        "select coalesce(max(sequence), 0) from raw.submissions"
    ).fetchone() or (0,)
    for table, record, new in (
        ("submissions", records.Submission, rows.submissions),
        ("cells", records.Cell, rows.cells),
        ("remarks", records.Remark, rows.remarks),
    ):
        warehouse.replace_table(connection, f"arriving.{table}", record, new)
        value = (
            f"* replace (sequence + {last} as sequence)"
            if table == "submissions"
            else "*"
        )
        connection.execute(
            f"insert into raw.{table} by name select {value} from arriving.{table}"
        )


def _checked(
    connection: duckdb.DuckDBPyConnection,
    submission: records.Submission,
    rows: loading.Records,
    now: datetime,
) -> Checked:
    reason = _reason(connection, submission)
    rules = _rules(connection, submission, is_held=reason[0] is not None)
    failing = any(r.verdict == "fail" and r.severity == "hard" for r in rules)
    outcome = (
        "refused"
        if submission.refused_code
        else "held"
        if reason[0]
        else "failing"
        if failing
        else "ok"
    )
    mine = submission.submission_id
    cells = [x for x in rows.cells if x.submission_id == mine]
    remarks = [x for x in rows.remarks if x.submission_id == mine]
    return Checked(
        mine,
        outcome,
        submission.report_year,
        submission.unit_set,
        submission.locality_code,
        *reason,
        len(cells),
        sum(unfilled.is_filled(x.raw_text) for x in cells),
        rules,
        tuple((r.text_vi, r.text_en) for r in remarks),
        tuple(r.code for r in remarks),
        _measures(connection, submission),
        *(lateness.sentence(submission.report_year, now, x) for x in ("vi", "en")),
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
        "select rule_id, severity, verdict, cells, cause, message_vi, message_en"
        f" from marts.reconciliations where report_year = {submission.report_year:d}"
        f" and unit_set = {warehouse.literal(unit_set)}"
        f" and locality_code = {warehouse.literal(code)}"
        + (f" and submission_id = {mine}" if is_held else "")
        + " order by verdict = 'fail' desc, severity, rule_id"
    ).fetchall()
    return tuple(Judged(*row) for row in found)

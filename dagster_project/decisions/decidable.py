"""What the last publication says that a steward may decide on, and on which texts.

Every question is asked of the published copy, read-only; each answer that is a no is a
`DecisionError` that names the culprit and the remedy.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from dagster_project import paths, warehouse
from expectations.form import form, rows_of

# Rules on a submission as a whole: a decision on them is bound to no cell.
WITHOUT_CELLS = ("SUBMISSION", "PERIOD", "IDENTITY")


class DecisionError(ValueError):
    """A decision that cannot be made: names the culprit and the remedy."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission as `reference.dim_submissions` shows it; identity may be unknown.

    `reason` says why it does not count, null where it does.
    """

    submission_id: str
    status: str
    reason: str | None
    report_year: int | None
    unit_set: str | None
    locality_code: str | None

    @property
    def territory(self) -> list[Any]:
        """Report year, map and locality: what a verdict is about."""
        return [self.report_year, self.unit_set, self.locality_code]


@dataclass(frozen=True, slots=True)
class Bound:
    """What a decision binds to: a submission and, unless null, line to raw text."""

    submission_id: str
    cells: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class _Verdict:
    submission_id: str | None
    verdict: str
    outcome: str | None
    measure: str | None


def published() -> Any:
    """A connection to the last publication, as a context; DecisionError without one."""
    path = paths.published_warehouse()
    if not path.exists():
        raise DecisionError(
            f"nothing is published yet ({path} is missing); run: ipw refresh"
        )
    return warehouse.connect(path, read_only=True)


def submission(con: duckdb.DuckDBPyConnection, submission_id: str) -> Submission:
    """The submission of that id, unless it is unknown or was refused."""
    found = con.execute(
        "select submission_id, status, reason_en, report_year, unit_set, locality_code"
        " from reference.dim_submissions where submission_id = ?",
        [submission_id],
    ).fetchone()
    if found is None:
        known = con.execute(
            "select submission_id from reference.dim_submissions order by all"
        ).fetchall()
        raise DecisionError(
            f"there is no submission “{submission_id}” in the last publication;"
            f" {_nearest(submission_id, (row[0] for row in known))}"
            " If it came in since, run: ipw refresh"
        )
    row = Submission(*found)
    if row.status == "refused":
        raise DecisionError(
            f"{submission_id} was refused: no cell of it could be read, so that there"
            " is nothing to decide; ask the sender for a new file."
        )
    return row


def siblings(con: duckdb.DuckDBPyConnection, of: Submission) -> list[str]:
    """The submissions of the same territory and year, itself included."""
    rows = con.execute(
        "select submission_id from reference.dim_submissions where submission_id = ?"
        " or (report_year, unit_set, locality_code) = (?, ?, ?) order by all",
        [of.submission_id, *of.territory],
    ).fetchall()
    return [row[0] for row in rows]


def judged_rule(
    con: duckdb.DuckDBPyConnection, of: Submission, rule_id: str, decision: str
) -> Bound:
    """The submission that the rule's row names, and the texts that it was judged on.

    Only a failure can be accepted; `exclude` takes out what holds, too: a steward may
    know of a figure what no sum shows.
    """
    _check_rule(con, of, rule_id)
    row = con.execute(
        "select submission_id, verdict, outcome, measure from marts.reconciliations"
        " where (report_year, unit_set, locality_code) = (?, ?, ?) and rule_id = ?",
        [*of.territory, rule_id],
    ).fetchone()
    verdict = _Verdict(*row) if row else _Verdict(None, "not_asked", None, None)
    shows_another = verdict.submission_id != of.submission_id
    # A period that cannot be read holds without a failure.
    is_undecided = shows_another or verdict.verdict == "cannot_tell"
    if rule_id == "PERIOD" and of.status == "held" and is_undecided:
        return Bound(of.submission_id, None)
    if verdict.verdict == "not_asked" and of.status == "held":
        raise DecisionError(
            f"{of.submission_id} is held whole, so that {rule_id} was not asked of it;"
            f" what has to be settled first: {of.reason}"
        )
    if verdict.verdict == "not_asked":
        raise DecisionError(
            f"{rule_id} was not asked of {of.submission_id}: there is nothing to"
            f" {decision}."
        )
    # Breakdowns that disagree under a blank total hold their block without a failure.
    is_failing = verdict.verdict in ("fail", "soft_gap") or (
        verdict.outcome == "breakdowns_disagree"
    )
    if decision == "accept" and not is_failing:
        raise DecisionError(
            f"{rule_id} does not fail for {of.submission_id}: its verdict is"
            f" {verdict.verdict}; there is nothing to accept. To keep the figures out"
            " all the same: exclude"
        )
    bound = verdict.submission_id or of.submission_id
    # Identifiers begin with the time of receipt, so that they sort by it.
    if bound > of.submission_id:
        raise DecisionError(
            f"the figures that {rule_id} looks at now come from a later submission;"
            f" look at it and decide on {bound}"
        )
    if rule_id in WITHOUT_CELLS:
        return Bound(bound, None)
    return Bound(bound, _current_texts(con, of, verdict.measure))


def territory_code(typed: str, report_year: int) -> str:
    """The code that is meant (`1` is `01`) on the map of 31 December of that year.

    Raises DecisionError where there is none, or the report year has no form.
    """
    code = typed.strip().zfill(2)
    if form().report_year(report_year) is None:
        years = ", ".join(str(known.report_year) for known in form().report_years)
        raise DecisionError(f"{report_year} is no report year; the form knows {years}.")
    last_day = f"{report_year}-12-31"
    localities = rows_of(paths.SEEDS / "localities.csv")
    names = {
        row["code"]: row["name_vi"]
        for row in localities
        if row["valid_from"] <= last_day
        and (not row["valid_to"] or last_day <= row["valid_to"])
    }
    if code in names:
        return code
    former = [row for row in localities if row["code"] == code]
    hint = (
        f"{former[0]['name_vi']} has become {former[0]['successor_name_vi']}"
        f" ({former[0]['successor_code']})."
        if former and former[0]["successor_code"]
        else "it has " + ", ".join(f"{c} {names[c]}" for c in sorted(names)) + "."
    )
    raise DecisionError(
        f"there is no locality “{typed}” on the map of {report_year}; {hint}"
    )


def _nearest(wrong: str, known: Iterable[str]) -> str:
    names = list(known)
    alike = [name for name in names if name.casefold() == wrong.casefold()]
    close = alike or difflib.get_close_matches(wrong, names, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else "none is like it."


def _check_rule(con: duckdb.DuckDBPyConnection, of: Submission, rule_id: str) -> None:
    if of.report_year is None or of.locality_code is None:
        raise DecisionError(
            f"{of.submission_id} is held because its locality or year is not known, so"
            f" that no rule ran on it; first: ipw assign {of.submission_id}"
            " --locality CODE --year Y"
        )
    rules = {
        row[0]
        for row in con.execute(
            "select rule_id from reference.rules where report_year = ?",
            [of.report_year],
        ).fetchall()
    }
    if rule_id not in rules:
        raise DecisionError(
            f"there is no rule “{rule_id}” for {of.report_year};"
            f" {_nearest(rule_id, sorted(rules | {'SUBMISSION'}))}"
        )


def _current_texts(
    con: duckdb.DuckDBPyConnection, of: Submission, measure: str | None
) -> dict[str, str]:
    """Line to raw text of every cell that counts in the block; no blank ones.

    A rule without a measure of its own (COPY, EMPTY) looks at every block.
    """
    rows = con.execute(
        "select line_code, raw_text from validation.current_cells"
        " where (report_year, unit_set, locality_code) = (?, ?, ?)"
        " and submission_id is not null and (? is null or measure = ?)"
        " order by line_code",
        [*of.territory, measure, measure],
    ).fetchall()
    return dict(rows)

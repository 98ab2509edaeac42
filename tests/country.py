"""A country of hand-made reports, built once: every case has a locality of its own.

    country = Country(2024)
    advice = country.report({"E": 321, "E1": 258})
    country.row(advice, "SUM:E:ip_right")["verdict"]

For what unfolds over time: `locality()`, then `send` and `decide` in order of receipt.
"""

import functools
from collections.abc import Mapping
from typing import Any

import duckdb

from dagster_project.inquiry import replay
from dagster_project.submissions import records
from tests.given import Report, decision, loaded, report, rows

Cells = Mapping[str, str | int | None]


@functools.cache
def codes(unit_set: str) -> tuple[str, ...]:
    """The codes of a map, in order."""
    con = replay.memory()
    found = con.execute(
        "select code from reference.localities where unit_set = ? order by code",
        [unit_set],
    ).fetchall()
    con.close()
    return tuple(code for (code,) in found)


class Country:
    """Collects reports and decisions; builds the warehouse when a row is asked for."""

    def __init__(self, year: int) -> None:
        self.year = year
        self._codes = iter(codes("63" if year < 2025 else "34"))
        self._reports: list[Report] = []
        self._decisions: list[
            tuple[records.Decision, tuple[records.DecisionCell, ...]]
        ] = []
        self._built: duckdb.DuckDBPyConnection | None = None

    def locality(self) -> str:
        """The code of the next free locality; it has sent nothing yet."""
        return next(self._codes)

    def send(
        self, code: str, cells: Cells, *, year: int | None = None, **changes: Any
    ) -> str:
        """Add a report of a locality; return its submission id."""
        sent = report(code, year or self.year, cells, **changes)
        self._reports.append(sent)
        return sent.submission.submission_id

    def report(self, cells: Cells, **changes: Any) -> str:
        """Add the one report of the next free locality; return its code."""
        code = self.locality()
        self.send(code, cells, **changes)
        return code

    def decide(
        self,
        submission_id: str,
        rule_id: str,
        kind: str,
        cells: Any = None,
        **more: Any,
    ) -> None:
        """Add a steward's decision, bound to the given cells of its block."""
        bound = None
        if cells is not None:
            bound = {code: str(value) for code, value in cells.items()}
        self._decisions.append(decision(submission_id, rule_id, kind, bound, **more))

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The warehouse of these reports."""
        if self._built is None:
            self._built = loaded(self._reports, self._decisions)
            replay.build_models(
                self._built, up_to={"reconciliations", "rules", "violations"}
            )
        return self._built

    def row(self, code: str, rule_id: str, year: int | None = None) -> dict[str, Any]:
        """The one row of `marts.reconciliations` of a locality and rule."""
        return self._one("marts.reconciliations", "rule_id", code, rule_id, year)

    def verdict(self, code: str, rule_id: str, year: int | None = None) -> str:
        """The verdict alone."""
        return str(self.row(code, rule_id, year)["verdict"])

    def violation(self, code: str, rule_id: str) -> dict[str, Any]:
        """The one row of `marts.violations` of a locality and rule."""
        return self._one("marts.violations", "rule_id", code, rule_id, None)

    def block(self, code: str, measure: str) -> dict[str, Any]:
        """The one row of `intermediate.int_blocks` of a locality and measure."""
        return self._one("intermediate.int_blocks", "measure", code, measure, None)

    def _one(
        self, table: str, key: str, code: str, value: str, year: int | None
    ) -> dict[str, Any]:
        (found,) = rows(
            self.con,
            f"select * from {table} where report_year = ? and locality_code = ?"
            f" and {key} = ?",
            year or self.year,
            code,
            value,
        )
        return found

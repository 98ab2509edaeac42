"""A country of hand-made reports, built once: every case has a locality of its own.

country = Country(2024)
advice = country.report({"E": 321, "E1": 258})
country.row(advice, "SUM:E:ip_right")["verdict"]
"""

import functools
from collections.abc import Mapping
from typing import Any

import duckdb

from dagster_project import replay
from tests.given import Report, loaded, report, rows


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
    """Collects reports of one year and builds the warehouse when a row is asked for."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.unit_set = "63" if year < 2025 else "34"
        self.reports: list[Report] = []
        self._codes = iter(codes(self.unit_set))
        self._built: duckdb.DuckDBPyConnection | None = None

    def report(self, cells: Mapping[str, str | int | None], **changes: Any) -> str:
        """Add a report of the next free locality; return its code."""
        code = next(self._codes)
        self.reports.append(report(code, self.year, cells, **changes))
        return code

    def silent(self) -> str:
        """The code of a locality that sends nothing."""
        return next(self._codes)

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The warehouse of these reports."""
        if self._built is None:
            self._built = loaded(self.reports)
            replay.build_models(
                self._built, up_to={"reconciliations", "rules", "violations"}
            )
        return self._built

    def row(self, code: str, rule_id: str) -> dict[str, Any]:
        """The one row of `marts.reconciliations` of a locality and rule."""
        (found,) = rows(
            self.con,
            "select * from marts.reconciliations where locality_code = ?"
            " and rule_id = ?",
            code,
            rule_id,
        )
        return found

    def verdict(self, code: str, rule_id: str) -> str:
        """The verdict alone."""
        return str(self.row(code, rule_id)["verdict"])

    def block(self, code: str, measure: str) -> dict[str, Any]:
        """The one row of `intermediate.int_blocks` of a locality and measure."""
        (found,) = rows(
            self.con,
            "select * from intermediate.int_blocks where locality_code = ?"
            " and measure = ?",
            code,
            measure,
        )
        return found

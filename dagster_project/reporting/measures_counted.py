"""Whether a report counts whole or in part: how many of its measures are held back.

A submission counts as soon as it is not held whole, and a measure of it may still be
held. Every answer says so in the same words.
"""

from collections import defaultdict
from dataclasses import dataclass

import duckdb

from dagster_project.reporting.text import words
from expectations.form import form

# A measure is one's where a current cell of it is that says something.
_MEASURES = """
    select distinct
        cells.submission_id, cells.section, cells.measure,
        blocks.status in ('held', 'excluded') as is_left_out,
    from validation.current_cells as cells
    inner join {blocks} as blocks
        using (report_year, unit_set, locality_code, measure)
    where
        cells.submission_id is not null
        and cells.state not in ('blank', 'dash')
        and blocks.status != 'missing'
"""
# All that a measure says has the status of its block; its total may say nothing.
_PUBLISHED = """(
    select
        report_year, unit_set, locality_code, indicator as measure,
        any_value(status) as status,
    from marts.locality_indicators
    where status != 'missing'
    group by all
)"""


@dataclass(frozen=True, slots=True)
class MeasuresCounted:
    """Measures of a submission that count, those left out, and the numerals of these.

    `left_out` are held or were excluded by a steward.
    """

    counted: int = 0
    left_out: int = 0
    sections: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """`counted`, `partly`, or `held` where each of its measures is left out."""
        if not self.left_out:
            return "counted"
        return "partly" if self.counted else "held"

    def sentence(self, language: str) -> str:
        """How many measures count and how many do not, in which sections."""
        return words(language).measures_counted.format(
            counted=self.counted,
            left_out=self.left_out,
            sections=", ".join(self.sections),
        )


def of_submissions(connection: duckdb.DuckDBPyConnection) -> dict[str, MeasuresCounted]:
    """Of each submission of which a cell is current, what counts."""
    return _read(connection, "intermediate.int_blocks")


def published(connection: duckdb.DuckDBPyConnection) -> dict[str, MeasuresCounted]:
    """The same as the published tables have it."""
    return _read(connection, _PUBLISHED)


def _read(
    connection: duckdb.DuckDBPyConnection, blocks: str
) -> dict[str, MeasuresCounted]:
    rows: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for name, section, _, is_left_out in connection.execute(
        _MEASURES.format(blocks=blocks)
    ).fetchall():
        rows[name].append((section, is_left_out))
    return {
        name: MeasuresCounted(
            sum(not is_left_out for _, is_left_out in found),
            sum(is_left_out for _, is_left_out in found),
            tuple(x.numeral for x in form().sections if (x.section, True) in found),
        )
        for name, found in rows.items()
    }

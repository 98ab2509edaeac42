"""Which cells of a submission are marked, from the verdicts on the current cells.

Where the cause is known the cell that it accuses is marked (both, where two were
exchanged) and the others are named; where it cannot be told, every cell of the equation
is. Cells that came with another submission are named, not marked. Where cells are
missing, the places left blank are marked. Knows verdicts and addresses, no formats.
"""

import re

import duckdb

from dagster_project.reporting import failing
from dagster_project.reporting.addresses import each_place
from dagster_project.reporting.failing import Failure
from dagster_project.reporting.findings import Territory
from dagster_project.reporting.mark import Mark
from dagster_project.reporting.numbers import as_in_the_form, as_written
from dagster_project.reporting.text import words
from expectations.form import form

# Longer texts are shortened where they stand beside others; the cell has the whole.
LONGEST_VALUE = 60
_WORDS = {
    "vi": ("để trống", "từ báo cáo khác"),
    "en": ("blank", "from another submission"),
}

MarkedPlace = tuple[str, str | None, str | None]
"""Line, sheet and address; without a line where the whole report is meant."""


class Failures:
    """Every rule that fails and is not accepted, as marks on the submissions."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read them all: what is asked for one is asked for many."""
        self._known = failing.read(connection)

    def marks_of(self, submission_id: str, language: str) -> list[Mark]:
        """The marks of one submission, hard rules first, then in order of the form."""
        territory = self._known.territories.get(submission_id)
        if territory is None:
            return []
        return [
            mark
            for failure in self._known.failures.get(territory, ())
            for mark in self._marks(failure, submission_id, language)
        ]

    def _marks(self, failure: Failure, submission_id: str, language: str) -> list[Mark]:
        is_latest = self._known.latest.get(failure.territory) == submission_id
        if failure.lines:
            places = self._places(failure, submission_id)
            if not places and is_latest:
                places = [(failure.lines[0], None, None)]
        elif failure.submission_id == submission_id or is_latest:
            # A rule on the whole report has no cell of its own.
            places = [("", None, None)]
        else:
            places = []
        return [self._mark(failure, submission_id, language, place) for place in places]

    def _places(self, failure: Failure, submission_id: str) -> list[MarkedPlace]:
        """Line, sheet and address of the cells to mark in this submission."""
        places: list[MarkedPlace] = []
        for line in _marked(failure):
            cell = self._known.cells.get((*failure.territory, line))
            is_blank = cell is None or cell.submission_id is None
            if failure.outcome in ("total_missing", "parts_missing"):
                if is_blank and (submission_id, line) in self._known.blanks:
                    places.append((line, *self._known.blanks[submission_id, line]))
            elif cell is not None and cell.submission_id == submission_id:
                places += [
                    (line, *each) for each in each_place(cell.sheet, cell.address)
                ]
        return places

    def _mark(
        self,
        failure: Failure,
        submission_id: str,
        language: str,
        place: MarkedPlace,
    ) -> Mark:
        line, sheet, address = place
        is_english = language == "en"
        cell = self._known.cells.get((*failure.territory, line))
        return Mark(
            line_code=line,
            sheet=sheet,
            address=address,
            rule_id=failure.rule_id,
            severity=failure.severity,
            text=failure.message_en if is_english else failure.message_vi,
            others=tuple(
                self._shown(failure.territory, other, submission_id, language)
                for other in failure.lines
                if other != line
            ),
            remedy=_remedy(failure, line, language),
            cause=failure.cause and words(language).of("cause", failure.cause),
            is_elsewhere=cell is not None
            and cell.submission_id not in (None, submission_id),
        )

    def _shown(
        self, territory: Territory, line: str, submission_id: str, language: str
    ) -> str:
        """`B1 Nhãn hiệu = 12`; says so where the cell came with another submission."""
        blank, elsewhere = _WORDS.get(language, _WORDS["vi"])
        known = form().line(line)
        label = known.label_en if language == "en" else known.label_vi
        cell = self._known.cells.get((*territory, line))
        if cell is None or cell.submission_id is None:
            return f"{line} {label}: {blank}"
        written = as_written(cell.raw_text or "", cell.value_kind, language)
        text = re.sub(r"\s+", " ", written).strip()
        if len(text) > LONGEST_VALUE:
            text = text[: LONGEST_VALUE - 1] + "…"
        note = "" if cell.submission_id == submission_id else f" ({elsewhere})"
        return f"{line} {label} = {text}{note}"


def marks_of(
    connection: duckdb.DuckDBPyConnection, submission_id: str, language: str
) -> list[Mark]:
    """The marks of one submission in `language` (`vi` or `en`); see `Failures`."""
    return Failures(connection).marks_of(submission_id, language)


def _marked(failure: Failure) -> tuple[str, ...]:
    """The lines to mark: the accused ones of this rule, else the whole equation.

    Of a missing total the total alone: a part of it may be blank for good reason.
    """
    if failure.outcome == "total_missing":
        return failure.lines[:1]
    accused = tuple(line for line in failure.lines if line in failure.accused)
    return accused or failure.lines


def _remedy(failure: Failure, line: str, language: str) -> str | None:
    """What would satisfy the rule, as its cell is filled in, where one repair does."""
    if (
        failure.repaired is None
        or len(failure.accused) != 1
        or line not in failure.accused
    ):
        return None
    return f"{line} = {as_in_the_form(failure.repaired, line, language)}"

"""Which cells of a submission are marked, from the verdicts on the current cells.

Where the cause is known the cell that it accuses is marked (both, where two were
exchanged) and the others are named; where it cannot be told, every cell of the equation
is. Cells that came with another submission are named, not marked. Where cells are
missing, the places left blank are marked. Knows verdicts and addresses, no formats.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.reporting.mark import Mark, Severity
from dagster_project.reporting.numbers import quantity
from expectations.form import form

# Longer texts are shortened where they stand beside others; the cell has the whole.
LONGEST_VALUE = 60
CAUSES = {
    "transposition": ("hai chữ số liền nhau bị đổi chỗ", "two adjacent digits swapped"),
    "digit_dropped": ("thiếu một chữ số", "a digit dropped"),
    "digit_added": ("thừa một chữ số", "a digit added"),
    "digit_changed": ("sai một chữ số", "a digit changed"),
    "unit_slip": ("nhầm đơn vị (nghìn, triệu, tỷ)", "a slip of unit"),
    "exchange": ("hai ô bị đổi chỗ cho nhau", "two cells exchanged"),
    "subtotal_counted": ("cộng cả số “trong đó”", "a subtotal counted as a part"),
    "part_left_out": ("bỏ sót một thành phần", "a part left out"),
    "sign": ("sai dấu", "a wrong sign"),
    "last_year": ("ghi số của năm trước", "last year's figure"),
    "undecided": (
        "chưa xác định được ô nào sai",
        "it cannot be told which cell is wrong",
    ),
}
_WORDS = {
    "vi": ("để trống", "từ báo cáo khác"),
    "en": ("blank", "from another submission"),
}

Territory = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class _Failure:
    territory: Territory
    rule_id: str
    severity: Severity
    cause: str | None
    outcome: str
    message_vi: str
    message_en: str
    submission_id: str | None
    lines: tuple[str, ...]
    accused: tuple[str, ...]
    repaired: Decimal | None
    unit: str | None

    @property
    def marked(self) -> tuple[str, ...]:
        """The lines to mark: the accused ones of this rule, else the whole equation."""
        accused = tuple(line for line in self.lines if line in self.accused)
        return accused or self.lines


@dataclass(frozen=True, slots=True)
class _Cell:
    raw_text: str | None
    submission_id: str | None
    sheet: str | None
    address: str | None


class Failures:
    """Every rule that fails and is not accepted, with the cells of its equation."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read them all in a few queries: what is asked for one is asked for many."""
        self._failures: dict[Territory, list[_Failure]] = defaultdict(list)
        for failure in _failures(connection):
            self._failures[failure.territory].append(failure)
        self._cells = _current_cells(connection, self._failures)
        self._blanks = _blank_places(connection)
        self._latest: dict[Territory, str] = {}
        self._territories: dict[str, Territory] = {}
        for submission_id, year, unit_set, code, is_latest in connection.execute(
            "select submission_id, report_year, unit_set, locality_code, is_latest"
            " from reference.dim_submissions where locality_code is not null"
            " and report_year is not null and status != 'refused'"
        ).fetchall():
            self._territories[submission_id] = (year, unit_set, code)
            if is_latest:
                self._latest[year, unit_set, code] = submission_id

    def marks_of(self, submission_id: str, language: str) -> list[Mark]:
        """The marks of one submission, hard rules first, then in order of the form."""
        territory = self._territories.get(submission_id)
        if territory is None:
            return []
        return [
            mark
            for failure in self._failures.get(territory, ())
            for mark in self._marks(failure, submission_id, language)
        ]

    def _marks(
        self, failure: _Failure, submission_id: str, language: str
    ) -> list[Mark]:
        is_latest = self._latest.get(failure.territory) == submission_id
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

    def _places(
        self, failure: _Failure, submission_id: str
    ) -> list[tuple[str, str | None, str | None]]:
        """Line, sheet and address of the cells to mark in this submission."""
        places: list[tuple[str, str | None, str | None]] = []
        for line in failure.marked:
            cell = self._cells.get((*failure.territory, line))
            is_blank = cell is None or cell.submission_id is None
            if failure.outcome in ("total_missing", "parts_missing"):
                if is_blank and (submission_id, line) in self._blanks:
                    places.append((line, *self._blanks[submission_id, line]))
            elif cell is not None and cell.submission_id == submission_id:
                places.append((line, cell.sheet, cell.address))
        return places

    def _mark(
        self,
        failure: _Failure,
        submission_id: str,
        language: str,
        place: tuple[str, str | None, str | None],
    ) -> Mark:
        line, sheet, address = place
        is_english = language == "en"
        cause = CAUSES.get(failure.cause or "")
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
            cause=None if cause is None else cause[is_english],
        )

    def _shown(
        self, territory: Territory, line: str, submission_id: str, language: str
    ) -> str:
        """`B1 Nhãn hiệu = 12`; says so where the cell came with another submission."""
        blank, elsewhere = _WORDS.get(language, _WORDS["vi"])
        known = form().line(line)
        label = known.label_en if language == "en" else known.label_vi
        cell = self._cells.get((*territory, line))
        if cell is None or cell.submission_id is None:
            return f"{line} {label}: {blank}"
        text = re.sub(r"\s+", " ", cell.raw_text or "").strip()
        if len(text) > LONGEST_VALUE:
            text = text[: LONGEST_VALUE - 1] + "…"
        note = "" if cell.submission_id == submission_id else f" ({elsewhere})"
        return f"{line} {label} = {text}{note}"


def marks_of(
    connection: duckdb.DuckDBPyConnection, submission_id: str, language: str
) -> list[Mark]:
    """The marks of one submission in `language` (`vi` or `en`); see `Failures`."""
    return Failures(connection).marks_of(submission_id, language)


def _failures(connection: duckdb.DuckDBPyConnection) -> list[_Failure]:
    """Hard rules first, then in the order of the form; rules on the whole last."""
    positions = {line.code: position for position, line in enumerate(form().lines())}
    rows = connection.execute(
        "select report_year, unit_set, locality_code, rule_id, severity, cause,"
        " coalesce(outcome, ''), message_vi, message_en, submission_id,"
        " case when measure is not null then cells end, cause_cell,"
        " cause_other_cell, cause_value, (select any_value(unit) from"
        " validation.current_cells as c where c.measure = r.measure)"
        " from marts.reconciliations as r"
        " where verdict = 'fail' and status is distinct from 'accepted'"
    ).fetchall()
    found = [
        _Failure(
            territory=(year, unit_set, code),
            rule_id=rule_id,
            severity=severity,
            cause=cause,
            outcome=outcome,
            message_vi=message_vi,
            message_en=message_en,
            submission_id=submission_id,
            lines=_lines(cells),
            accused=tuple(line for line in (accused, other) if line),
            repaired=repaired,
            unit=unit,
        )
        for (
            year, unit_set, code, rule_id, severity, cause, outcome, message_vi,
            message_en, submission_id, cells, accused, other, repaired, unit,
        ) in rows
    ]  # fmt: skip
    return sorted(
        found,
        key=lambda each: (
            each.severity != "hard",
            positions[each.lines[0]] if each.lines else len(positions),
            each.rule_id,
        ),
    )


def _remedy(failure: _Failure, line: str, language: str) -> str | None:
    """What would satisfy the rule, where one repair does."""
    if (
        failure.repaired is None
        or len(failure.accused) != 1
        or line not in failure.accused
    ):
        return None
    value = quantity(failure.repaired, failure.unit, language)
    return f"{line} = {value}"


def _lines(cells: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (cells or "").split(",") if line.strip())


def _current_cells(
    connection: duckdb.DuckDBPyConnection, territories: Iterable[Territory]
) -> dict[tuple[int, str, str, str], _Cell]:
    wanted = set(territories)
    if not wanted:
        return {}
    rows = connection.execute(
        "select report_year, unit_set, locality_code, line_code, raw_text,"
        " cells.submission_id, sheet, address from validation.current_cells as cells"
        " semi join (select * from marts.reconciliations where verdict = 'fail')"
        " using (report_year, unit_set, locality_code)"
    ).fetchall()
    return {
        (year, unit_set, code, line): _Cell(raw_text, submission_id, sheet, address)
        for year, unit_set, code, line, raw_text, submission_id, sheet, address in rows
        if (year, unit_set, code) in wanted
    }


def _blank_places(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """Submission and line to the place of a cell that was left blank."""
    rows = connection.execute(
        "select submission_id, line_code, cells.sheet, cells.address"
        " from staging.stg_cells as cells"
        " semi join (select * from marts.reconciliations where verdict = 'fail'"
        " and rule_id like 'REQ:%') using (report_year, unit_set, locality_code)"
        " where cells.state in ('blank', 'dash')"
    ).fetchall()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}

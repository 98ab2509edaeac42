"""The one Python face of the form, which is declared as dbt seeds and nowhere else.

Parsers, suites, the template, reports and the documentation read lines, sections,
headers and windows from here. It knows the form, never what somebody reported.
"""

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from dagster_project import paths

Kind = Literal["total", "part", "of_which"]
Nature = Literal["flow", "stock"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form; `position` is its place in the form, from 0.

    `total_code` is null for a total; of an `of_which` it is the parent, which may be
    a part. `scale` is what one written unit is worth in `unit`.
    """

    code: str
    section: str
    measure: str
    breakdown: str
    member: str
    total_code: str | None
    kind: Kind
    unit: str
    scale: int
    nature: Nature
    label_vi: str
    label_en: str
    valid_from_year: int
    valid_to_year: int | None
    position: int

    def is_in(self, year: int) -> bool:
        """Whether the form of report year `year` has this line."""
        return self.valid_from_year <= year and (
            self.valid_to_year is None or year <= self.valid_to_year
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form: its name (`cases`), numeral (`II`) and titles."""

    section: str
    numeral: str
    title_vi: str
    title_en: str


@dataclass(frozen=True, slots=True)
class CoverField:
    """A field of the cover sheet; `row` is where the template writes it, from 1."""

    field: str
    row: int
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Header:
    """A column of a section sheet; `column` is where the template writes it."""

    field: str
    column: str
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class ReportYear:
    """When a report year opens, is due and closes: days in Asia/Ho_Chi_Minh."""

    report_year: int
    opens_on: date
    deadline: date
    closes_on: date


@dataclass(frozen=True)
class Form:
    """All lines of all years, the sections in order, cover, headers and windows."""

    all_lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    cover_fields: tuple[CoverField, ...]
    headers: tuple[Header, ...]
    report_years: tuple[ReportYear, ...]

    def lines(self, year: int | None = None) -> tuple[Line, ...]:
        """The lines of a report year's form in its order; of every year without one."""
        return tuple(x for x in self.all_lines if year is None or x.is_in(year))

    def line(self, code: str) -> Line:
        """The line with this exact code; KeyError if no year's form has it."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Line]:
        return {line.code: line for line in self.all_lines}

    def section(self, name: str) -> Section:
        """The section of this name; KeyError if there is none."""
        for section in self.sections:
            if section.section == name:
                return section
        raise KeyError(name)

    def section_lines(self, section: str, year: int | None = None) -> tuple[Line, ...]:
        """The lines of one section in form order."""
        return tuple(x for x in self.lines(year) if x.section == section)

    def totals(self, year: int | None = None) -> tuple[Line, ...]:
        """The total lines in form order: one for each measure."""
        return tuple(x for x in self.lines(year) if x.kind == "total")

    def of_which(self, year: int | None = None) -> tuple[Line, ...]:
        """The of-which lines in form order."""
        return tuple(x for x in self.lines(year) if x.kind == "of_which")

    def breakdowns(self, total: str, year: int | None = None) -> tuple[str, ...]:
        """The breakdowns of a total in form order; each must add up to it."""
        found = (
            x.breakdown
            for x in self.lines(year)
            if x.kind == "part" and x.total_code == total
        )
        return tuple(dict.fromkeys(found))

    def parts(
        self, total: str, breakdown: str, year: int | None = None
    ) -> tuple[Line, ...]:
        """The parts of a total along one breakdown, in form order."""
        return tuple(
            x
            for x in self.lines(year)
            if x.kind == "part" and x.total_code == total and x.breakdown == breakdown
        )

    def block(self, total: str, year: int | None = None) -> tuple[Line, ...]:
        """A total with all its parts and of-which lines: all lines of its measure."""
        measure = self.line(total).measure
        return tuple(x for x in self.lines(year) if x.measure == measure)

    def root_total(self, code: str) -> Line:
        """The total line above a line: itself, its total, or its parent's total."""
        line = self.line(code)
        while line.total_code is not None:
            line = self.line(line.total_code)
        return line

    def report_year(self, year: int) -> ReportYear | None:
        """The window of a report year, or None if it is not declared."""
        return next((x for x in self.report_years if x.report_year == year), None)

    def version(self, year: int) -> str:
        """The form version on the cover of a report year's workbook."""
        return f"{year}.1"

    def fingerprint(self, year: int) -> str:
        """SHA-256 (hex) over what a workbook of this year lays out: its layout."""
        laid_out = [
            *((x.numeral, x.title_vi, x.title_en) for x in self.sections),
            *((x.field, str(x.row), x.label_vi, x.label_en) for x in self.cover_fields),
            *((x.field, x.column, x.label_vi, x.label_en) for x in self.headers),
            *(
                (x.code, x.section, x.label_vi, x.label_en, x.unit, str(x.scale))
                for x in self.lines(year)
            ),
        ]
        text = "\n".join("\x1f".join(row) for row in laid_out)
        return hashlib.sha256(text.encode()).hexdigest()


def read(seeds: Path) -> Form:
    """Read the form from a folder of seed CSVs (UTF-8)."""
    return Form(
        all_lines=tuple(
            _line(row, position)
            for position, row in enumerate(rows_of(seeds / "form_lines.csv"))
        ),
        sections=tuple(Section(**x) for x in rows_of(seeds / "form_sections.csv")),
        cover_fields=tuple(
            CoverField(x["field"], int(x["row"]), x["label_vi"], x["label_en"])
            for x in rows_of(seeds / "cover_fields.csv")
        ),
        headers=tuple(Header(**x) for x in rows_of(seeds / "headers.csv")),
        report_years=tuple(
            ReportYear(
                int(x["report_year"]),
                date.fromisoformat(x["opens_on"]),
                date.fromisoformat(x["deadline"]),
                date.fromisoformat(x["closes_on"]),
            )
            for x in rows_of(seeds / "report_years.csv")
        ),
    )


@cache
def form() -> Form:
    """The form as declared in `dbt/seeds`; read once a process."""
    return read(paths.SEEDS)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a seed CSV as text by column name; an empty field is ''."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _line(row: dict[str, str], position: int) -> Line:
    return Line(
        code=row["line_code"],
        section=row["section"],
        measure=row["measure"],
        breakdown=row["breakdown"],
        member=row["member"],
        total_code=row["total_code"] or None,
        kind=row["kind"],  # type: ignore[arg-type]
        unit=row["unit"],
        scale=int(row["scale"]),
        nature=row["nature"],  # type: ignore[arg-type]
        label_vi=row["label_vi"],
        label_en=row["label_en"],
        valid_from_year=int(row["valid_from_year"]),
        valid_to_year=int(row["valid_to_year"]) if row["valid_to_year"] else None,
        position=position,
    )

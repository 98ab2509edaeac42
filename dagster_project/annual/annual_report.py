"""The section of the annual report, regenerated from the published figures.

The words are the templates' (`templates/annual_report.<language>.jinja`), the
hedges follow from the figures (`reporting/hedging.py`); here they meet. Every number
that is said of a figure is kept as a claim, so that a test can read it again.
"""

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.annual import annual_facts
from dagster_project.annual.annual_facts import Facts, Figure, Growth, Locality
from dagster_project.inquiry import querying
from dagster_project.reporting import hedging, numbers
from dagster_project.reporting.hedging import Amount
from expectations.form import form

_TEMPLATES = Path(__file__).parent / "templates"


class ReportError(ValueError):
    """A report that cannot be written: names the culprit and the remedy."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What was said of a figure: which, whose (null: the country's), and how.

    `about` is `value`, `held_value`, `change`, `panel_change`, `growth` or
    `panel_growth`.
    """

    indicator: str
    breakdown: str
    member: str
    territory: str | None
    about: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Report:
    """Markdown with footnotes, and every claim in it."""

    markdown: str
    claims: tuple[Claim, ...]


def write(year: int, language: str) -> Report:
    """The report of a year from the publication in force, in `vi` or `en`.

    Raises ReportError where the year is not published, QueryError where nothing is.
    """
    connection = querying.connect()
    try:
        return written(connection, year, language)
    finally:
        connection.close()


def written(connection: duckdb.DuckDBPyConnection, year: int, language: str) -> Report:
    """The same from any connection that has the published schemas."""
    facts = annual_facts.gather(connection, year)
    if not facts.figures:
        years = connection.execute(
            "select distinct report_year from marts.annual_indicators order by all"
        ).fetchall()
        known = ", ".join(str(each) for (each,) in years) or "none"
        raise ReportError(f"nothing is published for {year}; published: {known}")
    writer = _Writer(facts, language)
    text = (
        _environment()
        .get_template(f"annual_report.{language}.jinja")
        .render(w=writer, facts=facts, year=year, sections=form().sections)
    )
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    return Report(text, tuple(writer.claims))


@functools.cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=False,  # noqa: S701  # Markdown; free text passes `plain`
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _Writer:
    """What the templates may ask for: amounts, growth, names, footnotes."""

    def __init__(self, facts: Facts, language: str) -> None:
        self.claims: list[Claim] = []
        self.notes: list[str] = []
        self._facts, self._language = facts, language

    def totals(self, section: str) -> list[Figure]:
        """The totals of a section, in form order."""
        return [
            f
            for f in self._facts.figures.values()
            if f.section == section and f.breakdown == "total"
        ]

    def breakdowns(self, total: Figure) -> list[tuple[str, list[Figure]]]:
        """The members of a total that may be above zero for anyone, by breakdown."""
        parts: dict[str, list[Figure]] = {}
        for f in self._facts.figures.values():
            is_part = f.indicator == total.indicator and f.breakdown != "total"
            if is_part and (f.value or f.value_low):
                parts.setdefault(f.breakdown, []).append(f)
        return list(parts.items())

    def ratio(self, indicator: str) -> Figure | None:
        """A ratio, where it has a value."""
        found = self._facts.figures.get((indicator, "total", "total"))
        return found if found and found.value is not None else None

    def growth(self, figure: Figure) -> Growth | None:
        """The total against the year before."""
        return self._facts.growth.get(figure.indicator)

    def amount(self, figure: Figure) -> Amount:
        """How the national figure is said."""
        assert figure.value is not None and figure.value_low is not None
        if figure.section is None:
            said = hedging.ratio(
                figure.value,
                figure.value_low,
                figure.value_high,
                figure.unit,
                self._language,
            )
        else:
            said = hedging.amount(
                figure.value,
                figure.value_low,
                figure.value_high,
                figure.unit,
                self._language,
                is_lower_bound=figure.is_lower_bound,
            )
        return self._claim(figure, "value", said)

    def of_locality(self, figure: Figure, locality: Locality) -> str:
        """How one locality's number is said, in brackets after its name."""
        assert locality.value is not None and locality.value_low is not None
        said = hedging.amount(
            locality.value,
            locality.value_low,
            locality.value_high,
            figure.unit,
            self._language,
            is_lower_bound=False,
        )
        return self._claim(figure, "value", said, locality.territory).sign

    def held(self, figure: Figure) -> Amount | None:
        """What the held blocks report; null where they hold no number."""
        if figure.held_value is None:
            return None
        return self._claim(figure, "held_value", self._point(figure, figure.held_value))

    def change(self, figure: Figure, about: str) -> Amount:
        """The absolute amount of `change` or `panel_change`."""
        value = getattr(self._facts.growth[figure.indicator], about)
        return self._claim(figure, about, self._point(figure, value.copy_abs()))

    def percent(self, figure: Figure, about: str) -> Amount:
        """The absolute `growth` or `panel_growth` in percent."""
        growth = self._facts.growth[figure.indicator]
        part, whole = {
            "growth": (growth.change, growth.previous_value),
            "panel_growth": (growth.panel_change, growth.panel_previous_value),
        }[about]
        assert part is not None and whole is not None
        said = hedging.percentage(part.copy_abs(), whole, self._language)
        return self._claim(figure, about, said)

    def names(self, localities: Iterable[Locality]) -> str:
        """Names joined by commas."""
        return ", ".join(self.name(each) for each in localities)

    def name(self, locality: Locality) -> str:
        """A locality's name in the reader's language."""
        return str(getattr(locality, f"name_{self._language}"))

    def label(self, figure: Figure) -> str:
        """A line's label in the reader's language."""
        return str(getattr(figure, f"label_{self._language}"))

    def part_label(self, figure: Figure) -> str:
        """The same in a list of parts, whose title says of what they are parts."""
        label = re.sub("^(Trong đó|Of which): ", "", self.label(figure))
        return label[:1].upper() + label[1:]

    def number(self, value: Decimal | int) -> str:
        """A plain number in the reader's locale."""
        return numbers.number(value, self._language)

    def note(self, text: str) -> str:
        """A reference to a footnote; the same words are one footnote."""
        text = " ".join(text.split())
        if text not in self.notes:
            self.notes.append(text)
        return f"[^{self.notes.index(text) + 1}]"

    def _point(self, figure: Figure, value: Decimal) -> Amount:
        return hedging.amount(
            value, value, value, figure.unit, self._language, is_lower_bound=False
        )

    def _claim(
        self, figure: Figure, about: str, said: Amount, territory: str | None = None
    ) -> Amount:
        self.claims.append(
            Claim(
                figure.indicator,
                figure.breakdown,
                figure.member,
                territory,
                about,
                said,
            )
        )
        return said


def save(report: Report, path: Path) -> None:
    """Write the report to `path`: `.docx` or `.md`. Raises ReportError on another."""
    writers: dict[str, Callable[[Report, Path], object]] = {
        ".md": lambda r, p: p.write_text(r.markdown, "utf-8"),
        ".docx": _save_document,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise ReportError(f"{path}: the name must end in .md or .docx")
    writer(report, path)


def _save_document(report: Report, path: Path) -> None:
    from dagster_project.annual import annual_document

    annual_document.save(report.markdown, path)

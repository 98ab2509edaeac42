"""One finding as a person reads it: message, equation with its numbers, commands."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from dagster_project.reporting import numbers
from dagster_project.reporting.evidence import Cell
from dagster_project.reporting.findings import Current, Finding, Territory
from dagster_project.reporting.text import words
from expectations.form import form


@dataclass(frozen=True, slots=True)
class Term:
    """A number of an equation: its line, as written and as read."""

    code: str
    label: str
    raw_text: str | None
    reading: str
    is_blank: bool
    is_suspect: bool
    elsewhere: str | None
    sign: str


@dataclass(frozen=True, slots=True)
class Case:
    """A finding on the page of a submission, in one language.

    `each` is what its ratio comes to where that is what fails: the fine per case.
    """

    finding: Finding
    message: str
    terms: tuple[Term, ...]
    commands: tuple[str, ...]
    last_year: str | None
    each: str | None


Cells = Mapping[tuple[Territory, str], Current]


def case_of(
    finding: Finding, current: Cells, submission_id: str, language: str
) -> Case:
    """The case of a finding on the page of a submission.

    `current` has the cells that count now, by territory and line.
    """
    english = language == "en"
    return Case(
        finding=finding,
        message=finding.message_en if english else finding.message_vi,
        terms=tuple(_terms(finding, current, submission_id, language)),
        commands=tuple(_commands(finding)) if finding.submission_id else (),
        last_year=finding.last_year_explanation,
        each=_each(finding, language) if _is_of_a_ratio(finding) else None,
    )


def _is_of_a_ratio(finding: Finding) -> bool:
    """Whether UNIT judged what its two lines come to, and nothing else."""
    return finding.kind == "UNIT" and finding.outcome in ("share", "soft_gap")


def _each(finding: Finding, language: str) -> str | None:
    """The first line of a ratio for one of the second, to the whole of its unit."""
    given, by = finding.reported_value, finding.compared_value
    if given is None or not by:
        return None
    with localcontext(prec=60):
        share = (given / by).quantize(Decimal(1), ROUND_HALF_UP)
    return numbers.quantity(share, finding.unit, language)


def _terms(
    finding: Finding, current: Cells, submission_id: str, language: str
) -> Iterator[Term]:
    """The cells of its equation in order; signs stand before a term."""
    if finding.measure is None:
        return
    signs = {
        "SUM": ("", "=", "+"),
        "OFW": ("", "≤", "≤"),
        "UNIT": ("", ":", ":"),
        "PAIR": ("", "→", "→"),
    }
    first, second, more = signs.get(finding.kind, ("", "·", "·"))
    codes = finding.cells
    if finding.kind == "OFW":
        codes = tuple(reversed(codes))
    if finding.kind == "UNIT" and finding.is_failing and not _is_of_a_ratio(finding):
        codes = codes[:1]
    for position, code in enumerate(codes):
        line, cell = form().line(code), current.get((finding.territory, code))
        given_by = cell.submission_id if cell else None
        yield Term(
            code=code,
            label=line.label_en if language == "en" else line.label_vi,
            raw_text=cell.raw_text if cell else None,
            reading=words(language).of("state", "blank")
            if cell is None
            else reading(cell, None, language),
            is_blank=cell is None or cell.value is None,
            is_suspect=code == finding.cause_cell,
            elsewhere=None if given_by == submission_id else given_by,
            sign=(first, second)[position] if position < 2 else more,
        )


def _commands(finding: Finding) -> Iterator[str]:
    target = (
        f"{shlex.quote(finding.submission_id or '')} {shlex.quote(finding.rule_id)}"
    )
    if finding.is_open:
        yield f'ipw decide {target} accept --reason "…" --by "…"'
        yield f'ipw decide {target} exclude --reason "…" --by "…"'
    else:
        yield f'ipw decide {target} revoke --reason "…" --by "…"'


def reading(cell: Cell | Current, unit: str | None, language: str) -> str:
    """What a cell was read as: its number, the interval of a hedge, or its state.

    `unit` is that of the line where it is to be named.
    """
    if cell.value is None or cell.low is None:
        return words(language).of("state", cell.state)
    text = numbers.quantity(cell.value, unit, language)
    if cell.value == cell.low == cell.high:
        return text
    within = numbers.interval(
        cell.low, bool(cell.low_is_open), cell.high, bool(cell.high_is_open), language
    )
    return f"{text} · {within}"


def gap(finding: Finding, language: str) -> str | None:
    """How far apart, with its sign; null where there is no number for it."""
    value = finding.gap
    if value is None or not value:
        return None
    sign = "+" if value > Decimal(0) else ""
    return sign + numbers.quantity(value, finding.unit, language)

"""One page a submission: the form as filled in, what is wrong, and what to do."""

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from dagster_project.reporting import addresses, numbers
from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.case import case_of, reading
from dagster_project.reporting.evidence import Cell, Cover, Decision, Evidence
from dagster_project.reporting.findings import Current, Finding, Territory
from dagster_project.reporting.text import Words, words
from expectations.form import Line, Section, form

# The rule of the decision by which a steward holds a submission back.
_TAKEN_BACK = {"taken_out": "SUBMISSION", "period_excluded": "PERIOD"}


class Row(NamedTuple):
    """A line of the form in one language. `mark` is `hard`, `soft` or empty.

    `counts_from` is another submission whose cell counts, `is_replaced` if a later one.
    """

    code: str
    label: str
    kind: str
    breakdown: str
    raw_text: str | None
    reading: str
    state: str
    problem: str | None = None
    place: str = ""
    note: str | None = None
    mark: str = ""
    findings: tuple[Finding, ...] = ()
    counts_from: str | None = None
    is_replaced: bool = False


def page_of(submission_id: str) -> str:
    """The page of a submission below the language."""
    return f"submission/{submission_id}.html"


class Material(NamedTuple):
    """All that the page of a submission says, in no language yet.

    `cells`: as the submission gave them, by line. `current`: the cells on which its
    `findings` rest, by territory and line.
    """

    said: Acknowledgement
    cover: Cover
    cells: Mapping[str, Cell]
    findings: list[Finding]
    current: Mapping[tuple[Territory, str], Current]
    versions: list[Acknowledgement]
    decisions: list[Decision]


def material(said: Acknowledgement, evidence: Evidence) -> Material:
    """What the evidence says of one submission."""
    territory = (said.report_year, said.unit_set, said.locality_code)
    found = evidence.findings.of_submission.get(said.submission_id, [])
    current = evidence.findings.current
    return Material(
        said=said,
        cover=evidence.covers[said.submission_id],
        cells=evidence.cells.get(said.submission_id, {}),
        findings=found,
        current={
            (each.territory, code): current[each.territory][code]
            for each in found
            for code in each.cells
            if code in current.get(each.territory, {})
        },
        versions=[
            each
            for each in evidence.submissions
            if said.locality_code
            and (each.report_year, each.unit_set, each.locality_code) == territory
        ],
        decisions=[
            decision
            for decision in evidence.decisions
            if decision.submission_id == said.submission_id
            or (said.locality_code and decision.territory == territory)
        ],
    )


def content(given: Material, language: str) -> dict[str, Any]:
    """What the template shows of one submission."""
    said = given.said
    failing = [finding for finding in given.findings if finding.is_failing]
    hold_word, hold_commands = _hold(said)
    return {
        "said": said,
        "cover": given.cover,
        "name": getattr(said, f"locality_name_{language}"),
        "cases": [
            case_of(finding, given.current, said.submission_id, language)
            for finding in _ordered(failing)
        ],
        "untold": [finding for finding in given.findings if not finding.is_failing],
        "sections": list(_sections(given, failing, language)),
        "versions": given.versions,
        "decisions": given.decisions,
        "hold_word": hold_word,
        "hold_commands": hold_commands,
    }


def _ordered(found: Iterable[Finding]) -> list[Finding]:
    return sorted(
        found,
        key=lambda each: (
            not each.is_open,
            not each.holds,
            form().line(each.cells[0]).position if each.measure and each.cells else -1,
            each.rule_id,
        ),
    )


def _sections(
    given: Material, failing: list[Finding], language: str
) -> Iterator[tuple[Section, list[Row]]]:
    said, cells = given.said, given.cells
    names = [each.submission_id for each in given.versions]
    before = set(names[: names.index(said.submission_id)] if names else ())
    marks: dict[str, list[Finding]] = {}
    for finding in failing:
        if finding.measure is not None:
            for code in finding.cells:
                marks.setdefault(code, []).append(finding)
    lines = form().lines(said.report_year)
    known = words(language)
    for section in form().sections:
        rows = [
            _row(line, cells.get(line.code), marks.get(line.code, []), said, before,
                 known, language)
            for line in lines
            if line.section == section.section
        ]  # fmt: skip
        if cells:
            yield section, rows


def _row(
    line: Line,
    cell: Cell | None,
    failing: list[Finding],
    said: Acknowledgement,
    before: Collection[str],
    known: Words,
    language: str,
) -> Row:
    label = line.label_en if language == "en" else line.label_vi
    if cell is None:
        return Row(
            code=line.code,
            label=label,
            kind=line.kind,
            breakdown=line.breakdown,
            raw_text=None,
            reading=known.not_in_file,
            state="blank",
        )
    is_elsewhere = cell.counts_from not in (None, said.submission_id)
    found = () if is_elsewhere else tuple(failing)
    mark = ""
    if found:
        mark = "hard" if any(each.holds and each.is_open for each in found) else "soft"
    return Row(
        code=line.code,
        label=label,
        kind=line.kind,
        breakdown=line.breakdown,
        raw_text=numbers.as_written(cell.raw_text or "", cell.value_kind, language),
        reading=reading(cell, line.unit, language),
        state=cell.state,
        problem=cell.problem_en if language == "en" else cell.problem_vi,
        place=addresses.place(cell.sheet, cell.address, language),
        note=cell.note,
        mark=mark,
        findings=found,
        counts_from=cell.counts_from if is_elsewhere else None,
        is_replaced=is_elsewhere and cell.counts_from not in before,
    )


def _hold(said: Acknowledgement) -> tuple[str, list[str]]:
    """What settles a submission as a whole: the word that says so, and commands."""
    if said.status == "refused":
        return "", []
    name = shlex.quote(said.submission_id)
    signed = '--reason "…" --by "…"'
    exclude = f"ipw decide {name} SUBMISSION exclude {signed}"
    if rule := _TAKEN_BACK.get(said.reason_code or ""):
        return "take_back", [f"ipw decide {name} {rule} revoke {signed}"]
    if said.status != "held":
        return "whole_exclude", [exclude]
    if said.reason_code == "overlapping":  # whosoever it is, that holds it
        return "whole_overlaps", [exclude]
    year = said.report_year or "…"
    code = shlex.quote(said.locality_code) if said.locality_code else "…"
    assign = f"ipw assign {name} --locality {code} --year {year} {signed}"
    return "whole_settle", [assign, exclude]

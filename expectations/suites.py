"""What is expected of a report: one suite a section, built from the form.

A check is one query that judges one or more rules; its ids, severity and sentences go
into GX as `meta`. Pure Python: GX itself is met in `engine`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dagster_project import paths
from expectations import covers, queries
from expectations.form import Form, Line, rows_of

CELLS = "intermediate.int_cells__current"
SUBMISSIONS = "raw.submissions"
COVERS = "submissions"
HARD, SOFT = "hard", "soft"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's stable id and what it says, a sentence in each language."""

    rule_id: str
    description_vi: str
    description_en: str


@dataclass(frozen=True, slots=True)
class Check:
    """One GX expectation: the rules of a kind in a section, which one query judges.

    `kind` is the first word of its rule ids; all are of one severity. `judged` is a
    query of `queries`: every row that was judged, with `is_failing`.
    """

    kind: str
    severity: str
    rules: tuple[Rule, ...]
    judged: str


@dataclass(frozen=True, slots=True)
class Suite:
    """The checks of one section, or of the covers; `table` is what they judge."""

    name: str
    table: str
    checks: tuple[Check, ...]


def build(form: Form, years: Iterable[int]) -> tuple[Suite, ...]:
    """The suites for the report years in the warehouse, in the form's order."""
    years = sorted(set(years))
    suites = [
        Suite(name, CELLS, tuple(_section(form, name, years)))
        for name in (section.section for section in form.sections)
    ]
    return (*suites, Suite(COVERS, SUBMISSIONS, (_period(),)))


def _section(form: Form, section: str, years: list[int]) -> Iterator[Check]:
    lines = [
        line
        for line in form.section_lines(section)
        if any(line.is_in(year) for year in years)
    ]
    totals = [line for line in lines if line.kind == "total"]
    of_which = [line for line in lines if line.kind == "of_which"]
    yield from _check(HARD, _sums(form, totals, years), queries.sums)
    yield from _check(HARD, _of_which(form, of_which, years), queries.of_which)
    yield from _check(HARD, _pairs(totals, years), queries.only_with)
    if lines:
        yield _cells(lines, years)
    yield from _check(SOFT, _required(form, totals, years), queries.required)


Asked = tuple[Rule, queries.Rule]


def _check(
    severity: str,
    asked: Iterable[Asked],
    judged: Callable[[list[queries.Rule]], str],
) -> Iterator[Check]:
    """One check of all rules of a kind, or none where there is no rule."""
    if found := list(asked):
        rules, read = zip(*found, strict=True)
        kind = rules[0].rule_id.partition(":")[0]
        yield Check(kind, severity, rules, judged(list(read)))


def _sums(form: Form, totals: list[Line], years: list[int]) -> Iterator[Asked]:
    for total in totals:
        for breakdown in form.breakdowns(total.code):
            parts = {
                year: [part.code for part in form.parts(total.code, breakdown, year)]
                for year in years
            }
            if any(parts.values()):
                added = " + ".join(
                    dict.fromkeys(c for codes in parts.values() for c in codes)
                )
                yield _asked(
                    f"SUM:{total.code}:{breakdown}",
                    f"{_vi(total)} bằng tổng các phần {added}.",
                    f"{_en(total)} equals the sum of its parts {added}.",
                    total,
                    parts,
                )


def _of_which(form: Form, lines: list[Line], years: list[int]) -> Iterator[Asked]:
    for line in lines:
        parent = form.line(str(line.total_code))
        yield _asked(
            f"OFW:{line.code}",
            f"{_vi(line)} không lớn hơn {_vi(parent)}.",
            f"{_en(line)} is at most {_en(parent)}.",
            line,
            {year: [parent.code] for year in _in_form(years, line)},
        )


def _pairs(totals: list[Line], years: list[int]) -> Iterator[Asked]:
    by_measure = {line.measure: line for line in totals}
    for row in rows_of(paths.SEEDS / "rule_pairs.csv"):
        line = by_measure.get(row["dependent_measure"])
        base = by_measure.get(row["base_measure"])
        if line is not None and base is not None:
            yield _asked(
                f"PAIR:{row['pair']}",
                f"{_vi(line)} chỉ lớn hơn 0 khi {_vi(base)} lớn hơn 0.",
                f"{_en(line)} is above zero only where {_en(base)} is.",
                line,
                {year: [base.code] for year in _in_form(years, line, base)},
            )


def _cells(lines: list[Line], years: list[int]) -> Check:
    counts = [line.code for line in lines if line.unit != "VND"]
    rules = tuple(
        Rule(
            f"CELL:{line.code}",
            f"{_vi(line)} đọc được, không âm"
            + (" và là số nguyên." if line.code in counts else "."),
            f"{_en(line)} is readable, not negative"
            + (" and a whole number." if line.code in counts else "."),
        )
        for line in lines
    )
    asked = {year: [x.code for x in lines if x.is_in(year)] for year in years}
    return Check("CELL", HARD, rules, queries.cells(asked, counts))


def _required(form: Form, totals: list[Line], years: list[int]) -> Iterator[Asked]:
    for total in totals:
        parts = {
            year: [
                line.code
                for line in form.block(total.code, year)
                if line.kind == "part"
            ]
            for year in years
        }
        if any(parts.values()):
            yield _asked(
                f"REQ:{total.code}",
                f"{_vi(total)} có số khi các phần có số, và ngược lại.",
                f"{_en(total)} is given where its parts are, and the reverse.",
                total,
                parts,
            )


def _period() -> Check:
    rule = Rule(
        "PERIOD",
        "Kỳ báo cáo là năm báo cáo, mỗi đầu lệch không quá 31 ngày.",
        "The period is the report year, each end shifted by at most 31 days.",
    )
    return Check("PERIOD", HARD, (rule,), covers.periods())


def _asked(
    rule_id: str, vi: str, en: str, line: Line, others: queries.YearLines
) -> Asked:
    return Rule(rule_id, vi, en), queries.Rule(rule_id, line.code, others)


def _in_form(years: list[int], *lines: Line) -> list[int]:
    return [year for year in years if all(line.is_in(year) for line in lines)]


def _vi(line: Line) -> str:
    return f"“{line.label_vi}” ({line.code})"


def _en(line: Line) -> str:
    return f"“{line.label_en}” ({line.code})"

"""The steward's report: static pages in two languages, from the warehouse alone.

Names: `index.html` leads to `vi/`; in `vi/` and `en/` are the overview (`index.html`),
the work queue (`queue.html`), lists of submissions and rules, a page for each.
"""

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from dagster_project.reporting import (
    case,
    evidence,
    findings,
    numbers,
    overview,
    queue,
    rule_page,
    submission_page,
)
from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.evidence import Evidence
from dagster_project.reporting.layout import Entry, Site
from dagster_project.reporting.text import words
from expectations.form import Line, form

NAVIGATION = (
    Entry("overview", "index.html"),
    Entry("queue", "queue.html"),
    Entry("submissions", "submissions.html"),
    Entry("rules", "rules.html"),
)


class Written(NamedTuple):
    """How many pages there are, and how many of them are those from before."""

    pages: int
    kept: int


def write(connection: duckdb.DuckDBPyConnection, out: Path) -> Written:
    """Replace the folder `out` by the pages.

    `connection` is the working warehouse after its models and validation. The page of a
    submission or rule of which nothing changed stays, with the time at which it was
    made.
    """
    folder = out.with_name(f".{out.name}.part")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    known = evidence.read(connection)
    site = Site(
        folder,
        "steward_report",
        NAVIGATION,
        note="synthetic" if known.is_synthetic else None,
        as_of={language: _as_of(known, language) for language in numbers.LANGUAGES},
        before=out,
    )
    written = _write(connection, known, site)
    site.write_entrance()
    shutil.rmtree(out, ignore_errors=True)
    folder.rename(out)
    return written


def _write(
    connection: duckdb.DuckDBPyConnection, known: Evidence, site: Site
) -> Written:
    work = queue.queue(connection, known)
    rules = rule_page.rules(connection, known.findings)
    years = overview.years(connection)
    changes = overview.changes(connection, known)
    tools: dict[str, Any] = {
        "submission_page": submission_page.page_of,
        "rule_page": findings.rule_page,
        "gap": case.gap,
        "verdicts": overview.VERDICTS,
        "lines_of": _lines_of,
    }
    shared: dict[str, Any] = {
        "known": known,
        "queue": work,
        "rules": rules,
        "years": years,
        "changes": changes,
        "latest": _latest(known),
        **tools,
        "statuses": overview.STATUSES,
        "states": overview.STATES,
        "titles": None,
        "numerals": {each.section: each.numeral for each in form().sections},
        "by_year": _by_year(known),
        "by_kind": rule_page.by_kind(rules),
        "open_of": _open_of(known),
    }
    kept = 0
    for language in numbers.LANGUAGES:
        shared["titles"] = {
            each.section: f"{each.numeral}. {getattr(each, f'title_{language}')}"
            for each in form().sections
        }
        for template in ("overview", "queue", "submissions", "rules"):
            page = "index" if template == "overview" else template
            site.write(f"{template}.jinja", f"{page}.html", language, **shared)
        for rule in rules:
            shown = rule_page.content(rule, known, language)
            made_of, content = site.made_of(shown), partial(dict[str, Any], shown)
            kept += site.keep(
                "rule.jinja", rule.page, language, made_of, content, **tools
            )
    for said in known.submissions:
        kept += _write_submission(said, known, site, tools)
    each = 4 + len(rules) + len(known.submissions)
    return Written(1 + len(numbers.LANGUAGES) * each, kept)


def _write_submission(
    said: Acknowledgement, known: Evidence, site: Site, tools: dict[str, Any]
) -> int:
    """Its page in each language; how many of them are kept."""
    page = submission_page.page_of(said.submission_id)
    material = submission_page.material(said, known)
    made_of = site.made_of(material)
    return sum(
        site.keep(
            "submission.jinja",
            page,
            language,
            made_of,
            partial(submission_page.content, material, language),
            **tools,
        )
        for language in numbers.LANGUAGES
    )


def _by_year(known: Evidence) -> list[tuple[int | None, list[Acknowledgement]]]:
    """Submissions, the latest first, the latest year first; those of no year on top."""
    found: dict[int | None, list[Acknowledgement]] = defaultdict(list)
    for each in reversed(known.submissions):
        found[each.report_year].append(each)
    return sorted(found.items(), key=lambda each: -(each[0] or 9999))


def _open_of(known: Evidence) -> Counter[str]:
    """How many open findings each submission's page shows."""
    return Counter(
        {
            submission_id: sum(finding.is_open for finding in found)
            for submission_id, found in known.findings.of_submission.items()
        }
    )


def _lines_of(codes: Iterable[str]) -> list[Line]:
    return [form().line(code) for code in codes]


def _latest(known: Evidence) -> dict[tuple[int, str, str], str]:
    """The page to open for a territory and year: its latest submission."""
    return {
        (each.report_year, each.unit_set, each.locality_code): each.submission_id
        for each in known.submissions
        if each.report_year and each.unit_set and each.locality_code
    }


def _as_of(known: Evidence, language: str) -> str:
    return words(language).as_of.format(
        at=numbers.minute(known.refreshed_at, language), version=known.version
    )

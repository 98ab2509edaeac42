"""The steward's report: static pages in two languages, from the warehouse alone.

Names: `index.html` leads to `vi/`; in `vi/` and `en/` are the overview (`index.html`),
the work queue (`queue.html`), lists of submissions and rules, a page for each.
"""

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from dagster_project import paths, warehouse
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
from dagster_project.reporting.findings import Territory
from dagster_project.reporting.layout import Entry, Site
from dagster_project.reporting.shares import Shares
from dagster_project.reporting.text import words
from expectations.form import Line, form

NAVIGATION = (
    Entry("overview", "index.html"),
    Entry("queue", "queue.html"),
    Entry("submissions", "submissions.html"),
    Entry("rules", "rules.html"),
)


# So many new submissions are worth that another process reads what their pages say.
MANY = 100


class Written(NamedTuple):
    """How many pages there are, and how many of them are those from before."""

    pages: int
    kept: int


def write(
    connection: duckdb.DuckDBPyConnection,
    out: Path,
    ask_for_help: Callable[[], Callable[[], int]] | None = None,
) -> Written:
    """Replace the folder `out` by the pages.

    `connection` is the working warehouse after its models and validation. The page of a
    submission or rule of which nothing changed stays, with the time at which it was
    made. `ask_for_help` is called where many submissions are new: it has another
    process call `write_along`, and returns what waits for its result.
    """
    folder, shares = _part(out), Shares(out)
    shutil.rmtree(folder, ignore_errors=True)
    shares.withdraw()
    folder.mkdir(parents=True)
    known = evidence.read(connection)
    shares.offer(len(known.submissions))
    help_of = ask_for_help() if ask_for_help and _are_many_new(known, out) else None
    site = _site(known, out)
    pages, kept = _write(connection, known, site)
    kept += _write_submissions(shares.claimed(known.submissions), known, site)
    kept += help_of() if help_of else 0
    shares.withdraw()
    site.write_entrance()
    (folder / paths.REPORT_REFRESH).write_text(str(known.refreshed_at), "utf-8")
    shutil.rmtree(out, ignore_errors=True)
    folder.rename(out)
    return Written(pages, kept)


def write_along(database: Path, out: Path) -> int:
    """Write pages of submissions that are nobody's yet; return how many are kept.

    For another process than the one that is in `write`. `database` is the working file.
    """
    with warehouse.connect(database, read_only=True) as connection:
        known = evidence.read(connection)
    claimed = Shares(out).claimed(known.submissions)
    return _write_submissions(claimed, known, _site(known, out))


def _part(out: Path) -> Path:
    return out.with_name(f".{out.name}.part")


def _are_many_new(known: Evidence, out: Path) -> bool:
    page = out / numbers.LANGUAGES[0]
    new = (
        not (page / submission_page.page_of(each.submission_id)).exists()
        for each in known.submissions
    )
    return sum(new) > MANY


def _site(known: Evidence, out: Path) -> Site:
    return Site(
        _part(out),
        "steward_report",
        NAVIGATION,
        note="synthetic" if known.is_synthetic else None,
        as_of={language: _as_of(known, language) for language in numbers.LANGUAGES},
        before=out,
    )


def _write(
    connection: duckdb.DuckDBPyConnection, known: Evidence, site: Site
) -> Written:
    """All but the pages of submissions, which are counted all the same."""
    work = queue.queue(connection, known)
    rules = rule_page.rules(connection, known.findings)
    years = overview.years(connection)
    changes = overview.changes(connection, known)
    shared: dict[str, Any] = {
        "known": known,
        "queue": work,
        "rules": rules,
        "years": years,
        "changes": changes,
        "latest": _latest(known),
        **_tools(),
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
                "rule.jinja", rule.page, language, made_of, content, **_tools()
            )
    each = 4 + len(rules) + len(known.submissions)
    return Written(1 + len(numbers.LANGUAGES) * each, kept)


def _write_submissions(
    submissions: Iterable[Acknowledgement], known: Evidence, site: Site
) -> int:
    """Their pages; how many of them are kept."""
    return sum(_write_submission(said, known, site) for said in submissions)


def _write_submission(said: Acknowledgement, known: Evidence, site: Site) -> int:
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
            **_tools(),
        )
        for language in numbers.LANGUAGES
    )


def _tools() -> dict[str, Any]:
    """Functions and lists that templates know by name."""
    return {
        "submission_page": submission_page.page_of,
        "rule_page": findings.rule_page,
        "gap": case.gap,
        "verdicts": overview.VERDICTS,
        "lines_of": _lines_of,
    }


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


def _latest(known: Evidence) -> dict[Territory, str]:
    """The page to open for a territory and year: its latest submission."""
    return {
        each.territory: each.submission_id
        for each in known.submissions
        if each.territory
    }


def _as_of(known: Evidence, language: str) -> str:
    return words(language).as_of.format(
        at=numbers.minute(known.refreshed_at, language), version=known.version
    )

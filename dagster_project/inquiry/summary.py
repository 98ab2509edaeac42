"""What `ipw` prints about a publication: figures with coverage, who is missing."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, localcontext
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Column, Table

from dagster_project import inert, paths, viet_nam
from dagster_project.decisions import decision_files
from dagster_project.inquiry import querying
from dagster_project.intake import inbox
from dagster_project.reporting.standing import standing

_FIGURES = """
select
    report_year,
    indicator,
    unit,
    value,
    case
        when is_lower_bound or (not is_lower_bound and value_high is null)
            then value_low
    end as at_least,
    localities_reporting,
    localities_expected,
    localities_held,
from marts.annual_indicators
where member = 'total'
order by indicator, report_year
"""
# The mart is silent on a year of which nothing was received: there all are missing.
_STATUS = """
select c.status, c.days_late, l.locality_name_vi, l.locality_code
from marts.reporting_coverage c
join reference.dim_localities l using (unit_set, locality_code)
where c.report_year = {year}
union all
select 'missing', null, l.locality_name_vi, l.locality_code
from reference.dim_localities l
where
    make_date({year}, 12, 31) between l.valid_from and coalesce(l.valid_to, 'infinity')
    and {year} not in (select report_year from marts.reporting_coverage)
order by locality_code
"""
# The name of a received folder ends in the first twelve digits of what came.
_CHANGED = """
select submission_id
from reference.dim_submissions
where not starts_with(
    sha256, regexp_extract(submission_id, '^\\d+T\\d+Z-([0-9a-f]{12})', 1)
)
order by received_at
"""
# Held because nobody can tell whose or which year's they are: on no line above.
_NOBODYS = """
select submission_id, original_name
from reference.dim_submissions
where status = 'held' and (locality_code is null or report_year is null)
order by received_at desc, submission_id
"""


Rows = Sequence[tuple[Any, ...]]
_NAME_LENGTH = 21


def show(console: Console) -> None:
    """The national figures of every year with coverage, and where to look next."""
    _show_figures(console, querying.ask(_FIGURES).rows)
    console.print(
        "≥: at least; some localities did not report or are held, or a number has no"
        " upper end. held: localities of which a block does not reconcile or count."
    )
    (synthetic,) = querying.ask(
        "select count(*) from reference.dim_submissions where is_synthetic"
    ).rows[0]
    if synthetic:
        console.print(
            f"[yellow]{synthetic} of these submissions are synthetic.[/yellow]"
        )
    _show_lost(console)
    _show_changed(console)
    _show_left_out(console)
    _show_stuck(console)
    report = paths.published() / "report" / "index.html"
    lines = f"published: {paths.published_warehouse()}\nstewards:  {report}"
    console.out(lines, highlight=False)
    console.print('analysts:  ipw query "from marts.annual_indicators limit 5"')


def _show_figures(console: Console, rows: Rows) -> None:
    """As many years side by side as the terminal has room for: no figure may be cut."""
    years = sorted({row[0] for row in rows})
    unbounded = console.options.update(max_width=sys.maxsize)
    while years:
        for count in range(len(years), 0, -1):
            table = _table(rows, years[:count])
            needed = Measurement.get(console, unbounded, table).maximum
            if needed <= console.width:
                break
        console.print(table)
        years = years[count:]


def _table(rows: Rows, years: list[int]) -> Table:
    figures = {(row[1], row[0]): row for row in rows}
    table = Table(
        "indicator",
        *(Column(str(year), justify="right") for year in years),
        title="National figures, with the localities that they cover",
    )
    for indicator, unit in dict.fromkeys((row[1], row[2]) for row in rows):
        cells = [_figure(figures.get((indicator, year))) for year in years]
        table.add_row(_name(indicator, unit), *cells)
    return table


def _name(indicator: str, unit: str) -> str:
    """In two lines where it is long, as the figures beside it."""
    name = f"{indicator}, million" if unit == "VND" else indicator
    if len(name) <= _NAME_LENGTH:
        return name
    first = name[:_NAME_LENGTH].rpartition("_")[0]
    return f"{first}_\n{name[len(first) + 1 :]}"


def _show_lost(console: Console) -> None:
    """What the release before counted and this one cannot: nobody would miss it."""
    from dagster_project.inquiry import lost_submissions

    if gone := lost_submissions.lost():
        console.out(
            f"{len(gone)} published submissions whose folder is gone, the first:"
            f" {lost_submissions.shown(gone[:1])}\n{lost_submissions.REMEDY}",
            style="yellow",
            highlight=False,
        )


def _show_changed(console: Console) -> None:
    """Received files whose folder names another hash than that of their bytes."""
    changed = [row[0] for row in querying.ask(_CHANGED).rows]
    if changed:
        console.out(
            f"{len(changed)} published submissions whose file was changed since it was"
            f" received, the first: {inert.on_one_line(changed[0])}\nRestore its"
            " folder from the backup, or what is published is not what was sent."
            " `ipw doctor` names all.",
            style="yellow",
            highlight=False,
        )


def _show_left_out(console: Console) -> None:
    """Decisions that a steward believes to hold, and that no one can use."""
    *_, problems = decision_files.read_decisions()
    if problems:
        first = f"{problems[0].file}: {problems[0].text_en}"
        console.out(
            f"decision files left out: {len(problems)}, the first:"
            f" {inert.on_one_line(first)}\n`ipw doctor` and the stewards' pages name"
            " all.",
            style="yellow",
            highlight=False,
        )


def _show_stuck(console: Console) -> None:
    """What was sent and cannot be taken: it stops nothing, and nobody would miss it."""
    for each in inbox.stuck():
        console.out(inert.on_one_line(str(each)), style="yellow", highlight=False)


def _figure(row: tuple[Any, ...] | None) -> str:
    if row is None:
        return "–"
    *_, unit, value, at_least, reporting, expected, held = row
    count = f", {held} held" if held else ""
    covered = f"{reporting} of {expected}{count}"
    if value is None:
        return f"–\n{covered}" if held else "–"
    shown = value if at_least is None else at_least
    rounding = ROUND_HALF_EVEN if at_least is None else ROUND_FLOOR
    scale = 1_000_000 if unit == "VND" else 1
    with localcontext(prec=60, rounding=rounding):
        text = f"{shown / scale:,.4f}"
    mark = "" if at_least is None else "≥ "
    return f"{mark}{text.rstrip('0').rstrip('.')}\n{covered}"


def show_status(console: Console, year: int | None) -> None:
    """Who reported, who is late, held or missing, by name; the next deadline."""
    known = _years("marts.reporting_coverage")
    if year is None and not known:
        console.print("No submission has been published yet.")
        _next_deadline(console)
        _show_stuck(console)
        return
    if year is not None and year not in {*known, *_years("reference.report_years")}:
        raise querying.QueryError(
            f"no submission for {year}, and no deadline; years with submissions:"
            f" {', '.join(map(str, known)) or 'none yet'}"
        )
    year = year or _latest(known)
    answer = querying.ask(_STATUS.format(year=int(year)))
    sections: dict[str, list[tuple[str, int | None]]] = {}
    for status, days, name, _ in answer.rows:
        sections.setdefault(name, []).append((status, days))
    stand = {name: standing(sections[name]) for name in sections}
    console.print(f"[bold]Report year {year}[/bold]: {len(stand)} expected")
    for status in ("missing", "empty", "held", "late", "received"):
        names = [name for name, its in stand.items() if getattr(its, f"is_{status}")]
        shown = ", ".join(names)
        console.print(f"  {status:9} {len(names):3}  {shown}", highlight=False)
    console.print(
        "empty: no number in any section. late: a section came after the deadline, also"
        " where it is held or empty. received: in time, nothing held."
    )
    _show_nobodys(console)
    _next_deadline(console)
    _show_stuck(console)


def _latest(known: list[int]) -> int:
    """The last year that may be reported on, of those that were; else the last."""
    windows = querying.ask("select report_year, opens_on from reference.report_years")
    today = viet_nam.day(datetime.now(UTC))
    opened = {year for year, opens_on in windows.rows if opens_on <= today}
    return max(opened & {*known} or known)


def _show_nobodys(console: Console) -> None:
    found = [[*map(inert.on_one_line, row)] for row in querying.ask(_NOBODYS).rows]
    names = [name for _, name in found]
    if names:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        console.out(
            f"held, of an unknown locality or year: {len(names)}:"
            f" {', '.join(names[:5])}{more}. Say whose by `ipw assign`.",
            *(f"  ipw assign {identity} …  ({name})" for identity, name in found[:5]),
            sep="\n",
            highlight=False,
        )


def _years(table: str) -> list[int]:
    years = querying.ask(f"select distinct report_year from {table} order by all")
    return [row[0] for row in years.rows]


def _next_deadline(console: Console) -> None:
    rows = querying.ask(
        "select report_year, deadline from reference.report_years order by deadline"
    ).rows
    today = viet_nam.day(datetime.now(UTC))
    coming = [row for row in rows if row[1] >= today]
    if coming:
        console.print(f"next deadline: {coming[0][1]} for report year {coming[0][0]}")
    else:
        console.print("no further deadline in reference.report_years")

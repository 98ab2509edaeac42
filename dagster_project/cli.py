"""`ipw`: thin; every command is a few lines over the modules of the flow.

Here is what reports need day by day, in the order of their way; what publishes a year
and keeps the servers is in `cli_operating`.

Exit status 0: done. 1: our failure, nothing published. 2: unusable arguments, or
nothing is published yet. 3 (`ipw check`): the file is refused, held or has a hard
failure. 130: Ctrl-C. 143: SIGTERM.
"""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dagster_project import cli_operating
from dagster_project.terminal import (
    Program,
    end_at_once,
    err,
    out,
    require_files,
    user_errors,
    writing,
)

app = Program(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="The warehouse of the localities' reports on industrial property.",
)


class Format(StrEnum):
    """How an answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class TraceFormat(StrEnum):
    """How a trace is printed."""

    table = "table"
    json = "json"


@app.command(epilog="Example: ipw refresh")
def refresh() -> None:
    """One full refresh: receive, load, build, validate, report, publish."""
    from dagster_project import attending, refreshing
    from dagster_project.inquiry import summary

    with user_errors():
        try:
            refreshing.refresh(lambda text: out.print(f"[green]✓[/green] {text}"))
        except attending.EndedError as ended:
            end_at_once(str(ended), ended.status)
        summary.show(out)


@app.command(
    epilog="Example: ipw receive bao-cao.xlsx --sender so-khcn --channel email"
)
def receive(
    files: Annotated[list[Path], typer.Argument(help="Files to put into the inbox.")],
    sender: Annotated[str | None, typer.Option(help="Who sent it.")] = None,
    channel: Annotated[str | None, typer.Option(help="How it came.")] = None,
) -> None:
    """Put files into the inbox atomically; the next refresh reads them."""
    from dagster_project import inert
    from dagster_project.intake import sending

    with user_errors():
        require_files(*files)
        for path in sending.put(files, sender=sender, channel=channel):
            said = inert.for_terminal(f"waiting: {path}")
            out.out(said, highlight=False)


@app.command(epilog="Example: ipw check bao-cao-2025.xlsx --annotated danh-dau.xlsx")
def check(
    file: Annotated[Path, typer.Argument(help="A workbook, CSV or JSON.")],
    annotated: Annotated[
        Path | None, typer.Option(help="Write the file with its failing cells marked.")
    ] = None,
    json_: Annotated[
        bool, typer.Option("--json", help="Everything as JSON, with the rule ids.")
    ] = False,
) -> None:
    """Say what the warehouse would say of this file, touching nothing."""
    from dagster_project.inquiry import checking, verdict_page

    with user_errors():
        require_files(file)
        if annotated:
            with writing(annotated):
                if annotated.exists() and annotated.samefile(file):
                    raise typer.BadParameter(f"{annotated} is the file itself")
        result = checking.check(file)
        endings = verdict_page.marked_endings(result) if annotated else ()
        if annotated and endings and annotated.suffix.lower() not in endings:
            known = " or ".join(endings)
            raise typer.BadParameter(f"{annotated}: the name must end in {known}")
        verdict_page.show(out, result, as_json=json_)
        if annotated:
            with writing(annotated):
                is_written = verdict_page.annotate(result, annotated)
            if not is_written:
                err.print(verdict_page.UNMARKED, style="yellow")
        if not result.is_fine:
            raise typer.Exit(3)


@app.command(epilog='Example: ipw query "from marts.annual_indicators" --format csv')
def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement.")],
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.table,
    timeout: Annotated[
        float | None, typer.Option(help="Wait so many seconds at most.", min=0)
    ] = None,
) -> None:
    """Ask the published warehouse, read-only and locked down."""
    from dagster_project.inquiry import query_page, querying

    with user_errors():
        query_page.show(out, querying.ask(sql, timeout), format.value)


@app.command(epilog="Example: ipw status --year 2025")
def status(
    year: Annotated[
        int | None, typer.Option(help="A report year; else the last.")
    ] = None,
) -> None:
    """Received, late, held and missing by name; the next deadline."""
    from dagster_project.inquiry import summary

    with user_errors():
        summary.show_status(out, year)


@app.command(
    epilog="Example: ipw template --year 2025 --locality 22 --out quang-ninh.xlsx"
)
def template(
    year: Annotated[int, typer.Option(help="The report year of the form.")],
    locality: Annotated[str | None, typer.Option(help="Code of the locality.")] = None,
    out_: Annotated[
        Path | None, typer.Option("--out", help="Where to write it, an .xlsx file.")
    ] = None,
) -> None:
    """Write the blank form, or pre-filled with the locality's name."""
    from dagster_project.blank_form import template as workbook

    with user_errors():
        path = out_ or Path(f"bieu-mau-{year}{f'-{locality}' if locality else ''}.xlsx")
        if path.suffix.lower() != ".xlsx":
            raise typer.BadParameter(f"{path}: the name must end in .xlsx")
        with writing(path):
            workbook.write_for(path, year, locality)
        out.out(f"written: {path}", highlight=False)
        if caution := workbook.caution(year):
            err.print(caution, style="yellow")


@app.command(
    epilog="Example: ipw decide 20260110T…-1a2b3c4d5e6f SUM:E:ip_right accept"
    ' --reason "…" --by steward'
)
def decide(
    submission_id: Annotated[str, typer.Argument(help="As reconciliations shows it.")],
    rule_id: Annotated[str, typer.Argument(help="A rule, or SUBMISSION.")],
    decision: Annotated[str, typer.Argument(help="accept, exclude or revoke.")],
    reason: Annotated[str, typer.Option(help="Why; shown beside the figure.")],
    by: Annotated[str, typer.Option(help="Who decides.")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day it holds.")
    ] = None,
) -> None:
    """Record a steward's decision; the next refresh applies it."""
    from dagster_project.decisions import stewardship

    with user_errors():
        path = stewardship.decide(
            submission_id,
            rule_id,
            decision,
            reason,
            by,
            until.date() if until else None,
        )
        out.out(f"recorded: {path}", highlight=False)


@app.command(
    epilog="Example: ipw assign 20260110T…-1a2b3c4d5e6f --locality 22 --year 2025"
    ' --reason "confirmed by letter" --by steward'
)
def assign(
    submission_id: Annotated[str, typer.Argument(help="A held submission.")],
    locality: Annotated[str, typer.Option(help="Code on the report year's map.")],
    year: Annotated[int, typer.Option(help="The report year.")],
    reason: Annotated[str, typer.Option(help="How this is known.")],
    by: Annotated[str, typer.Option(help="Who decides.")],
) -> None:
    """Say whose and which year a held submission is."""
    from dagster_project.decisions import stewardship

    with user_errors():
        path = stewardship.assign(submission_id, locality, year, reason, by)
        out.out(f"recorded: {path}", highlight=False)


@app.command(epilog="Example: ipw trace cases_count --year 2024 --member trademark")
def trace(
    indicator: Annotated[str, typer.Argument(help="As annual_indicators names it.")],
    year: Annotated[int, typer.Option(help="The report year.")],
    member: Annotated[str, typer.Option(help="A member of it.")] = "total",
    locality: Annotated[
        str | None, typer.Option(help="Code of one locality; else all.")
    ] = None,
    format: Annotated[
        TraceFormat, typer.Option(help="How to print it.")
    ] = TraceFormat.table,
    json: Annotated[bool, typer.Option(help="The same as --format json.")] = False,
) -> None:
    """From a figure to file, sheet, cell, raw text, verdicts and decisions."""
    from dagster_project.inquiry import trace_page, tracing

    with user_errors():
        found = tracing.trace(indicator, year, member, locality)
        trace_page.show(out, found, "json" if json else format.value)


# Without a name: its commands follow these, they are no group.
app.add_typer(cli_operating.app)


def main() -> None:
    """The console script."""
    app()

"""`ipw`: thin; every command is a few lines over the modules of the flow.

Exit status 0: done. 1: our failure, nothing published. 2: unusable arguments.
3 (`ipw check`): the file is refused, held or has a hard failure.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="The warehouse of the localities' reports on industrial property.",
)
out = Console(emoji=False)  # `SUM:A:…` is no letter A in a square
err = Console(stderr=True, emoji=False)


class Format(StrEnum):
    """How an answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class TraceFormat(StrEnum):
    """How a trace is printed."""

    table = "table"
    json = "json"


class Language(StrEnum):
    """The languages of what people read."""

    vi = "vi"
    en = "en"


@contextmanager
def _user_errors() -> Iterator[None]:
    """A user's mistake or a machine's trouble is a sentence, never a traceback."""
    from dagster_project import problems

    try:
        yield
    except problems.usage_errors() as error:
        err.print(str(error), style="red", markup=False, highlight=False)
        raise typer.Exit(2) from error
    except problems.failures() as error:
        err.print(problems.explain(error), style="red", markup=False, highlight=False)
        raise typer.Exit(1) from error


def _require_files(*files: Path) -> None:
    """End with status 2 where an argument is no file, before anything is done."""
    for file in files:
        if not file.is_file():
            err.print(f"{file} is no file", style="red", markup=False, highlight=False)
            raise typer.Exit(2)


@app.command(epilog="Example: ipw refresh")
def refresh() -> None:
    """One full refresh: receive, load, build, validate, report, publish."""
    from dagster_project import refreshing, summary

    with _user_errors():
        refreshing.refresh(lambda text: out.print(f"[green]✓[/green] {text}"))
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
    from dagster_project import inbox

    with _user_errors():
        _require_files(*files)
        for path in inbox.put(files, sender=sender, channel=channel):
            out.print(f"waiting: {path}", markup=False, highlight=False)


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
    from dagster_project import checking, verdict_page

    with _user_errors():
        _require_files(file)
        result = checking.check(file)
        if annotated:
            verdict_page.annotate(result, annotated)
        verdict_page.show(out, result, as_json=json_)
        if not result.is_fine:
            raise typer.Exit(3)


@app.command(epilog='Example: ipw query "from marts.annual_indicators" --format csv')
def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement.")],
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.table,
) -> None:
    """Ask the published warehouse, read-only and locked down."""
    from dagster_project import querying, summary

    with _user_errors():
        summary.print_answer(out, querying.ask(sql), format.value)


@app.command(epilog="Example: ipw status --year 2025")
def status(
    year: Annotated[
        int | None, typer.Option(help="A report year; else the last.")
    ] = None,
) -> None:
    """Received, late, held and missing by name; the next deadline."""
    from dagster_project import summary

    with _user_errors():
        summary.show_status(out, year)


@app.command(
    epilog="Example: ipw template --year 2025 --locality 22 --out quang-ninh.xlsx"
)
def template(
    year: Annotated[int, typer.Option(help="The report year of the form.")],
    locality: Annotated[str | None, typer.Option(help="Code of the locality.")] = None,
    out_: Annotated[
        Path | None, typer.Option("--out", help="Where to write it.")
    ] = None,
) -> None:
    """Write the blank form, or pre-filled with the locality's name."""
    from dagster_project import template as workbook

    with _user_errors():
        path = out_ or Path(f"bieu-mau-{year}{f'-{locality}' if locality else ''}.xlsx")
        workbook.write_for(path, year, locality)
        out.print(f"written: {path}", markup=False, highlight=False)


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
    from dagster_project import stewardship

    with _user_errors():
        path = stewardship.decide(
            submission_id,
            rule_id,
            decision,
            reason,
            by,
            until.date() if until else None,
        )
        out.print(f"recorded: {path}", markup=False, highlight=False)


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
    from dagster_project import stewardship

    with _user_errors():
        path = stewardship.assign(submission_id, locality, year, reason, by)
        out.print(f"recorded: {path}", markup=False, highlight=False)


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
) -> None:
    """From a figure to file, sheet, cell, raw text, verdicts and decisions."""
    from dagster_project import trace_page, tracing

    with _user_errors():
        found = tracing.trace(indicator, year, member, locality)
        trace_page.show(out, found, format.value)


@app.command(
    epilog="Example: ipw publish --year 2024 --as-of 2025-06-03"
    ' --note "annual report 2024"'
)
def publish(
    year: Annotated[int, typer.Option(help="The report year to freeze.")],
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it is dated.")
    ],
    note: Annotated[str, typer.Option(help="What this publication is.")],
    by: Annotated[str | None, typer.Option(help="Who freezes it.")] = None,
) -> None:
    """Freeze what is published of a year, to compare with later."""
    from dagster_project import vintages

    with _user_errors():
        path = vintages.publish(year, as_of.date(), note, by)
        out.print(f"frozen: {path}", markup=False, highlight=False, soft_wrap=True)
        out.print("The next refresh shows it in marts.vintages and marts.revisions.")


class Server(StrEnum):
    """What a supervisor starts."""

    daemon = "daemon"
    webserver = "webserver"


@app.command(epilog="Example: ipw supervised webserver --port 3000 --read-only")
def supervised(
    server: Annotated[Server, typer.Argument(help="daemon or webserver.")],
    port: Annotated[int, typer.Option(help="The webserver's, on loopback.")] = 3000,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="A webserver to look, not to act.")
    ] = False,
) -> None:
    """One of Dagster's servers in this process: what the units in deploy/ start."""
    from dagster_project import supervised as servers

    with _user_errors():
        if server is Server.daemon:
            servers.daemon()
        servers.webserver(port, read_only=read_only)


@app.command(epilog="Example: ipw doctor")
def doctor() -> None:
    """Check this installation, touching nothing; say what to do where it is unwell."""
    from datetime import UTC

    from dagster_project import doctor as examination
    from dagster_project import inert

    colours = {"ok": "green", "warn": "yellow", "fail": "red"}
    checks = examination.examine(datetime.now(UTC))
    for check in checks:
        out.print(f"{check.level:4}", style=colours[check.level], end=" ")
        lines = [f"{check.name}: {check.found}"]
        lines += [f"     → {check.remedy}"] if check.remedy else []
        text = inert.for_terminal("\n".join(lines))
        out.print(text, markup=False, highlight=False, soft_wrap=True)
    if any(check.level == "fail" for check in checks):
        raise typer.Exit(1)


@app.command(epilog="Example: ipw report --year 2024 --lang en --out report.docx")
def report(
    year: Annotated[int, typer.Option(help="The report year.")],
    lang: Annotated[Language, typer.Option(help="The language.")] = Language.vi,
    out_: Annotated[
        Path | None, typer.Option("--out", help="A .md or .docx file; else printed.")
    ] = None,
) -> None:
    """Write the annual report's section from the published figures."""
    from dagster_project import annual_report

    with _user_errors():
        written = annual_report.write(year, lang.value)
        if out_ is None:
            typer.echo(written.markdown, nl=False)
            return
        annual_report.save(written, out_)
        out.print(f"written: {out_}", markup=False, highlight=False, soft_wrap=True)


@app.command(epilog="Example: ipw dev --port 3000")
def dev(
    port: Annotated[
        int, typer.Option(help="Port of the webserver on loopback.")
    ] = 3000,
) -> None:
    """Serve Dagster: webserver on loopback, daemon, sensor and nightly schedule."""
    from dagster_project import serving

    serving.dagster_dev(port)


@app.command(epilog="Example: ipw serve --port 8000")
def serve(
    port: Annotated[
        int, typer.Option(help="Port of the pages on loopback.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Serve the published pages on loopback until interrupted."""
    from dagster_project import serving

    with _user_errors(), serving.pages(port) as server:
        out.print(f"http://127.0.0.1:{server.server_port}/site/", soft_wrap=True)
        serving.until_interrupted(server)


def main() -> None:
    """The console script."""
    app()

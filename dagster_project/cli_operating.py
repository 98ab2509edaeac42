"""The commands of whoever publishes a year, writes its report and runs the servers."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dagster_project.terminal import out, user_errors, writing

app = typer.Typer()


class Language(StrEnum):
    """The languages of what people read."""

    vi = "vi"
    en = "en"


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
    from dagster_project.publishing import vintages

    with user_errors():
        path = vintages.publish(year, as_of.date(), note, by)
        out.out(f"frozen: {path}", highlight=False)
        out.print("The next refresh shows it in marts.vintages and marts.revisions.")


class Server(StrEnum):
    """What a supervisor starts."""

    daemon = "daemon"
    webserver = "webserver"


@app.command(epilog="Example: ipw supervised webserver --port 3000 --read-only")
def supervised(
    server: Annotated[Server, typer.Argument(help="daemon or webserver.")],
    port: Annotated[
        int, typer.Option(help="The webserver's, on loopback.", min=1, max=65535)
    ] = 3000,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="A webserver to look, not to act.")
    ] = False,
) -> None:
    """One of Dagster's servers in this process: what the units in deploy/ start."""
    from dagster_project.operations import supervised as servers

    with user_errors():
        if server is Server.daemon:
            servers.daemon()
        servers.webserver(port, read_only=read_only)


@app.command(epilog="Example: ipw doctor")
def doctor() -> None:
    """Check this installation, touching nothing; say what to do where it is unwell."""
    from datetime import UTC

    from dagster_project import inert
    from dagster_project.operations import doctor as examination

    colours = {"ok": "green", "warn": "yellow", "fail": "red"}
    with user_errors():
        checks = examination.examine(datetime.now(UTC))
        for check in checks:
            out.print(f"{check.level:4}", style=colours[check.level], end=" ")
            lines = [f"{check.name}: {check.found}"]
            lines += [f"     → {check.remedy}"] if check.remedy else []
            out.out(*map(inert.on_one_line, lines), sep="\n", highlight=False)
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
    from dagster_project.annual import annual_report

    with user_errors():
        written = annual_report.write(year, lang.value)
        if out_ is None:
            typer.echo(written.markdown, nl=False)
            return
        with writing(out_):
            annual_report.save(written, out_)
        out.out(f"written: {out_}", highlight=False)


@app.command(epilog="Example: ipw dev --port 3000")
def dev(
    port: Annotated[
        int, typer.Option(help="Port of the webserver on loopback.", min=1, max=65535)
    ] = 3000,
) -> None:
    """Serve Dagster: webserver on loopback, daemon, sensor and nightly schedule."""
    from dagster_project import progress
    from dagster_project.operations import dagster_dev

    with user_errors():
        progress.listen(lambda line: out.print(line, markup=False, highlight=False))
        raise typer.Exit(dagster_dev.serve(port))


@app.command(epilog="Example: ipw serve --port 8000")
def serve(
    port: Annotated[
        int, typer.Option(help="Port of the pages on loopback.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Serve the published pages on loopback until interrupted."""
    from dagster_project.operations import serving

    with user_errors(), serving.pages(port) as server:
        out.print(f"http://127.0.0.1:{server.server_port}/site/", soft_wrap=True)
        serving.until_interrupted(server)

"""The public site: every page in two languages, from the published marts alone.

Names: `index.html` leads to `vi/`; in `vi/` and `en/` are the year (`index.html` is the
latest, `2024.html` a given one), `2024/<indicator>.html`, `localities.html`,
`locality/<map>-<code>.html`, `quality.html`, `compare.html` and `data.html`.
"""

import hashlib
import shutil
from pathlib import Path
from typing import NamedTuple

import duckdb

from dagster_project import durable, warehouse
from dagster_project.reporting import numbers, templating
from dagster_project.site import compare, country, data, locality, quality, year
from dagster_project.site.country import Country
from dagster_project.site.frame import Frame

STAMP = "made-of.txt"


class Drawn(NamedTuple):
    """How many pages there are, and whether an earlier release's were taken over."""

    pages: int
    is_kept: bool


def draw(database: Path, out: Path, before: Path | None = None) -> Drawn:
    """Replace the folder `out` by the pages of the DuckDB file `database`, as `write`.

    The file is opened read-only. In a release the stewards' report always stands beside
    the pages; while these are drawn it may still be written.
    """
    with warehouse.connect(database, read_only=True) as connection:
        known = country.read(connection, has_report=True)
    return _replace(known, out, before)


def write(
    connection: duckdb.DuckDBPyConnection, out: Path, before: Path | None = None
) -> int:
    """Replace the folder `out` by the pages; return how many there are.

    `connection` is a published warehouse or the working one after its models. The
    stewards' report is linked where it stands beside `out`. The pages of the folder
    `before` are taken over if this code drew them from the same figures.
    """
    known = country.read(connection, has_report=(out.parent / "report").is_dir())
    return _replace(known, out, before).pages


def _replace(known: Country, out: Path, before: Path | None) -> Drawn:
    folder = out.with_name(f".{out.name}.part")
    shutil.rmtree(folder, ignore_errors=True)
    made_of = hashlib.sha256(f"{templating.code()}{known!r}".encode()).hexdigest()
    is_kept = before is not None and _is_made_of(before, made_of)
    if before and is_kept:
        shutil.copytree(before, folder, copy_function=durable.link)
    else:
        _draw(folder, known)
        (folder / STAMP).write_text(made_of, "ascii")
    shutil.rmtree(out, ignore_errors=True)
    folder.rename(out)
    return Drawn(sum(1 for _ in out.glob("*/**/*.html")), is_kept)


def _is_made_of(folder: Path, made_of: str) -> bool:
    try:
        return (folder / STAMP).read_text("ascii") == made_of
    except OSError:
        return False


def _draw(folder: Path, known: Country) -> None:
    folder.mkdir(parents=True)
    frame = Frame(folder, known)
    frame.write_assets()
    for language in numbers.LANGUAGES:
        _write(frame, known, language)


def _write(frame: Frame, known: Country, language: str) -> None:
    if not known.years:
        frame.write("empty", "index.html", language)
    for at in known.years:
        content = year.content(known, at)
        frame.write("year", f"{at}.html", language, **content)
        if at == known.years[0]:
            frame.write("year", "index.html", language, **content)
        for indicator in year.indicators(known, at, language):
            page = f"{at}/{indicator['line'].indicator}.html"
            frame.write("indicator", page, language, **indicator)
    frame.write("localities", "localities.html", language, **locality.listing(known))
    for territory in known.territories.values():
        content = locality.content(known, territory)
        frame.write("locality", territory.page, language, **content)
    frame.write("quality", "quality.html", language, **quality.content(known))
    frame.write("compare", "compare.html", language, **compare.content(known, language))
    frame.write("data", "data.html", language, **data.content(known))

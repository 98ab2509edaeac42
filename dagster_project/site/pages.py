"""The public site: every page in two languages, from the published marts alone.

Names: `index.html` leads to `vi/`; in `vi/` and `en/` are the year (`index.html` is the
latest, `2024.html` a given one), `2024/<indicator>.html`, `localities.html`,
`locality/<map>-<code>.html`, `quality.html`, `compare.html` and `data.html`.
"""

import shutil
from pathlib import Path

import duckdb

from dagster_project import progress
from dagster_project.reporting import numbers
from dagster_project.site import compare, country, data, locality, quality, year
from dagster_project.site.country import Country
from dagster_project.site.frame import Frame


def write(connection: duckdb.DuckDBPyConnection, out: Path) -> int:
    """Replace the folder `out` by the pages; return how many there are.

    `connection` is a published warehouse or the working one after its models. The
    stewards' report is linked where it stands beside `out`.
    """
    folder = out.with_name(f".{out.name}.part")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    has_report = (out.parent / "report").is_dir()
    known = country.read(connection, has_report=has_report)
    frame = Frame(folder, known)
    frame.write_assets()
    for language in numbers.LANGUAGES:
        _write(frame, known, language)
    shutil.rmtree(out, ignore_errors=True)
    folder.rename(out)
    progress.step(f"wrote {frame.pages} public pages")
    return frame.pages


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

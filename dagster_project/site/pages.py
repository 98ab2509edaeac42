"""The public site: every page in two languages, from the published marts alone.

Names: `index.html` leads to `vi/`; in `vi/` and `en/` are the year (`index.html` is the
latest that counts, `2024.html` a given one), `2024/<indicator>.html`,
`localities.html`, `locality/<map>-<code>.html`, `quality.html`, `compare.html` and
`data.html`.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from dagster_project import durable, warehouse
from dagster_project.reporting import numbers, templating
from dagster_project.reporting.shares import Shares
from dagster_project.site import compare, country, data, locality, quality, year
from dagster_project.site.country import Country
from dagster_project.site.frame import Frame

STAMP = "made-of.txt"
# So many shares are drawn while another process would read what they say.
FEW = 8


class Page(NamedTuple):
    """A page before it is drawn: `content` computes what its template shows.

    `is_kept`: while it would say the same, it is the one of the last release.
    """

    template: str
    path: str
    languages: tuple[str, ...]
    content: Callable[[], dict[str, Any]]
    is_kept: bool = False


def draw(
    database: Path,
    out: Path,
    before: Path,
    tell: Callable[[str], None] = lambda _: None,
) -> bool:
    """Make the pages of a release in the making; true if those of `before` are kept.

    `database` is opened read-only; `tell` hears when it is closed. Whoever calls
    `draw_along` after that draws some of the pages: both have to be done before the
    release is whole. The stewards' report, which always stands beside them in a
    release, may still be written.
    """
    known = _read(database)
    made_of = _made_of(known)
    is_kept = _is_made_of(before, made_of)
    if is_kept:
        tell("kept")
        shutil.copytree(before, out, copy_function=durable.link)
        return True
    _begin(out, known, made_of)
    pages, shares = list(_pages(known)), Shares(out)
    shares.offer(len(pages))
    tell("drawn")
    _draw(Frame(out, known, before), shares.claimed(pages))
    return False


def draw_along(database: Path, out: Path, before: Path) -> None:
    """Draw those pages of `draw` in another process that are nobody's yet, if many."""
    shares = Shares(out)
    if shares.left() > FEW:
        known = _read(database)
        _draw(Frame(out, known, before), shares.claimed(list(_pages(known))))


def rehearse(database: Path, before: Path) -> None:
    """Draw the pages of the last release once more, into a folder that is thrown away.

    What it leaves in this process (templates, drawings, the engine that draws them) a
    first release would wait for.
    """
    if not database.exists():
        return
    known = _read(database)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "site"
        _begin(out, known, _made_of(known))
        _draw(Frame(out, known, before), _pages(known))


def count(folder: Path) -> int:
    """How many pages stand in a folder."""
    return sum(1 for _ in folder.glob("*/**/*.html"))


def _read(database: Path) -> Country:
    with warehouse.connect(database, read_only=True) as connection:
        return country.read(connection)


def _made_of(known: Country) -> str:
    return hashlib.sha256(f"{templating.code()}{known!r}".encode()).hexdigest()


def _is_made_of(folder: Path, made_of: str) -> bool:
    try:
        return (folder / STAMP).read_text("ascii") == made_of
    except OSError:
        return False


def _begin(folder: Path, known: Country, made_of: str) -> None:
    folder.mkdir(parents=True)
    (folder / STAMP).write_text(made_of, "ascii")
    Frame(folder, known, folder).write_assets()


def _draw(frame: Frame, pages: Iterable[Page]) -> None:
    for page in pages:
        _draw_page(frame, page)


def _draw_page(frame: Frame, page: Page) -> None:
    content = page.content()
    if page.is_kept:
        frame.keep(page.template, page.path, page.languages, content)
        return
    for language in page.languages:
        frame.write(page.template, page.path, language, content)


def _pages(known: Country) -> Iterator[Page]:
    """Those with charts first: a process that comes to help later need not load the
    engine that draws them, which takes a second.
    """
    for language in numbers.LANGUAGES:
        for at in known.years:
            for line in known.totals:
                if line.is_in(at):
                    path = f"{at}/{line.indicator}.html"
                    drawn = partial(year.indicator, known, at, line, language)
                    yield Page("indicator", path, (language,), drawn)
    for language in numbers.LANGUAGES:
        compared = partial(compare.content, known, language)
        yield Page("compare", "compare.html", (language,), compared)
    for template, path, content in _plain(known):
        yield Page(template, path, numbers.LANGUAGES, content, template == "locality")


def _plain(known: Country) -> Iterator[tuple[str, str, Callable[[], dict[str, Any]]]]:
    """Those that say the same in each language."""
    if not known.years:
        yield "empty", "index.html", dict
    for at in known.years:
        yield "year", f"{at}.html", partial(year.content, known, at)
        if at == known.latest:
            yield "year", "index.html", partial(year.content, known, at)
    yield "localities", "localities.html", partial(locality.listing, known)
    for place in known.territories.values():
        yield "locality", place.page, partial(locality.content, known, place)
    yield "quality", "quality.html", partial(quality.content, known)
    yield "data", "data.html", partial(data.content, known)

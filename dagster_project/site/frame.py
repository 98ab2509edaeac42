"""The dress of the public pages: the stewards' style sheet, with one sheet and one
script of their own, and the same two languages.

Every page names its style and script as files beside it; the policy forbids all else.
"""

import csv
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from dagster_project.reporting import addresses, layout, numbers, templating
from dagster_project.reporting.text import Words
from dagster_project.site import numerals
from dagster_project.site.country import Country

_HERE = Path(__file__).parent
# `file:` lets the pages open from a folder, where no origin is a page's own.
POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:;"
    " img-src data:; base-uri 'none'; form-action 'none'"
)
_TICK = 1.5
NAVIGATION = ("index", "localities", "quality", "compare", "data")


@functools.cache
def words(language: str) -> Words:
    """The words of these pages in `vi` or `en`, from `words.csv`."""
    with (_HERE / "words.csv").open(encoding="utf-8", newline="") as file:
        return Words({row["key"]: row[language] for row in csv.DictReader(file)})


@functools.cache
def _environment() -> jinja2.Environment:
    made = templating.environment(_HERE / "templates")
    made.globals |= {"csp": POLICY, "navigation": NAVIGATION, "bar": bar}
    return made


class Frame:
    """Writes pages into `folder/<language>/`, and two assets beside them."""

    def __init__(self, folder: Path, country: Country) -> None:
        """Prepare an empty site."""
        self._folder, self._country = folder, country

    def write_assets(self) -> None:
        """The style sheet (the stewards' and ours), the script and the entrance."""
        assets = self._folder / "assets"
        assets.mkdir(parents=True)
        sheet = (_HERE / "assets" / "site.css").read_text("utf-8")
        (assets / "site.css").write_text(f"{layout.style()}\n{sheet}", "utf-8")
        script = (_HERE / "assets" / "site.js").read_text("utf-8")
        (assets / "site.js").write_text(script, "utf-8")
        entrance = _environment().get_template("entrance.jinja")
        (self._folder / "index.html").write_text(entrance.render(), "utf-8")

    def write(self, template: str, page: str, language: str, **given: Any) -> None:
        """Render one page; `page` is its path below the language."""
        up = "../" * page.count("/")
        other = next(each for each in numbers.LANGUAGES if each != language)
        content = (
            _environment()
            .get_template(f"{template}.jinja")
            .render(
                **_formats(language),
                c=self._country,
                lang=language,
                up=up,
                page=page,
                other=other,
                twin=f"{up}../{other}/{page}",
                **given,
            )
        )
        path = self._folder / language / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


@functools.cache
def _formats(language: str) -> dict[str, Any]:
    def label(record: Any, stem: str = "label") -> str:
        return str(getattr(record, f"{stem}_{language}"))

    functions: dict[str, Callable[..., Any]] = {
        "num": numbers.number,
        "place": addresses.place,
        "minute": numbers.minute,
        "day": numbers.day,
        "said": numerals.said,
        "on_tile": numerals.on_tile,
        "percent": numerals.percent,
        "signed": numerals.signed,
        "signed_number": numerals.signed_number,
        "signed_percent": numerals.signed_percent,
    }
    bound: dict[str, Any] = {
        name: functools.partial(function, language=language)
        for name, function in functions.items()
    }
    return {**bound, "w": words(language), "label": label}


def bar(share: Any, kind: str = "", mark: Any = None) -> Markup:
    """A bar of `share` (0 to 1) of its cell, a tick at `mark`; both are in text too."""
    width = max(0.0, min(1.0, float(share))) * 100
    drawn = _rect("track", 0, 100) + _rect("fill", 0, width)
    if mark is not None:
        drawn += _rect("tick", float(mark) * (100 - _TICK), _TICK)
    return Markup(  # noqa: S704 - numbers and words of ours
        f'<svg class="bar {kind}" viewBox="0 0 100 10" preserveAspectRatio="none"'
        f' aria-hidden="true" focusable="false">{drawn}</svg>'
    )


def _rect(kind: str, start: float, width: float) -> str:
    return f'<rect class="{kind}" x="{start:.2f}" width="{width:.2f}" height="10"/>'

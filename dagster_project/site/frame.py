"""The dress of the public pages: the stewards' style sheet, with one sheet and one
script of their own, and the same two languages.

Every page names its style and script as files beside it; the policy forbids all else.
"""

import functools
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from dagster_project.reporting import addresses, keeping, layout, numbers, templating
from dagster_project.reporting.text import Words, words_in
from dagster_project.site import numerals
from dagster_project.site.country import Country

_HERE = Path(__file__).parent
# `file:` lets the pages open from a folder, where no origin is a page's own.
POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:;"
    " img-src data:; base-uri 'none'; form-action 'none'"
)
# The second is for narrow screens and paper.
_SHEETS = ("site.css", "site_narrow.css")
_TICK = 1.5
NAVIGATION = ("index", "localities", "quality", "compare", "data")


@functools.cache
def words(language: str) -> Words:
    """The words of these pages in `vi` or `en`, from `words.csv`."""
    return words_in(_HERE / "words.csv", language)


@functools.cache
def _environment() -> jinja2.Environment:
    made = templating.environment(_HERE / "templates")
    made.globals |= {"csp": POLICY, "navigation": NAVIGATION, "bar": bar}
    made.filters["coded"] = coded
    return made


class Frame:
    """Writes pages into `folder/<language>/`, and two assets beside them."""

    def __init__(self, folder: Path, country: Country, before: Path) -> None:
        """Prepare an empty site; `before` are the pages that it replaces."""
        self._folder, self._country, self._before = folder, country, before
        self._of_all = {
            "is_synthetic": country.is_synthetic,
        }

    def write_assets(self) -> None:
        """The style sheet (the stewards' and ours), the script and the entrance."""
        assets = self._folder / "assets"
        assets.mkdir(parents=True)
        ours = (_HERE / "assets" / name for name in _SHEETS)
        sheet = "\n".join([layout.style(), *(file.read_text("utf-8") for file in ours)])
        (assets / "site.css").write_text(sheet, "utf-8")
        script = (_HERE / "assets" / "site.js").read_text("utf-8")
        (assets / "site.js").write_text(script, "utf-8")
        entrance = _environment().get_template("entrance.jinja")
        said = {language: words(language) for language in numbers.LANGUAGES}
        content = entrance.render(said=said, **self._of_all)
        (self._folder / "index.html").write_text(content, "utf-8")

    def write(
        self, template: str, page: str, language: str, given: dict[str, Any]
    ) -> None:
        """Render one page; `page` is its path below the language."""
        known = {"c": self._country, "until": self._country.until, "made_of": ""}
        self._render(template, page, language, known | given)

    def keep(
        self, template: str, page: str, languages: Iterable[str], given: dict[str, Any]
    ) -> None:
        """As `write`, or the page from before where it says in its head that it was
        made of the same.

        `given` is all that the page says (it is not told of the country), and says
        itself whole in its `repr`.
        """
        made_of = keeping.made_of(self._of_all, given)
        known = given | {"made_of": made_of}
        for language in languages:
            old, new = self._before / language / page, self._path(language, page)
            if not keeping.keep(old, new, made_of):
                self._render(template, page, language, known)

    def _render(
        self, template: str, page: str, language: str, known: dict[str, Any]
    ) -> None:
        up = "../" * page.count("/")
        other = next(each for each in numbers.LANGUAGES if each != language)
        content = (
            _environment()
            .get_template(f"{template}.jinja")
            .render(
                **_formats(language),
                **self._of_all,
                lang=language,
                up=up,
                page=page,
                other=other,
                twin=f"{up}../{other}/{page}",
                **known,
            )
        )
        self._path(language, page).write_text(content, "utf-8")

    def _path(self, language: str, page: str) -> Path:
        path = self._folder / language / page
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


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
        "said_at_least": numerals.said_at_least,
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


def coded(text: str) -> Markup:
    """A description of the data file, whose names stand in backticks."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704


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

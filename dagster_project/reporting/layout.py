"""The dress of every page: frame, style sheet, language switch, security policy.

A site is a folder with one sub-folder a language and the same pages in each; every
page stands alone: its style is in it, it runs no script and names no outside address.
Knows nothing of reports; the public pages wear the same dress.
"""

import base64
import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from dagster_project.reporting import addresses, keeping, numbers, templating
from dagster_project.reporting.text import words

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the navigation: a key of the words, and its page."""

    word: str
    page: str


@functools.cache
def style() -> Markup:
    """The style sheet, as it stands in every page."""
    sheet = (_TEMPLATES / "style.css").read_text("utf-8")
    return Markup("\n".join(line.strip() for line in sheet.splitlines() if line))  # noqa: S704


@functools.cache
def policy() -> str:
    """The Content-Security-Policy: this style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


@functools.cache
def environment() -> jinja2.Environment:
    """The templates, which know this dress."""
    made = templating.environment(_TEMPLATES)
    made.globals |= {"csp": policy, "style": style}
    return made


class Site:
    """Writes pages into `folder/<language>/`, each with a link to its twin.

    `name` is the key of the site's title, `note` a banner for every page (a key) or
    null, `as_of` the words of the footer by language, `before` the folder of the pages
    that are replaced.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        navigation: tuple[Entry, ...],
        *,
        note: str | None,
        as_of: dict[str, str],
        before: Path,
    ) -> None:
        """Prepare an empty site; nothing is written yet."""
        self._folder, self._name, self._navigation = folder, name, navigation
        self._note, self._as_of = note, as_of
        self._made: set[Path] = set()
        self._before = before

    def write(
        self, template: str, page: str, language: str, made_of: str = "", **given: Any
    ) -> None:
        """Render one page; `page` is its path below the language, `given` its content.

        In the template `lang`, `w` (words), `num`, `qty`, `share`, `day`, `minute`,
        `place` (formats in this language) and `up` (the path to the language's folder)
        are known.
        """
        up = "../" * page.count("/")
        other = next(each for each in numbers.LANGUAGES if each != language)
        content = (
            environment()
            .get_template(template)
            .render(
                **_formats(language),
                lang=language,
                up=up,
                page=page,
                site=self._name,
                navigation=self._navigation,
                note=self._note,
                as_of=self._as_of[language],
                made_of=made_of,
                other=other,
                twin=f"{up}../{other}/{page}",
                **given,
            )
        )
        self._path(language, page).write_text(content, "utf-8")

    def made_of(self, material: Any) -> str:
        """What a page made of `material` bears, if its `repr` says it whole."""
        return keeping.made_of(self._name, self._note, material)

    def keep(
        self,
        template: str,
        page: str,
        language: str,
        made_of: str,
        content: Callable[[], dict[str, Any]],
        **tools: Any,
    ) -> bool:
        """As `write`, or the page from before if it was made of the same; whether so.

        `content` is asked for only where the page is written; `tools` are functions.
        The footer of a kept page says when that was made.
        """
        old, new = self._before / language / page, self._path(language, page)
        if keeping.keep(old, new, made_of):
            return True
        self.write(template, page, language, made_of, **tools, **content())
        return False

    def _path(self, language: str, page: str) -> Path:
        path = self._folder / language / page
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        return path

    def write_entrance(self) -> None:
        """`index.html`: leads to the Vietnamese pages, and names both languages."""
        said = {language: words(language) for language in numbers.LANGUAGES}
        content = (
            environment()
            .get_template("entrance.jinja")
            .render(
                titles={language: each[self._name] for language, each in said.items()},
                notes={
                    language: each[self._note]
                    for language, each in said.items()
                    if self._note
                },
            )
        )
        (self._folder / "index.html").write_text(content, "utf-8")


@functools.cache
def _formats(language: str) -> dict[str, Any]:
    def in_language(function: Any) -> Any:
        return functools.partial(function, language=language)

    return {
        "w": words(language),
        "num": in_language(numbers.number),
        "qty": in_language(numbers.quantity),
        "as_in_the_form": in_language(numbers.as_in_the_form),
        "share": in_language(numbers.share),
        "minute": in_language(numbers.minute),
        "day": in_language(numbers.day),
        "place": in_language(addresses.place),
    }

"""What the tests of the stewards' pages read."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from dagster_project.reporting import pages
from tests import reported


class Reader(HTMLParser):
    """What a browser would see: text, links, ids, headings, tags."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text, self.tags = "", []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.is_hidden = False
        self.feed(path.read_text("utf-8"))
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.is_hidden = tag == "style"
        self.attributes += attrs
        known = dict(attrs)
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if tag == "a":
            self.links.append(str(known["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self.is_hidden = False

    def handle_data(self, data: str) -> None:
        if not self.is_hidden:
            self.text += f" {data}"


@pytest.fixture(scope="session")
def reported_country() -> Iterator[duckdb.DuckDBPyConnection]:
    """63 localities with 40 failing blocks; see `reported`."""
    con = reported.built()
    yield con
    con.close()


@pytest.fixture(scope="session")
def stewards_pages(
    reported_country: duckdb.DuckDBPyConnection,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The pages, with two decision files beside them that nobody can use."""
    raw = tmp_path_factory.mktemp("raw")
    (raw / "decisions").mkdir()
    (raw / "decisions" / "broken<b>.json").write_text("{", "utf-8")
    out = tmp_path_factory.mktemp("build") / "report"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPW_RAW", str(raw))
        assert pages.write(reported_country, out).pages == len(
            list(out.rglob("*.html"))
        )
    return out


def submission(country: duckdb.DuckDBPyConnection, number: int) -> str:
    """The page of locality `number`'s latest submission below the language."""
    code = reported.codes("63")[number]
    (found,) = country.execute(
        "select submission_id from reference.dim_submissions"
        " where locality_code = ? order by sequence desc limit 1",
        [code],
    ).fetchone() or ("",)
    return f"submission/{found}.html"


@pytest.fixture(scope="module")
def read(stewards_pages: Path) -> dict[str, Reader]:
    """Every page by its path."""
    return {
        path.relative_to(stewards_pages).as_posix(): Reader(path)
        for path in stewards_pages.rglob("*.html")
    }

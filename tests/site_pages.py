"""What the tests of the public pages read."""

import tempfile
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from dagster_project.site import country, pages
from dagster_project.site.country import Country
from tests.installation import Installation


@pytest.fixture(scope="session")
def site(bundled: Installation) -> Path:
    """The published site of the bundled submissions."""
    return bundled.build / "published" / "site"


@pytest.fixture(scope="session")
def known(bundled: Installation) -> Country:
    """The published marts of the bundled submissions, as the pages know them."""
    file = str(bundled.build / "published" / "warehouse.duckdb")
    with duckdb.connect(file, read_only=True) as connection:
        return country.read(connection)


class Page(HTMLParser):
    """The elements and the visible text of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if self._open and self._open[-1] not in ("script", "style"):
            self.text += f" {data.strip()}" if data.strip() else ""

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def stored(connection: duckdb.DuckDBPyConnection, file: Path) -> Path:
    """A warehouse in memory as a file."""
    connection.execute(f"attach '{file}' as stored")
    connection.execute("copy from database memory to stored; detach stored")
    return file


def drawn(connection: duckdb.DuckDBPyConnection, out: Path) -> int:
    """The pages of a hand-made country, as a release has them; how many there are."""
    out.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = stored(connection, Path(folder) / "warehouse.duckdb")
        pages.draw(file, out, out.with_name("none before"))
    return pages.count(out)


def reread(connection: duckdb.DuckDBPyConnection) -> Country:
    """What the pages know of a hand-made country."""
    return country.read(connection)

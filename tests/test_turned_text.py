"""What turns a text's direction or is not seen is written out on every page."""

import re
from pathlib import Path

from dagster_project.reporting import acknowledgements, pages
from tests import given
from tests.site_pages import drawn

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SENT = given.report(
    "22",
    2024,
    {"A": "\u202e9", "B": 8, "B1": "\u20677", "B2": 5, "B3": "1\x002"},
    original_name="bao-cao\u202excod.xlsx",
    sender="sở\u200f <a@b>",
)


def test_what_turns_a_text_is_shown_and_obeyed_on_no_page(tmp_path: Path) -> None:
    con = given.built([SENT])
    pages.write(con, tmp_path / "report")
    drawn(con, tmp_path / "site")
    acknowledgements.write_acknowledgements(con, tmp_path / "acknowledgements")
    con.close()
    found = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.html")}
    naming = [path for path, text in found.items() if "bao-cao" in text]
    for kind in ("report", "site", "acknowledgements"):
        assert any(kind in path.parts for path in naming), kind
    for path, text in found.items():
        assert not TURNING.search(text), path
        assert not UNSEEN.search(text), path
    for path in naming:
        assert "bao-cao\\u202excod.xlsx" in found[path]
    # “12” was called no number.
    assert any("“1\\x002”" in text for text in found.values())

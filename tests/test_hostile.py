"""What a file says is data wherever it is shown: pages, workbooks, CSV, queries."""

import csv
import json
import re
import sys
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

from tests import hostile
from tests.installation import Installation

pytestmark = [pytest.mark.xdist_group("crowd"), pytest.mark.slow]
NUMBER = re.compile(r"[+-]?[\d.,]+(e[+-]?\d+)?%?")
EVALUATED = tuple("=+-@\t\r\n＝＋－＠")


class Tags(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def pages(installation: Installation) -> list[Path]:
    found = [*(installation.build / "published").rglob("*.html")]
    return [*found, *(installation.raw / "acknowledgements").rglob("*.html")]


def test_hostile_submissions_are_read_and_every_table_stands(
    crowd_of_sixty: Installation,
) -> None:
    names = {name for name, _ in hostile.files()}
    rows = crowd_of_sixty.ask(
        "select original_name, status from reference.dim_submissions"
    )
    assert {name for name, _ in rows} >= names
    assert {status for name, status in rows if name in names} == {"counted"}
    assert crowd_of_sixty.ask("select count(*) > 0 from marts.annual_indicators") == [
        (True,)
    ]
    # Their cells are unreadable and say so.
    assert crowd_of_sixty.ask(
        "select count(*) >= 6 from marts.reconciliations"
        " where locality_code in ('01', '22') and rule_id like 'CELL:%'"
        " and verdict = 'fail'"
    ) == [(True,)]


def test_no_page_has_an_element_or_handler_of_a_sender(
    crowd_of_sixty: Installation,
) -> None:
    shown = 0
    for page in pages(crowd_of_sixty):
        text = page.read_text("utf-8")
        shown += "alert(" in text
        tags = Tags(text).found
        assert "Content-Security-Policy" in text, page
        for tag, attributes in tags:
            assert not any(name.startswith("on") for name in attributes), page
            assert attributes.get("src") != "x", page
            # The empty icon is ours: it spares a request.
            address = (attributes.get("href") or "").removeprefix("data:,")
            assert "evil.invalid" not in address, page
            assert not address.lower().startswith(("javascript:", "data:")), page
            assert tag not in ("iframe", "object", "embed"), page
        assert "<script>alert" not in text, page
    assert shown, "no page shows what they wrote: this test proves nothing"


def test_no_cell_of_a_published_csv_is_evaluated_by_a_spreadsheet(
    crowd_of_sixty: Installation,
) -> None:
    csv.field_size_limit(sys.maxsize)
    guarded = 0
    for file in (crowd_of_sixty.build / "published" / "csv").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    guarded += cell.startswith("'=")
                    assert not cell.startswith(EVALUATED) or NUMBER.fullmatch(cell), (
                        file,
                        cell,
                    )
    assert guarded


def test_no_answer_of_ipw_query_is_evaluated_by_a_spreadsheet(
    crowd_of_sixty: Installation,
) -> None:
    sql = "select original_name, -5 as n, '-3,5' as t from reference.dim_submissions"
    answer = crowd_of_sixty.ipw("query", sql, "--format", "csv")
    rows = list(csv.reader(StringIO(answer)))
    assert {row[1] for row in rows[1:]} == {"-5"}
    # A text that is a plain number is left as it is.
    assert {row[2] for row in rows[1:]} == {"-3,5"}
    names = [row[0] for row in rows[1:]]
    assert any(name.startswith("'=cmd") for name in names)
    assert not any(name.startswith(EVALUATED) for name in names)


def test_no_answer_of_ipw_query_commands_the_terminal(
    crowd_of_sixty: Installation,
) -> None:
    sql = "select original_name as n from reference.dim_submissions where n like '%[%'"
    table = crowd_of_sixty.ipw("query", sql)
    assert "\x1b" not in table
    assert "[red]" in table.replace(" ", "") or "red]" in table
    (row,) = json.loads(crowd_of_sixty.ipw("query", sql, "--format", "json"))
    assert "\x1b" in row["n"]


@pytest.mark.parametrize(
    "sql",
    [
        "drop table marts.annual_indicators",
        "copy (select 1) to '/tmp/ipw-leak.csv'",
        "select * from read_text('/etc/passwd')",
        "attach '/tmp/x.duckdb'",
        "install httpfs",
        "set enable_external_access = true",
        "select 1; drop table marts.annual_indicators",
    ],
)
def test_a_query_can_neither_write_nor_reach_out(
    crowd_of_sixty: Installation, sql: str
) -> None:
    said = crowd_of_sixty.ipw("query", sql, expect=2)
    assert "Traceback" not in said


def test_no_workbook_of_ours_has_a_formula_that_its_sender_did_not_write(
    crowd_of_sixty: Installation,
) -> None:
    books = list((crowd_of_sixty.raw / "acknowledgements").rglob("marked.xlsx"))
    assert books
    seen = set()
    for path in books:
        (sent,) = (crowd_of_sixty.raw / "received" / path.parent.name).glob("*.xlsx")
        assert formulas(path) <= formulas(sent), path
        seen |= formulas(sent)
    assert len(seen) >= 2


def formulas(path: Path) -> set[tuple[str, str, str]]:
    """Sheet, address and text of every formula of a workbook."""
    return {
        (sheet.title, cell.coordinate, str(cell.value))
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


# --- sixty at once


def test_fifty_sound_files_of_sixty_are_counted(crowd_of_sixty: Installation) -> None:
    assert crowd_of_sixty.ask(
        "select count(*) from reference.dim_submissions"
        " where status = 'counted' and original_name like 'bao cao %'"
    ) == [(50,)]
    # Every locality of 2025 says that it issued one document.
    assert crowd_of_sixty.ask(
        "select value, localities_reporting, localities_held"
        " from marts.annual_indicators where report_year = 2025"
        " and indicator = 'documents_count' and member = 'total'"
    ) == [(34, 34, 0)]


def test_each_of_ten_broken_files_is_refused_or_held_with_its_reason(
    crowd_of_sixty: Installation,
) -> None:
    from tests import crowd

    expected = {name: status for name, status, _ in crowd.broken(10)}
    rows = crowd_of_sixty.ask(
        "select original_name, status, reason_vi, reason_en"
        " from reference.dim_submissions"
    )
    found = {row[0]: row[1] for row in rows if row[0] in expected}
    assert found == expected
    assert all(row[2] and row[3] for row in rows if row[0] in expected)
    assert list((crowd_of_sixty.raw / "inbox").iterdir()) == []

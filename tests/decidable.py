"""A country to decide on, and what is published of it before any decision."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from dagster_project import warehouse
from dagster_project.decisions.decision_files import read_decisions
from dagster_project.inquiry import replay
from expectations.form import form
from tests import given

# B = 8 but B1 + B2 = 7 + 3 = 10 already: SUM:B:ip_right fails, whatever B3 to B9 are.
# B3 is blank and B4 a dash, which counts as blank; E is unreadable: CELL:E fails.
WRONG = {"B": 8, "B1": "7", "B2": " 3 ", "B3": None, "B4": "-", "E": "unread", "A": 1}
HELD = {"hold_code": "unknown_locality", "hold_vi": "chưa rõ", "hold_en": "unknown"}
NO_DATE = {"period_start_text": "đầu năm", "hold_code": "period_unreadable"}
OTHER_YEAR = (date(2023, 1, 1), date(2023, 12, 31))
# What decisions are asked of; their parents are built with them.
TABLES = {"dim_submissions", "rules", "reconciliations", "current_cells"}


def parts(stem: str, first: int) -> dict[str, int]:
    """All parts of one breakdown: `first`, then zeros."""
    lines = form().lines(2024)
    codes = [x.code for x in lines if re.fullmatch(f"{stem}[0-9]", x.code)]
    return {code: first if code == codes[0] else 0 for code in codes}


REPORTS = {
    "accepted": given.report("22", 2024, WRONG),
    "lapsing": given.report("01", 2024, WRONG),
    "taken_out": given.report("04", 2024, WRONG),
    "first": given.report("31", 2024, {**WRONG, "E": "unread", "E1": None}),
    "second": given.report("31", 2024, {"E": "unread too"}),
    "other_year": given.report("48", 2024, WRONG, period=OTHER_YEAR),
    "no_date": given.report("52", 2024, WRONG, **NO_DATE),
    "unknown": given.report(None, 2024, WRONG, **HELD),
    "refused": given.report(
        None, None, {}, refused_code="pdf", refused_vi="là PDF", refused_en="a PDF"
    ),
    "nul": given.report("46", 2024, {**WRONG, "E": "la\x00"}),
    # No total; 7 by right and 9 by agency: both sums cannot tell, the block is held.
    "disagreeing": given.report("79", 2024, {**parts("B", 7), **parts("BA", 9)}),
    # From 25 to 35, or at the widest from 20 to 40: 24 is a soft gap.
    "gap": given.report("36", 2024, {"A": "khoảng 30", **parts("A", 24)}),
}
LATER = given.report("01", 2024, {"B2": 4})
ID = {name: report.submission.submission_id for name, report in REPORTS.items()}


def publish(reports: Iterable[given.Report], build: Path) -> None:
    """Build the country with the decisions in `raw/`; write the published file."""
    decisions, cells, problems = read_decisions()
    assert not problems
    bound = [
        (each, tuple(c for c in cells if c.decision_id == each.decision_id))
        for each in decisions
    ]
    con = given.loaded(reports, bound)
    replay.build_models(con, up_to=TABLES)
    given.publish(con, build)
    con.close()


def installation(root: Path) -> Path:
    for identity in [*ID.values(), LATER.submission.submission_id]:
        (root / "received" / identity).mkdir(parents=True)
    (root / "decisions").mkdir()
    return root


@pytest.fixture(scope="session")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The country as published without decisions."""
    build = tmp_path_factory.mktemp("undecided")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPW_RAW", str(build / "raw"))
        publish(REPORTS.values(), build)
    return build


@pytest.fixture
def published(tmp_path: Path, undecided: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own on the undecided country."""
    monkeypatch.setenv("IPW_BUILD", str(undecided))
    monkeypatch.setenv("IPW_RAW", str(installation(tmp_path / "own")))
    return tmp_path / "own"


def found(build: Path, locality: str, rule_id: str) -> tuple[object, ...] | None:
    file = build / "published" / "warehouse.duckdb"
    with warehouse.connect(file, read_only=True) as con:
        return con.execute(
            "select verdict, status, explanation from marts.reconciliations"
            " where (rule_id, locality_code, report_year) = (?, ?, 2024)",
            [rule_id, locality],
        ).fetchone()

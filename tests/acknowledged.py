"""Submissions of every kind, and what their acknowledgements say."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from dagster_project.inquiry import replay
from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.acknowledgement_facts import of_submissions
from dagster_project.submissions import records
from tests import given

HOSTILE = '<script>alert("x")</script>'
SUM = "SUM:A:document_type"
OTHER_YEAR = (date(2023, 1, 1), date(2023, 12, 31))
# 5 against 2 + 4 = 6 already: fails. E says nothing that can be read.
FIRST = {"A": 5, "A1": 2, "A2": 4, "A3": 0, "A9": 0, "E": HOSTILE, "K": None, "K1": 3}
# A2 corrected to 3: 5 = 2 + 3. A1 is the same in another spelling. B is wrong now:
# 7 + 5 is more than 8.
SECOND = {"A1": "02", "A2": 3, "A9": None, "B": 8, "B1": 7, "B2": 5}
REPORTS = {
    "first": given.report("22", 2024, FIRST, original_name=f"{HOSTILE}.xlsx"),
    "second": given.report("22", 2024, SECOND, sender="sở <a@b>"),
    "right": given.report("01", 2024, {"A": 1, "A1": 1}, language="en"),
    "replaced": given.report("04", 2024, {"A": 1, "K": 3}),
    "replacing": given.report("04", 2024, {"A": 2, "A1": 2}, replaces_all=True),
    "unknown": given.report(
        None, 2024, {"A": 1}, hold_code="no_code", hold_vi="thiếu mã", hold_en="no code"
    ),
    "other_year": given.report("31", 2024, {"A": 1}, period=OTHER_YEAR),
    "refused": given.report(
        None, None, {}, refused_code="pdf", refused_vi="là PDF", refused_en="a PDF"
    ),
    "bulk": given.report("48", 2024, {"B": 1, "B1": 2}, file_format="csv"),
}
ID = {name: report.submission.submission_id for name, report in REPORTS.items()}
REMARK = records.Remark(
    ID["first"], "unknown_line", "Z1", "I", "E99", "dòng Z1 lạ", f"Z1 {HOSTILE}"
)
# What acknowledgements are asked of; their parents are built with them.
TABLES = {"dim_submissions", "rules", "reconciliations", "current_cells"}


@pytest.fixture(scope="session")
def answered() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = given.loaded(REPORTS.values(), remarks=[REMARK])
    replay.build_models(connection, up_to=TABLES)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def said(answered: duckdb.DuckDBPyConnection) -> dict[str, Acknowledgement]:
    by_id = {
        source.acknowledgement.submission_id: source.acknowledgement
        for source in of_submissions(answered)
    }
    return {name: by_id[identity] for name, identity in ID.items()}

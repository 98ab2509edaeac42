"""Who reported, when, and what became of it: coverage and dimensions."""

from datetime import date, datetime

import pytest

from tests import given
from tests.given import report, rows
from tests.mart_rows import PARTS_OF_DOCUMENTS, coverage, indicator


def section(con, locality, name="documents", year=2024):
    (row,) = rows(
        con,
        "select * from marts.reporting_coverage where report_year = ?"
        " and locality_code = ? and section = ?",
        year,
        locality,
        name,
    )
    return row


@pytest.fixture(scope="module")
def senders():
    """Who sent what and when for 2024, due on 25 January 2025.

    01 on the last second of 25 January in Viet Nam (16:59:59 UTC); 79 a second later;
    22 in time, with a late second version; 46 only a half year (held whole); 48 first
    a half year, then a good file on 4 February; 31 documents that do not add up.
    """
    documents = {"A": 2, **PARTS_OF_DOCUMENTS}
    half = (date(2024, 1, 1), date(2024, 6, 30))
    con = given.built(
        [
            report("01", 2024, documents, received=datetime(2025, 1, 25, 16, 59, 59)),
            report("79", 2024, documents, received=datetime(2025, 1, 25, 17, 0, 0)),
            report("22", 2024, documents, received=datetime(2025, 1, 20, 3)),
            report("22", 2024, {"A": 3, "A1": 2}, received=datetime(2025, 2, 20, 3)),
            report("22", 2024, {"B": 5}, received=datetime(2025, 2, 21, 3)),
            report("46", 2024, documents, period=half),
            report("48", 2024, documents, period=half),
            report("48", 2024, documents, received=datetime(2025, 2, 4, 3)),
            report("31", 2024, {"A": 2, "A1": 3}, received=datetime(2025, 3, 1, 3)),
        ]
    )
    yield con
    con.close()


def test_coverage_has_the_columns_of_the_contract(senders):
    relation = senders.sql("select * from marts.reporting_coverage")
    assert relation.columns == [
        *("report_year", "unit_set", "locality_code", "section", "status"),
        *("received_at", "deadline", "days_late", "versions"),
    ]
    assert rows(senders, "select count(*) as n from marts.reporting_coverage") == [
        {"n": 63 * 7}
    ]


def test_a_report_is_late_by_the_days_of_viet_nam(senders):
    on_time, late = section(senders, "01"), section(senders, "79")
    assert (on_time["status"], on_time["days_late"]) == ("received", 0)
    # 17:00 UTC on the 25th is 00:00 on the 26th in Viet Nam.
    assert (late["status"], late["days_late"]) == ("late", 1)
    assert late["deadline"] == date(2025, 1, 25)


def test_the_first_submission_with_a_number_in_the_section_decides(senders):
    documents = section(senders, "22")
    assert (documents["status"], documents["versions"]) == ("received", 2)
    assert documents["received_at"] == datetime(2025, 1, 20, 3)
    # Its cases came on 21 February, 27 days after 25 January.
    cases = section(senders, "22", "cases")
    assert cases["received_at"] == datetime(2025, 2, 21, 3)
    assert (cases["status"], cases["days_late"], cases["versions"]) == ("late", 27, 1)


def test_a_section_without_a_number_is_empty_and_a_silent_locality_missing(senders):
    empty = section(senders, "22", "tasks")
    assert (empty["status"], empty["versions"]) == ("empty", 0)
    missing = section(senders, "24", "tasks")
    assert missing["status"] == "missing"
    assert (missing["received_at"], missing["days_late"]) == (None, None)
    assert missing["versions"] == 0


def test_a_section_of_nothing_but_an_unreadable_cell_is_held():
    """As its block is: there is something to mend, which "empty" would hide."""
    con = given.built([report("22", 2024, {"A": "#REF!", "B": 5})])
    row = section(con, "22")
    assert (row["status"], row["versions"]) == ("held", 0)


def test_a_held_block_holds_its_section(senders):
    row = section(senders, "31")
    assert (row["status"], row["days_late"]) == ("held", 35)


def test_a_locality_with_nothing_but_a_held_submission_is_held_and_missing(senders):
    assert section(senders, "46")["status"] == "held"
    row = indicator(senders, 2024, "documents_count")
    # 01, 79, 22 and 48 count (2 + 2 + 3 + 2); 31 is held; 46 is missing.
    assert row["value"] == 9
    assert coverage(row) == (63, 4, 1, 58)
    (submission,) = rows(
        senders,
        "select status, reason_vi, reason_en from reference.dim_submissions"
        " where locality_code = '46'",
    )
    assert submission["status"] == "held"
    assert "2024-06-30" in submission["reason_en"]


def test_a_held_submission_does_not_make_its_successor_punctual(senders):
    row = section(senders, "48")
    assert (row["status"], row["days_late"], row["versions"]) == ("late", 10, 1)


def test_dim_submissions_has_the_columns_of_the_contract(senders):
    relation = senders.sql("select * from reference.dim_submissions")
    assert relation.columns[:13] == [
        *("submission_id", "original_name", "sha256", "received_at", "report_year"),
        *("unit_set", "locality_code", "status", "reason_vi", "reason_en", "sender"),
        *("channel", "is_synthetic"),
    ]


def test_a_submission_of_which_nothing_is_current_is_superseded():
    # The second gives both lines of the first; the third repeats one of them.
    con = given.built(
        [
            report("01", 2024, {"B": 5, "B1": 2}, submission_id="first"),
            report("01", 2024, {"B": "6", "B1": "02"}, submission_id="second"),
            report("01", 2024, {"B": 7}, submission_id="third"),
            report(
                None,
                None,
                {},
                submission_id="bad",
                refused_code="unreadable",
                refused_vi="Không đọc được.",
                refused_en="Cannot be read.",
            ),
        ]
    )
    found = rows(
        con,
        "select submission_id, status, version, versions, changed_cells, current_cells,"
        " is_latest from reference.dim_submissions order by sequence",
    )
    # 5 -> 6 changed, 2 -> 02 is the same number; 6 -> 7 changed.
    assert [tuple(row.values()) for row in found] == [
        ("first", "superseded", 1, 3, 2, 0, False),
        ("second", "counted", 2, 3, 1, 1, False),
        ("third", "counted", 3, 3, 1, 1, True),
        ("bad", "refused", None, None, None, None, False),
    ]
    (bad,) = rows(
        con,
        "select reason_vi, reason_en from reference.dim_submissions"
        " where status = 'refused'",
    )
    assert bad == {"reason_vi": "Không đọc được.", "reason_en": "Cannot be read."}


def test_dim_localities_has_one_row_a_territory_with_successor_and_predecessors():
    con = given.loaded([])
    given.replay.build_models(con, {"dim_localities"})
    found = {
        (row["unit_set"], row["locality_code"]): row
        for row in rows(con, "select * from reference.dim_localities")
    }
    assert len(found) == 97
    former = found["63", "10"]
    assert (former["successor_unit_set"], former["successor_code"]) == ("34", "15")
    assert former["valid_to"] == date(2025, 6, 30)
    assert found["34", "15"]["predecessors"] == "63:10|63:15"
    assert found["34", "15"]["predecessors_count"] == 2
    assert found["34", "01"]["predecessors"] == "63:01"


def test_changing_a_traced_cell_moves_the_figure_by_exactly_that():
    def total(cells_of_hanoi, cells_of_hue):
        con = given.built(
            [report("01", 2024, cells_of_hanoi), report("46", 2024, cells_of_hue)]
        )
        return indicator(con, 2024, "cases_count")["value"]

    # Cases 40 + 2; the traced cell goes from 40 to 45, another one from 7 to 8.
    assert total({"B": 40, "K": 7}, {"B": 2}) == 42
    assert total({"B": 45, "K": 7}, {"B": 2}) == 47
    assert total({"B": 40, "K": 8}, {"B": 2}) == 42

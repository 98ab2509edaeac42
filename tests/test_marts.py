"""Indicators, coverage and lineage of hand-made countries, worked out on paper."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests import given
from tests.given import report, rows


def indicator(con, year, name, member="total", breakdown=None):
    found = rows(
        con,
        "select * from marts.annual_indicators where report_year = ? and indicator = ?"
        " and member = ? and breakdown = coalesce(?, breakdown)",
        year,
        name,
        member,
        breakdown,
    )
    assert len(found) == 1
    return found[0]


def coverage(row):
    return tuple(
        row[f"localities_{what}"]
        for what in ("expected", "reporting", "held", "missing")
    )


PARTS_OF_DOCUMENTS = {"A1": 1, "A2": 1, "A3": 0, "A9": 0}


@pytest.fixture(scope="module")
def country():
    """Five of the 63 in 2024.

    Hà Nội (01): documents 2 = 1 + 1 + 0 + 0; cases 1000, fines "12.000" million đồng;
    courses 4, participants "hơn 120"; applications 200, trademarks 187.
    Hồ Chí Minh (79): documents blank, parts 3 + 2 + 0 + 0 (implied 5); cases
    "hơn 3.300"; applications 7, trademarks blank.
    Quảng Ninh (22): documents 9 = 4 + 4 + 0 + 0 is wrong (held); cases 10, fines
    missing; titles 8, trademarks 5.
    Huế (46): documents "chưa có số liệu"; cases "ít nhất 5", fines 60 million.
    Đà Nẵng (48): everything blank but media items 0.
    """
    con = given.built(
        [
            report(
                "01",
                2024,
                {
                    "A": 2,
                    **PARTS_OF_DOCUMENTS,
                    "B": 1000,
                    "C": "12.000",
                    "K": 4,
                    "L": "hơn 120",
                    "M": 200,
                    "M1": 187,
                },
                submission_id="hanoi",
            ),
            report(
                "79",
                2024,
                {"A1": 3, "A2": 2, "A3": 0, "A9": 0, "B": "hơn 3.300", "M": 7},
                submission_id="hcm",
            ),
            report(
                "22",
                2024,
                {"A": 9, "A1": 4, "A2": 4, "A3": 0, "A9": 0, "B": 10, "N": 8, "N1": 5},
                submission_id="quangninh",
            ),
            report("46", 2024, {"A": "chưa có số liệu", "B": "ít nhất 5", "C": 60}),
            report("48", 2024, {"P": 0, "B": None}),
        ]
    )
    yield con
    con.close()


def test_annual_indicators_have_the_columns_of_the_contract(country):
    relation = country.sql("select * from marts.annual_indicators")
    assert relation.columns[:15] == [
        *("report_year", "indicator", "breakdown", "member", "unit", "value"),
        *("value_low", "value_high", "held_value", "localities_expected"),
        *("localities_reporting", "localities_held", "localities_missing"),
        *("coverage_share", "is_lower_bound"),
    ]


def test_there_is_a_row_for_every_member_of_the_form_and_the_four_ratios(country):
    found = rows(
        country,
        "select count(*) as n from marts.annual_indicators where report_year = 2024",
    )
    lines = rows(
        country,
        "select count(*) as n from reference.form_lines where valid_from_year <= 2024",
    )
    assert found[0]["n"] == lines[0]["n"] + 4


def test_a_blank_total_counts_by_its_first_complete_breakdown(country):
    # 2 of Hà Nội, 3 + 2 + 0 + 0 implied by Hồ Chí Minh; Huế has no number yet.
    row = indicator(country, 2024, "documents_count")
    assert row["value"] == 7
    assert (row["value_low"], row["value_high"]) == (7, 7)
    assert coverage(row) == (63, 2, 1, 60)
    (hcm,) = rows(
        country,
        "select value, state, status, submission_id, raw_text"
        " from marts.locality_indicators where locality_code = '79'"
        " and indicator = 'documents_count' and member = 'total'",
    )
    assert hcm == {
        "value": 5,
        "state": "implied",
        "status": "counted",
        "submission_id": "hcm",
        "raw_text": None,
    }


def test_a_held_block_moves_from_value_to_held_value(country):
    # Quảng Ninh writes 9 documents = 4 + 4 + 0 + 0.
    row = indicator(country, 2024, "documents_count")
    assert row["held_value"] == 9
    assert row["localities_held"] == 1
    # Its parts are held with it: resolutions 1 (Hà Nội) + 3 (Hồ Chí Minh), held 4.
    part = indicator(country, 2024, "documents_count", "resolution")
    assert (part["value"], part["held_value"]) == (4, 4)
    # The other blocks of the submission count.
    assert coverage(indicator(country, 2024, "cases_count"))[1:3] == (4, 0)


def test_a_missing_locality_is_never_a_zero(country):
    # 63 expected; Hà Nội, Hồ Chí Minh, Quảng Ninh and Huế give cases.
    row = indicator(country, 2024, "cases_count")
    assert coverage(row) == (63, 4, 0, 59)
    # 4 / 63 = 0.06349206…
    assert row["coverage_share"] == Decimal("0.063492")
    assert row["is_lower_bound"] is True
    (danang,) = rows(
        country,
        "select value, state, status from marts.locality_indicators where"
        " locality_code = '48' and indicator = 'cases_count' and member = 'total'",
    )
    assert danang == {"value": None, "state": "blank", "status": "missing"}


def test_a_zero_is_reported(country):
    row = indicator(country, 2024, "media_items_count")
    assert (row["value"], row["localities_reporting"]) == (0, 1)


def test_what_nobody_reports_is_null(country):
    row = indicator(country, 2024, "budget_vnd")
    assert row["value"] is None
    assert row["value_low"] is None
    assert row["value_high"] is None
    assert row["held_value"] is None
    assert coverage(row) == (63, 0, 0, 63)
    assert row["coverage_share"] == 0


def test_hedged_numbers_add_up_as_written_and_as_intervals(country):
    # Written: 1000 + 3300 + 10 + 5 = 4315. "hơn 3.300" is 3301 to 3399; "ít nhất 5" is
    # 5 or more, so the sum has no upper end. Low: 1000 + 3301 + 10 + 5 = 4316.
    row = indicator(country, 2024, "cases_count")
    assert row["value"] == 4315
    assert row["value_low"] == 4316
    assert row["value_high"] is None
    # "hơn 120" participants alone: 121 to 129.
    people = indicator(country, 2024, "participants_count")
    assert (people["value"], people["value_low"], people["value_high"]) == (
        120,
        121,
        129,
    )


def test_a_ratio_is_taken_over_the_localities_that_count_for_both_terms(country):
    # Fines and cases: Hà Nội 12 000 000 000 / 1000, Huế 60 000 000 / 5. Quảng Ninh and
    # Hồ Chí Minh give no fines. 12 060 000 000 / 1005 = 12 000 000.
    row = indicator(country, 2024, "fine_per_case_vnd")
    assert row["value"] == 12_000_000
    assert coverage(row) == (63, 2, 0, 61)
    assert row["is_lower_bound"] is None
    # Applications: Hồ Chí Minh gives no trademarks; 187 / 200 = 0.935.
    share = indicator(country, 2024, "trademark_share_of_applications")
    assert share["value"] == Decimal("0.935")
    assert coverage(share) == (63, 1, 0, 62)
    # Titles: 5 / 8 = 0.625.
    titles = indicator(country, 2024, "trademark_share_of_titles")
    assert titles["value"] == Decimal("0.625")


def test_the_interval_of_a_ratio_follows_its_terms(country):
    # Participants 121 to 129 over 4 courses; written 120 / 4 = 30.
    row = indicator(country, 2024, "participants_per_course")
    assert (row["value"], row["value_low"], row["value_high"]) == (
        30,
        Decimal("30.25"),
        Decimal("32.25"),
    )
    # Cases of Huế are 5 or more: a fine per case may be as near to zero as one likes.
    fine = indicator(country, 2024, "fine_per_case_vnd")
    assert fine["value_low"] == 0
    assert fine["value_high"] == 12_000_000


@pytest.mark.parametrize(
    ("part", "total", "share"),
    [
        # 1/3 and 2/3 do not end; 5/64 = 0.078125 ends at the sixth decimal.
        (1, 3, "0.333333"),
        (2, 3, "0.666667"),
        (5, 64, "0.078125"),
        # 1/128 = 0.0078125: exactly a half of the sixth decimal goes up.
        (1, 128, "0.007813"),
        # 3/128 = 0.0234375 goes up too: half up, not half to even.
        (3, 128, "0.023438"),
        # 333333.5 millionths less one part in ten million stays below the half.
        (66_666_699, 200_000_000, "0.333333"),
        (66_666_700, 200_000_000, "0.333334"),
    ],
)
def test_ratios_are_rounded_half_up_from_whole_numbers(ratio, part, total, share):
    assert ratio(part, total) == Decimal(share)


@pytest.fixture(scope="module")
def ratio():
    con = given.loaded([])

    def divide(part, total):
        con.execute(
            "create or replace table raw_terms as select"
            " cast(? as decimal(38, 6)) as numerator,"
            " cast(? as decimal(38, 6)) as denominator",
            [part, total],
        )
        return con.sql(f"select {compiled_ratio()} from raw_terms").fetchone()[0]

    yield divide
    con.close()


def compiled_ratio():
    """The macro `ratio_half_up('numerator', 'denominator')` as SQL."""
    import jinja2

    from dagster_project import paths

    source = (paths.DBT_PROJECT / "macros" / "ratios.sql").read_text("utf-8")
    return jinja2.Template(
        source + "{{ ratio_half_up('numerator', 'denominator') }}"
    ).render()


def test_a_negative_ratio_rounds_away_from_zero_and_none_divides_by_zero(ratio):
    assert ratio(-1, 128) == Decimal("-0.007813")
    assert ratio(1, 0) is None
    assert ratio(None, 3) is None
    # 10^18 đồng over 3 cases: no digit is lost to a binary fraction.
    assert ratio(10**18, 3) == Decimal("333333333333333333.333333")


def test_locality_indicators_have_the_columns_of_the_contract(country):
    relation = country.sql("select * from marts.locality_indicators")
    assert relation.columns[:17] == [
        *("report_year", "unit_set", "locality_code", "locality_name_vi"),
        *("locality_name_en", "indicator", "breakdown", "member", "unit", "value"),
        *("value_low", "value_high", "held_value", "state", "status"),
        "submission_id",
        "line_code",
    ]
    (found,) = rows(country, "select count(*) as n from marts.locality_indicators")
    lines = rows(
        country,
        "select count(*) as n from reference.form_lines where valid_from_year <= 2024",
    )
    assert found["n"] == 63 * lines[0]["n"]


def test_the_traced_cells_add_up_to_the_figure(country):
    assert not rows(
        country,
        """
        with traced as (
            select report_year, indicator, breakdown, member,
                sum(value) as value, sum(held_value) as held_value
            from marts.figure_lineage where term = 'sum' group by all
        )
        select * from marts.annual_indicators as annual
        left join traced using (report_year, indicator, breakdown, member)
        where annual.is_lower_bound is not null and (
            annual.value is distinct from traced.value
            or annual.held_value is distinct from traced.held_value)
        """,
    )


def test_an_implied_total_traces_to_the_parts_that_imply_it(country):
    found = rows(
        country,
        "select line_code, value, is_implied, raw_text, address, original_name"
        " from marts.figure_lineage where indicator = 'documents_count'"
        " and member = 'total' and locality_code = '79' order by line_code",
    )
    assert [(row["line_code"], row["value"]) for row in found] == [
        ("A1", 3),
        ("A2", 2),
        ("A3", 0),
        ("A9", 0),
    ]
    assert {row["is_implied"] for row in found} == {True}
    assert found[0] | {"value": 3} == {
        "line_code": "A1",
        "value": 3,
        "is_implied": True,
        "raw_text": "3",
        "address": "E4",
        "original_name": "79-2024.xlsx",
    }


def test_a_held_cell_is_traced_with_the_rule_that_fails(country):
    (row,) = rows(
        country,
        "select value, held_value, block_status, failing_rules, decision_ids"
        " from marts.figure_lineage where indicator = 'documents_count'"
        " and member = 'total' and locality_code = '22'",
    )
    assert row == {
        "value": None,
        "held_value": 9,
        "block_status": "held",
        "failing_rules": "SUM:A:document_type",
        "decision_ids": None,
    }


def test_a_ratio_traces_to_both_of_its_terms(country):
    found = rows(
        country,
        "select term, locality_code, line_code, value from marts.figure_lineage"
        " where indicator = 'fine_per_case_vnd' order by term, locality_code",
    )
    assert [tuple(row.values()) for row in found] == [
        ("denominator", "01", "B", 1000),
        ("denominator", "46", "B", 5),
        ("numerator", "01", "C", 12_000_000_000),
        ("numerator", "46", "C", 60_000_000),
    ]


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
    assert (cases["status"], cases["days_late"], cases["versions"]) == ("late", 27, 1)


def test_a_section_without_a_number_is_empty_and_a_silent_locality_missing(senders):
    empty = section(senders, "22", "tasks")
    assert (empty["status"], empty["versions"]) == ("empty", 0)
    missing = section(senders, "24", "tasks")
    assert missing["status"] == "missing"
    assert (missing["received_at"], missing["days_late"]) == (None, None)
    assert missing["versions"] == 0


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

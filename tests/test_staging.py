"""Cells of a submission and of a decision, from what was written to what they mean."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project import dbt_runner
from dagster_project.inquiry import replay
from dagster_project.submissions import records
from tests import given
from tests.reading import READING_MODELS


def staged(*reports: given.Report, decisions: tuple = ()) -> duckdb.DuckDBPyConnection:
    """The staging models over these reports."""
    return given.built(reports, decisions, only=READING_MODELS)


def repeated(*texts: str, line: str = "B") -> given.Report:
    """A report that gives one line several times."""
    report = given.report("22", 2024, {})
    cells = tuple(
        records.Cell(
            report.submission.submission_id, line, n, text, "text", "II", f"E{n}", None
        )
        for n, text in enumerate(texts, start=1)
    )
    return given.Report(report.submission, cells)


def only_cell(con: duckdb.DuckDBPyConnection) -> dict:
    """The one cell that stands."""
    (row,) = given.rows(con, "select * from staging.stg_cells")
    return row


def test_a_cell_keeps_its_text_and_its_place() -> None:
    con = staged(given.report("22", 2024, {"A": " Hơn  12 "}))
    row = only_cell(con)
    assert (row["raw_text"], row["sheet"], row["address"]) == (" Hơn  12 ", "I", "E4")
    assert (row["report_year"], row["unit_set"], row["locality_code"]) == (
        2024,
        "63",
        "22",
    )
    assert (row["value"], row["low"], row["high"]) == (12, 13, 13)


def test_cells_have_the_promised_columns_in_order() -> None:
    con = staged(given.report("22", 2024, {"A": "1"}))
    described = con.sql("describe staging.stg_cells").fetchall()
    names = (
        "submission_id sequence report_year unit_set locality_code line_code state"
        " value low low_is_open high high_is_open widest_low widest_low_is_open"
        " widest_high widest_high_is_open is_hedged raw_text value_kind sheet address"
        " note problem_vi problem_en"
    )
    assert [column[0] for column in described] == names.split()
    types = {column[0]: column[1] for column in described}
    for number in ("value", "low", "high", "widest_low", "widest_high"):
        assert types[number] == "DECIMAL(38,6)"


@pytest.mark.parametrize(
    "texts", [("12", "12"), ("12", "12,0"), ("1.250", "1250 vụ"), ("không", "0")]
)
def test_a_line_given_twice_counts_once_if_alike(texts: tuple[str, ...]) -> None:
    row = only_cell(staged(repeated(*texts)))
    assert row["state"] in {"value", "zero"}
    assert (row["raw_text"], row["address"]) == (texts[0], "E1")
    assert row["problem_en"] is None


def test_a_line_given_twice_differently_is_unreadable_and_names_both() -> None:
    row = only_cell(staged(repeated("12", "13")))
    assert (row["state"], row["value"], row["low"]) == ("unreadable", None, None)
    assert "“12” in E1, “13” in E2" in row["problem_en"]
    assert "“12” tại E1, “13” tại E2" in row["problem_vi"]


def test_a_place_of_a_csv_is_named_in_both_languages() -> None:
    report = repeated("12", "13")
    cells = tuple(
        replace(x, sheet=None, address=f"line {x.occurrence}") for x in report.cells
    )
    row = only_cell(staged(given.Report(report.submission, cells)))
    assert "“12” in line 1, “13” in line 2" in row["problem_en"]
    assert "“12” tại dòng 1, “13” tại dòng 2" in row["problem_vi"]


def test_a_line_given_on_two_sheets_differently_names_the_sheets() -> None:
    report = repeated("10", "777")
    first, second = report.cells
    row = only_cell(
        staged(
            given.Report(
                report.submission, (first, replace(second, sheet="III", address="E1"))
            )
        )
    )
    assert "“10” in II!E1, “777” in III!E1" in row["problem_en"]
    assert "“10” tại II!E1, “777” tại III!E1" in row["problem_vi"]
    assert (row["sheet"], row["address"]) == (None, "II!E1, III!E1")


def test_the_same_number_with_and_without_a_hedge_is_not_alike() -> None:
    assert only_cell(staged(repeated("40", "hơn 40")))["state"] == "unreadable"


def test_a_blank_repeat_of_a_line_gives_nothing() -> None:
    row = only_cell(staged(repeated("", "12", "-")))
    assert (row["state"], row["value"], row["address"]) == ("value", 12, "E2")


def test_a_line_of_another_years_form_has_no_row() -> None:
    report = given.report("22", 2024, {"A": "1", "B": "2"})
    con = given.loaded([report])
    con.execute(
        "update reference.form_lines set valid_to_year = 2023 where line_code = 'B'"
    )
    replay.build_models(con, READING_MODELS)
    assert [r["line_code"] for r in given.rows(con, "from staging.stg_cells")] == ["A"]


def test_a_submission_without_a_year_has_no_cells() -> None:
    con = staged(given.report("22", None, {"A": "1"}, hold_code="no_year"))
    assert given.rows(con, "from staging.stg_cells") == []
    assert len(given.rows(con, "from staging.stg_submissions")) == 1


def test_a_held_submission_with_a_year_has_cells() -> None:
    con = staged(given.report(None, 2024, {"A": "1"}, hold_code="no_locality"))
    assert only_cell(con)["locality_code"] is None


def test_a_dash_is_zero_only_where_the_line_says_so() -> None:
    con = given.loaded([given.report("22", 2024, {"A": "-", "B": "-"})])
    con.execute("update reference.form_lines set dash_is_zero = line_code = 'B'")
    replay.build_models(con, READING_MODELS)
    states = {
        row["line_code"]: (row["state"], row["value"], row["high"])
        for row in given.rows(con, "from staging.stg_cells")
    }
    assert states == {"A": ("dash", None, None), "B": ("zero", 0, 0)}


def test_a_decisions_cells_are_read_like_the_cells_they_were_copied_from() -> None:
    # 36.7 is a typed number there: as Vietnamese text it would be a broken group.
    report = given.report("22", 2024, {"B": "hơn 40"}, submission_id="one")
    typed = records.Cell("one", "C", 1, "36.7", "number", "II", "E9", None)
    con = staged(
        given.Report(report.submission, (*report.cells, typed)),
        decisions=(
            given.decision("one", "CELL:B", "accept", {"B": "hơn 40", "C": "36.7"}),
            given.decision("gone", "CELL:B", "accept", {"B": "1,250"}),
        ),
    )
    rows = given.rows(con, "from staging.stg_decision_cells order by raw_text")
    assert [(r["raw_text"], r["state"], r["value"]) for r in rows] == [
        ("1,250", "unreadable", None),
        ("36.7", "value", Decimal(36_700_000)),
        ("hơn 40", "value", Decimal(40)),
    ]


def test_a_decision_knows_the_territory_and_year_of_its_submission() -> None:
    con = staged(
        given.report("22", 2024, {"B": "1"}, submission_id="one"),
        decisions=(
            given.decision("one", "SUBMISSION", "exclude", until=date(2026, 6, 30)),
            given.decision("gone", "SUBMISSION", "exclude"),
        ),
    )
    rows = given.rows(con, "from staging.stg_decisions order by sequence")
    assert [
        (r["report_year_of"], r["unit_set_of"], r["locality_code_of"]) for r in rows
    ] == [(2024, "63", "22"), (None, None, None)]


def test_hostile_texts_stop_nothing() -> None:
    texts = [
        "1" * 1_000_000,
        "1 " * 500_000,
        "." * 1_000_000,
        "\x00" * 1000,
        "hơn " * 100_000,
        "\u0323" * 100_000,
        "𒐫﷽" * 1000,
        "%s {{ 7*7 }} '; drop table x; --",
        "=cmd|' /C calc'!A0",
    ]
    con = staged(*(given.report("22", 2024, {"B": text, "C": text}) for text in texts))
    rows = given.rows(con, "from staging.stg_cells")
    assert len(rows) == 2 * len(texts)
    assert {row["state"] for row in rows} == {"unreadable"}
    assert sorted({row["raw_text"] for row in rows}) == sorted(texts)


@pytest.mark.soak
def test_a_million_cells_with_as_many_texts_are_read_in_seconds() -> None:
    con = given.loaded([given.report("22", 2024, {}) for _ in range(12_700)])
    con.execute(
        "insert into raw.cells select submission_id, line_code, 1,"
        " format('hơn {:d},{:d} tỷ', row_number() over (), hash(line_code) % 7),"
        " 'text', 'II', 'E1', null from raw.submissions, reference.form_lines"
        " where valid_from_year <= 2024 limit 1000000"
    )
    started = time.process_time()
    replay.build_models(con, READING_MODELS)
    assert time.process_time() - started < 60  # about 20
    assert con.sql("select count(*) from staging.stg_cells").fetchone() == (1_000_000,)


def test_dbts_own_unit_tests_of_staging_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_BUILD", str(tmp_path))
    outcome = dbt_runner.run_dbt(
        "test", "--select", "test_type:unit,path:models/staging"
    )
    results = {
        result.node.name: str(result.status)
        for result in outcome.result.results
        if result.node.resource_type == "unit_test"  # dbt counts the hook, too
    }
    assert len(results) == 2
    assert set(results.values()) == {"pass"}

"""Great Expectations itself, on real DuckDB files."""

import dataclasses
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project import warehouse
from dagster_project.inquiry import replay
from expectations import results, suites
from expectations.form import form
from tests import given, twice

# documents 6 = 1 + 2 + 3 + 0; cases 5 = 4 + 1 = 5 by agency, of which 2 are at most 4
SOUND = {
    "A": 6,
    "A1": 1,
    "A2": 2,
    "A3": 3,
    "A9": 0,
    **{"B": 5, "B1": 4, "B2": 1, "B3": 0, "B4": 0, "B5": 0, "B6": 0, "B7": 0, "B9": 0},
    **{"B1a": 2, "BA1": 5, "BA2": 0, "BA3": 0, "BA4": 0, "BA5": 0, "BA9": 0},
}


def _failing(report: results.ValidationReport) -> set[tuple[str, str]]:
    return {
        (result.section, result.rule_id)
        for result in report.results
        if not result.success
    }


Judged = tuple[Path, results.ValidationReport]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """A file with one sound report, and what GX said of it."""
    folder = tmp_path_factory.mktemp("sound")
    return twice.judged([given.report("22", 2024, SOUND)], folder=folder)


def test_a_sound_report_passes_and_was_judged(sound: Judged) -> None:
    _, report = sound
    assert _failing(report) == set()
    counted = {r.rule_id: r.evaluated_count for r in report.results}
    assert counted["SUM:A:document_type"] == 1
    assert counted["SUM:B:agency"] == 1
    assert counted["OFW:B1a"] == 1
    assert counted["CELL:B1a"] == 1
    # nothing was said of communications: a pass that judged nothing shows as such
    assert counted["SUM:P:medium"] == 0
    assert not report.raised


def test_great_expectations_says_nothing_beside_the_refresh(
    sound: Judged, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    results.validate(sound[0], tmp_path)
    assert [record for record in caplog.records if record.levelname == "INFO"] == []


def test_a_broken_cell_turns_exactly_its_section(tmp_path: Path) -> None:
    broken = given.report("22", 2024, {**SOUND, "A2": 20})
    _, report = twice.judged([broken, given.report("01", 2024, SOUND)], folder=tmp_path)
    assert _failing(report) == {("documents", "SUM:A:document_type")}
    # 6 against 1 + 20 + 3 + 0 = 24
    assert [dataclasses.astuple(failure) for failure in report.failures] == [
        (
            *("SUM:A:document_type", "hard", 2024, "63", "22", "documents"),
            *(Decimal(6), Decimal(24), Decimal(24), Decimal(-18)),
        )
    ]
    kept = json.loads((tmp_path / "json" / "documents.json").read_text("utf-8"))
    assert kept["success"] is False
    assert json.loads((tmp_path / "json" / "cases.json").read_text("utf-8"))["success"]


def test_more_than_two_hundred_failures_are_all_there(tmp_path: Path) -> None:
    con = given.loaded([given.report("22", 2024, {**SOUND, "A2": 20})])
    replay.build_models(con, up_to=["int_cells__current"])
    # 300 more territories like it: GX's own result would stop at 200 rows
    lines = [x.code for x in form().section_lines("documents", 2024)]
    con.execute(
        "delete from intermediate.int_cells__current"
        " where not list_contains(?, line_code)",
        [lines],
    )
    con.execute(
        "insert into intermediate.int_cells__current"
        " select cells.* replace ('x' || i as locality_code)"
        " from intermediate.int_cells__current as cells, range(300) as others(i)"
    )
    file = twice.file_of(con, tmp_path)
    report = results.validate(file, tmp_path)
    failing = [f for f in report.failures if f.rule_id == "SUM:A:document_type"]
    assert len(failing) == len({f.locality_code for f in failing}) == 301
    (result,) = (r for r in report.results if r.rule_id == "SUM:A:document_type")
    assert result.unexpected_count == result.evaluated_count == 301
    kept = json.loads((tmp_path / "documents.json").read_text("utf-8"))
    assert len(kept["results"][0]["result"]["details"]["unexpected_rows"]) == 301


def test_an_expectation_that_cannot_run_is_an_error_and_no_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = suites.build

    def with_one_broken(*arguments: object) -> tuple[suites.Suite, ...]:
        first, *others = build(*arguments)  # type: ignore[arg-type]
        check = dataclasses.replace(
            first.checks[0], judged="select no_such_column from {batch}"
        )
        broken = dataclasses.replace(first, checks=(check, *first.checks[1:]))
        return (broken, *others)

    monkeypatch.setattr(suites, "build", with_one_broken)
    file, report = twice.judged([given.report("22", 2024, SOUND)], folder=tmp_path)
    (error,) = report.raised
    assert error.rule_id == "SUM:A:document_type"
    assert not error.success
    assert error.evaluated_count == 0
    assert "no_such_column" in str(error.exception_message)
    # the others of the suite were judged all the same
    assert next(r for r in report.results if r.rule_id == "CELL:A").evaluated_count == 1
    # and the gate sees that the second road was not walked
    (difference,) = twice.differences(file, report)
    assert difference.rule_id == "SUM:A:document_type"


def test_an_error_is_said_once_with_all_the_rules_that_it_stopped() -> None:
    query = "[SQL: select a query of thirty lines]"
    raised = [
        ("CELL:A", f"no such function\n{query}"),
        ("CELL:A1", f"no such function\n{query}"),
        ("SUM:B:agency", "no result"),
    ]
    assert results.complaint(raised) == (
        "Great Expectations could not judge CELL:A, CELL:A1: no such function;"
        " SUM:B:agency: no result"
    )


def test_figures_beyond_binary_floating_point_stay_exact(tmp_path: Path) -> None:
    # 9 007 199 254 740 993 = 2^53 + 1 million đồng, against the same but 1 less
    fines = {"C": "9007199254740993", "C1": "9007199254740992"}
    others = {f"C{i}": 0 for i in (2, 3, 4, 5, 6, 7, 9)}
    file, report = twice.judged(
        [given.report("22", 2024, {**SOUND, **fines, **others})], folder=tmp_path
    )
    (failure,) = (f for f in report.failures if f.rule_id == "SUM:C:ip_right")
    assert failure.reported_value == Decimal("9007199254740993000000")
    assert failure.gap == Decimal(1_000_000)
    assert not twice.differences(file, report)
    with warehouse.connect(file) as con:
        assert con.execute("select gap from validation.failures").fetchall() == [
            (Decimal("1000000.000000"),)
        ]


def test_what_is_written_is_described(sound: Judged) -> None:
    file, report = sound
    with warehouse.connect(file) as con:
        results.write(con, report)
        undescribed = con.execute(
            "select column_name from duckdb_columns()"
            " where schema_name = 'validation' and comment is null"
            " and table_name in ('expectation_results', 'failures')"
        ).fetchall()
        tables = con.execute(
            "select table_name from duckdb_tables()"
            " where schema_name = 'validation' and comment like 'One row per %'"
            " order by all"
        ).fetchall()
        written = con.execute(
            "select count(*) from validation.expectation_results"
        ).fetchall()
    assert undescribed == []
    assert tables == [("expectation_results",), ("failures",)]
    assert written == [(len(report.results),)]


def test_the_file_is_let_go_of(sound: Judged) -> None:
    file, _ = sound
    with warehouse.connect(file) as con:
        con.execute("create table raw.still_writable as select 1 as one")


def test_an_empty_warehouse_judges_nothing_and_raises_nothing(tmp_path: Path) -> None:
    file, report = twice.judged([], folder=tmp_path)
    assert [r.rule_id for r in report.results] == ["PERIOD"]
    assert not report.raised
    assert not report.failures
    assert not twice.differences(file, report)


def test_no_module_but_the_engine_pays_for_importing_gx() -> None:
    asked = (
        "import sys, expectations.results;"
        " sys.exit('great_expectations' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0

"""The gate sees where the two roads differ, whatever it is that differs."""

from pathlib import Path

import pytest

from dagster_project import warehouse
from dagster_project.publishing import agreement, publication
from expectations import queries
from tests import given, twice


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One country with one failing sum, judged and written."""
    folder = tmp_path_factory.mktemp("judged")
    file, report = twice.judged(
        [given.report("22", 2024, twice.FAILING)], folder=folder
    )
    assert twice.differences(file, report) == []
    return file


def _after(file: Path, change: str) -> list[agreement.Disagreement]:
    """What the gate would say after one change, which is then undone."""
    with warehouse.connect(file) as con:
        con.execute("begin")
        con.execute(change)
        found = agreement.disagreements(con)
        con.execute("rollback")
    return found


def test_a_failure_that_only_sql_sees_is_a_disagreement(judged: Path) -> None:
    found = _after(judged, "delete from validation.failures")
    assert found == [agreement.Disagreement(twice.SUM, "63:22", 2024, "fail", "pass")]
    assert str(found[0]) == (
        "SUM:A:document_type, territory 63:22, 2024:"
        " fail by SQL, pass by Great Expectations"
    )


def test_a_failure_of_what_gx_did_not_judge_is_not_set_against_a_pass(
    judged: Path,
) -> None:
    change = (
        "update validation.expectation_results set evaluated_count = 0 where rule_id ="
        f" '{twice.SUM}'; delete from validation.failures"
    )
    assert _after(judged, change) == [
        agreement.Disagreement(twice.SUM, "63:22", 2024, "fail", "not evaluated")
    ]


def test_a_failure_that_only_gx_sees_is_a_disagreement(judged: Path) -> None:
    change = (
        "update marts.reconciliations set verdict = 'consistent' where verdict = 'fail'"
    )
    found = _after(judged, change)
    assert found == [
        agreement.Disagreement(twice.SUM, "63:22", 2024, "consistent", "fail")
    ]


def test_a_failure_of_which_the_mart_has_no_row_is_a_disagreement(judged: Path) -> None:
    change = f"delete from marts.reconciliations where rule_id = '{twice.SUM}'"
    assert _after(judged, change) == [
        agreement.Disagreement(twice.SUM, "63:22", 2024, "missing", "fail")
    ]


def test_a_rule_that_gx_never_judged_is_a_disagreement(judged: Path) -> None:
    change = "delete from validation.expectation_results where rule_id = 'CELL:P1'"
    assert _after(judged, change) == [
        agreement.Disagreement(
            "CELL:P1", None, None, "judged 1 times", "judged 0 times"
        )
    ]


def test_a_pass_of_gx_that_judged_nothing_is_a_disagreement(judged: Path) -> None:
    change = (
        "update validation.expectation_results set evaluated_count = 0"
        " where rule_id = 'CELL:P1'"
    )
    assert [one.rule_id for one in _after(judged, change)] == ["CELL:P1"]


def test_a_pass_that_counts_what_nobody_gave_is_a_disagreement(judged: Path) -> None:
    """A pass that judged nothing would look like one that did."""
    change = (
        "update validation.expectation_results set evaluated_count = 63"
        " where rule_id = 'CELL:P2'"
    )
    assert _after(judged, change) == [
        agreement.Disagreement(
            "CELL:P2", None, None, "judged 0 times", "judged 63 times"
        )
    ]


@pytest.mark.parametrize("number", queries.NUMBERS)
@pytest.mark.parametrize("road", ["marts.reconciliations", "validation.failures"])
def test_two_failures_by_other_numbers_are_a_disagreement(
    judged: Path, road: str, number: str
) -> None:
    change = f"update {road} set {number} = {number} + 1 where rule_id = '{twice.SUM}'"
    (found,) = _after(judged, change)
    assert (found.rule_id, found.territory, found.report_year) == (
        twice.SUM,
        "63:22",
        2024,
    )
    assert f"{number} " in found.sql_verdict
    assert found.sql_verdict != found.gx_verdict


def test_of_thousands_of_differences_the_first_are_named_and_the_rest_counted(
    judged: Path,
) -> None:
    with warehouse.connect(judged) as con:
        con.execute("begin")
        con.execute("update validation.expectation_results set evaluated_count = 63")
        found = agreement.disagreements(con)
        with pytest.raises(publication.PublicationError) as refused:
            publication.check_gate(con)
        con.execute("rollback")
    said = str(refused.value).splitlines()
    assert said[0].startswith(f"{len(found)} verdicts differ")
    assert said[1].strip() == str(found[0])
    assert said[-1].strip() == f"and {len(found) - len(said[1:-1])} more"
    assert len(said) < 30 < len(found)


def test_a_soft_failure_is_not_compared(judged: Path) -> None:
    assert (
        _after(judged, "delete from validation.failures where severity = 'soft'") == []
    )
    change = "update marts.reconciliations set verdict = 'fail' where severity = 'soft'"
    assert _after(judged, change) == []


def test_breaking_the_second_road_on_purpose_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a total that equals its parts would now fail: the strictness is flipped
    reaches = queries._reaches
    monkeypatch.setattr(queries, "_reaches", lambda *ends: f"not ({reaches(*ends)})")
    file, report = twice.judged(
        [given.report("22", 2024, {"A": 5, "A1": 5, "A2": 0, "A3": 0, "A9": 0})],
        folder=tmp_path,
    )
    assert twice.differences(file, report) == [
        agreement.Disagreement(twice.SUM, "63:22", 2024, "exact", "fail")
    ]

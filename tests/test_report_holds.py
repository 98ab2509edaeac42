"""The stewards' page of a submission beside others of its locality."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dagster_project.reporting import pages
from dagster_project.reporting.submission_page import page_of
from tests import given
from tests.report_pages import Reader

HALF_YEAR = (date(2024, 1, 1), date(2024, 6, 30))
WHOLE = {"A": 1, "A1": 1, "A2": 0, "A3": 0, "A9": 0, "P": 12}
OVERLAPPING = {"hold_code": "overlapping", "hold_vi": "trùng", "hold_en": "overlaps"}
REPORTS = {
    "first": given.report("22", 2024, WHOLE),
    "correction": given.report("22", 2024, {"A": 2, "A1": 2, "A2": None}),
    "taken_out": given.report("01", 2024, WHOLE),
    "half_year": given.report("04", 2024, WHOLE, period=HALF_YEAR),
    "overlapping": given.report("12", 2024, WHOLE, **OVERLAPPING),
}
ID = {name: each.submission.submission_id for name, each in REPORTS.items()}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Reader]]:
    """The English page of each, after one was taken out and a period excluded."""
    out: Path = tmp_path_factory.mktemp("build") / "report"
    decisions = [
        given.decision(ID["taken_out"], "SUBMISSION", "exclude"),
        given.decision(ID["half_year"], "PERIOD", "exclude"),
    ]
    with given.built(REPORTS.values(), decisions) as con:
        pages.write(con, out)
    yield {name: Reader(out / "en" / page_of(each)) for name, each in ID.items()}


def test_a_line_left_blank_in_a_correction_says_that_the_earlier_figure_counts(
    page: dict[str, Reader],
) -> None:
    later, first = page["correction"].text, page["first"].text
    assert "blank an earlier submission counts" in later
    assert "a later submission counts" not in later
    assert "1 1 a later submission counts" in first
    assert "an earlier submission counts" not in first


@pytest.mark.parametrize(
    ("name", "rule"), [("taken_out", "SUBMISSION"), ("half_year", "PERIOD")]
)
def test_what_a_steward_holds_back_is_let_in_again_by_taking_the_decision_back(
    page: dict[str, Reader], name: str, rule: str
) -> None:
    text = page[name].text
    assert f"ipw decide {ID[name]} {rule} revoke" in text
    assert "To take the decision back:" in text
    assert "ipw assign" not in text and "exclude --reason" not in text


def test_beside_the_report_of_the_whole_year_no_assignment_is_offered(
    page: dict[str, Reader],
) -> None:
    text = page["overlapping"].text
    assert "It does not count while the report of the whole year does." in text
    assert f"ipw decide {ID['overlapping']} SUBMISSION exclude" in text
    assert "ipw assign" not in text


def test_what_holds_only_in_the_widest_reading_is_nowhere_called_hard(
    tmp_path: Path,
) -> None:
    cells = {"E": "hơn 50", "E1": 60, "E2": 0, "E3": 0, "E9": 0}
    sent = given.report("22", 2024, cells)
    with given.built([sent]) as con:
        pages.write(con, tmp_path / "report")
    case = page_of(sent.submission.submission_id)
    for name, said in (
        ("index.html", "soft SUM:E:ip_right"),
        ("queue.html", "SUM:E:ip_right soft"),
        (case, "SUM:E:ip_right soft: soft gap"),
    ):
        assert said in Reader(tmp_path / "report" / "en" / name).text

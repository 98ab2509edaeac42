"""Two reports over the same months of one territory are held."""

from datetime import timedelta

import pytest

from dagster_project.submissions import records
from dagster_project.submissions.parsed import ParsedSubmission
from tests.given import TODAY, decision
from tests.identities import received, submission

HALF = {"period_start": "1/1/2025", "period_end": "30/6/2025"}
FULL = {"period_start": "1/1/2025", "period_end": "31/12/2025"}


def assigned() -> records.Decision:
    row, _ = decision(
        "folder0", "IDENTITY", "assign", locality_code="15", report_year=2025
    )
    return row


@pytest.mark.parametrize(
    ("code", "name"), [("15", "Yên Bái"), ("", "Yên Bái (cũ)"), ("10", ""), ("15", "")]
)
@pytest.mark.parametrize("whole", [FULL, {}])
def test_half_a_year_of_a_former_province_beside_its_successor_s_year_is_held(
    code: str, name: str, whole: dict[str, str]
) -> None:
    found = received(
        ("nua nam.xlsx", submission(code, name, "2025", **HALF)),
        ("ca nam.xlsx", submission("15", "Lào Cai", "2025", **whole)),
    ).submissions
    assert [x.hold_code for x in found] == ["overlapping", None]
    for text in (found[0].hold_vi, found[0].hold_en):
        assert text is not None
        assert "nua nam.xlsx" in text and "ca nam.xlsx" in text and "Lào Cai" in text


def test_half_a_year_of_a_former_province_alone_overlaps_nothing() -> None:
    found = received(("a.xlsx", submission("15", "Yên Bái", "2025", **HALF)))
    assert [x.hold_code for x in found.submissions] == ["locality_abolished"]


def test_half_a_year_beside_the_successor_s_other_half_overlaps_nothing() -> None:
    other = {"period_start": "1/7/2025", "period_end": "31/12/2025"}
    found = received(
        ("a.xlsx", submission("15", "", "2025", **HALF)),
        ("b.xlsx", submission("15", "Lào Cai", "2025", **other)),
    )
    assert [x.hold_code for x in found.submissions] == [None, None]


def test_saying_whose_a_half_year_is_does_not_undo_the_overlap() -> None:
    found = received(
        ("a.xlsx", submission("15", "Yên Bái", "2025", **HALF)),
        ("b.xlsx", submission("15", "Lào Cai", "2025", **FULL)),
        decisions=(assigned(),),
    )
    assert [x.hold_code for x in found.submissions] == ["overlapping", None]


@pytest.mark.parametrize(
    ("start", "end"), [("1/1/2024", "31/12/2024"), ("1/1/2025", "1/7/2025")]
)
def test_only_a_period_that_ends_in_the_year_before_the_merger_is_a_former_half(
    start: str, end: str
) -> None:
    half = submission("15", "Yên Bái", "2025", period_start=start, period_end=end)
    assert codes(half=half) == [None, None]


def test_a_successor_s_own_first_half_is_no_whole_year() -> None:
    assert codes(whole=submission("15", "Lào Cai", "2025", **HALF)) == [None, None]


def test_an_unchanged_locality_has_no_former_half() -> None:
    found = received(
        ("a.xlsx", submission("01", "", "2025", **HALF)),
        ("b.xlsx", submission("01", "", "2025", **FULL)),
    )
    assert [x.hold_code for x in found.submissions] == [None, None]


def test_an_unchanged_locality_may_call_itself_the_former_one() -> None:
    found = received(("a.xlsx", submission("", "Quảng Ninh (cũ)", "2025", **FULL)))
    assert [(x.locality_code, x.hold_code) for x in found.submissions] == [("22", None)]


def said(rule_id: str, kind: str, **more: object) -> records.Decision:
    row, _ = decision("folder1", rule_id, kind, **more)  # type: ignore[arg-type]
    return row


def codes(
    *decisions: records.Decision,
    half: ParsedSubmission | None = None,
    whole: ParsedSubmission | None = None,
) -> list[str | None]:
    """Why a half-year and its successor's whole year are held, if they are."""
    found = received(
        ("a.xlsx", half or submission("15", "Yên Bái", "2025", **HALF)),
        ("b.xlsx", whole or submission("15", "Lào Cai", "2025", **FULL)),
        decisions=(assigned(), *decisions),
    )
    return [x.hold_code for x in found.submissions]


@pytest.mark.parametrize("rule_id", ["SUBMISSION", "PERIOD"])
def test_a_whole_year_that_a_steward_took_out_overlaps_nothing(rule_id: str) -> None:
    assert codes(said(rule_id, "exclude")) == [None, None]
    assert codes(said(rule_id, "exclude", until=TODAY)) == [None, None]


def test_a_correction_with_the_half_year_s_own_period_leaves_it_where_it_is() -> None:
    correction = submission("15", "Lào Cai", "2025", **HALF)
    assert codes(whole=correction) == [None, None]
    assert codes(whole=submission("15", "Lào Cai", "2025")) == ["overlapping", None]


@pytest.mark.parametrize("rule_id", ["SUBMISSION", "PERIOD"])
def test_a_whole_year_that_is_back_overlaps_again(rule_id: str) -> None:
    held = ["overlapping", None]
    yesterday = TODAY - timedelta(days=1)
    assert codes(said(rule_id, "exclude"), said(rule_id, "revoke")) == held
    assert codes(said(rule_id, "exclude", until=yesterday)) == held


def test_a_whole_year_whose_period_a_steward_accepted_overlaps() -> None:
    strange = {"period_start": "đầu năm", "period_end": "31/12/2025"}
    whole = submission("15", "Lào Cai", "2025", **strange)
    assert codes(whole=whole) == [None, "period_unreadable"]
    accepted = codes(said("PERIOD", "accept"), whole=whole)
    assert accepted == ["overlapping", "period_unreadable"]


def test_a_whole_year_that_is_held_for_more_than_its_period_overlaps_nothing() -> None:
    whole = submission("15", "Lào Cai", "2025", **FULL, language="vi | en")
    accepted = codes(said("PERIOD", "accept"), whole=whole)
    assert accepted == [None, "language_differs"]


@pytest.mark.parametrize(
    "half",
    [
        submission("15", "Yên Bái", "", **HALF),
        submission("", "", "2025", **HALF),
        submission("", "HN", "2025", **HALF),
    ],
    ids=["no year", "no locality", "initials"],
)
def test_a_half_year_overlaps_where_it_was_assigned(half: ParsedSubmission) -> None:
    assert codes(half=half) == ["overlapping", None]

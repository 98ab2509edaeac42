"""Two reports over the same months of one territory are held."""

import pytest

from tests.given import decision
from tests.identities import received, submission

HALF = {"period_start": "1/1/2025", "period_end": "30/6/2025"}
FULL = {"period_start": "1/1/2025", "period_end": "31/12/2025"}


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
    row, _ = decision(
        "folder0", "IDENTITY", "assign", locality_code="15", report_year=2025
    )
    found = received(
        ("a.xlsx", submission("15", "Yên Bái", "2025", **HALF)),
        ("b.xlsx", submission("15", "Lào Cai", "2025", **FULL)),
        decisions=(row,),
    )
    assert [x.hold_code for x in found.submissions] == ["overlapping", None]


def test_an_unchanged_locality_has_no_former_half() -> None:
    found = received(
        ("a.xlsx", submission("01", "", "2025", **HALF)),
        ("b.xlsx", submission("01", "", "2025", **FULL)),
    )
    assert [x.hold_code for x in found.submissions] == [None, None]


def test_an_unchanged_locality_may_call_itself_the_former_one() -> None:
    found = received(("a.xlsx", submission("", "Quảng Ninh (cũ)", "2025", **FULL)))
    assert [(x.locality_code, x.hold_code) for x in found.submissions] == [("22", None)]

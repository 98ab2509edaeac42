"""Stewards' decisions on the period of a report: which reports they let in."""

from datetime import date

from tests.country import Cells, Country

COUNTRY = Country(2024)  # refreshed on 1 March 2026
RIGHT: Cells = {"E": 128, "E1": 117, "E2": 8, "E3": 3, "E9": 0}
HALF_YEAR = (date(2024, 1, 1), date(2024, 6, 30))

HALF, HALF_ACCEPTED, HALF_AGAIN, HALF_EXCLUDED = (COUNTRY.locality() for _ in range(4))
for _code in (HALF, HALF_ACCEPTED, HALF_AGAIN, HALF_EXCLUDED):
    _sent = COUNTRY.send(_code, RIGHT, period=HALF_YEAR)
    if _code in (HALF_ACCEPTED, HALF_AGAIN):
        COUNTRY.decide(_sent, "PERIOD", "accept")
    if _code == HALF_EXCLUDED:
        COUNTRY.decide(_sent, "PERIOD", "exclude")
AGAIN = COUNTRY.send(HALF_AGAIN, {"A": 1}, period=HALF_YEAR)
REVERSED, REVERSED_ACCEPTED = (COUNTRY.locality() for _ in range(2))
for _code in (REVERSED, REVERSED_ACCEPTED):
    _sent = COUNTRY.send(
        _code,
        RIGHT,
        period=(date(2024, 12, 31), date(2024, 1, 1)),
        hold_code="period_reversed",
    )
    if _code == REVERSED_ACCEPTED:
        COUNTRY.decide(_sent, "PERIOD", "accept")
TWO_LANGUAGES = COUNTRY.locality()
_sent = COUNTRY.send(
    TWO_LANGUAGES, RIGHT, period=HALF_YEAR, hold_code="language_differs"
)
COUNTRY.decide(_sent, "PERIOD", "accept")
HALF_ASSIGNED, HALF_ASSIGNED_AND_ACCEPTED = (COUNTRY.locality() for _ in range(2))
for _code in (HALF_ASSIGNED, HALF_ASSIGNED_AND_ACCEPTED):
    _sent = COUNTRY.send(_code, RIGHT, period=HALF_YEAR, assigned_by="steward")
    if _code == HALF_ASSIGNED_AND_ACCEPTED:
        COUNTRY.decide(_sent, "PERIOD", "accept")

HALF_REVOKED, HALF_EXPIRED, HALF_LAST_YEAR = (COUNTRY.locality() for _ in range(3))
_sent = COUNTRY.send(HALF_REVOKED, RIGHT, period=HALF_YEAR)
COUNTRY.decide(_sent, "PERIOD", "accept")
COUNTRY.decide(_sent, "PERIOD", "revoke")
_sent = COUNTRY.send(HALF_EXPIRED, RIGHT, period=HALF_YEAR)
COUNTRY.decide(_sent, "PERIOD", "accept", until=date(2026, 2, 10))
_half_of_2023 = (date(2023, 1, 1), date(2023, 6, 30))
_sent = COUNTRY.send(HALF_LAST_YEAR, RIGHT, year=2023, period=_half_of_2023)
COUNTRY.decide(_sent, "PERIOD", "accept")
COUNTRY.send(HALF_LAST_YEAR, RIGHT, period=HALF_YEAR)


def status(code: str, measure: str = "advised_count") -> str:
    return str(COUNTRY.block(code, measure)["status"])


def test_an_accepted_period_admits_its_submission_and_no_other() -> None:
    assert (status(HALF), COUNTRY.row(HALF, "PERIOD")["status"]) == ("missing", "open")
    assert status(HALF_ACCEPTED) == "counted"
    assert COUNTRY.row(HALF_ACCEPTED, "PERIOD")["status"] == "accepted"
    assert status(HALF_AGAIN) == "counted"
    assert status(HALF_AGAIN, "documents_count") == "missing"
    row = COUNTRY.row(HALF_AGAIN, "PERIOD")
    assert (row["submission_id"], row["status"]) == (AGAIN, "open")
    assert status(HALF_EXCLUDED) == "missing"
    assert COUNTRY.row(HALF_EXCLUDED, "PERIOD")["status"] == "excluded"


def test_a_report_that_counts_with_its_period_is_not_called_held() -> None:
    row = COUNTRY.row(HALF_ACCEPTED, "PERIOD")
    assert "trừ khi cán bộ thẩm tra chấp nhận kỳ này" in row["message_vi"]
    assert "unless a steward accepts this period, the whole" in row["message_en"]


def test_an_accepted_period_admits_a_report_that_was_held_for_it_alone() -> None:
    assert status(REVERSED) == "missing"
    assert status(REVERSED_ACCEPTED) == "counted"
    assert COUNTRY.row(REVERSED_ACCEPTED, "PERIOD")["status"] == "accepted"
    assert status(TWO_LANGUAGES) == "missing"


def test_an_assignment_says_whose_a_report_is_and_accepts_no_half_year() -> None:
    assert status(HALF_ASSIGNED) == "missing"
    assert COUNTRY.row(HALF_ASSIGNED, "PERIOD")["status"] == "open"
    assert status(HALF_ASSIGNED_AND_ACCEPTED) == "counted"


def test_what_became_of_a_period_that_was_accepted_is_said_as_of_any_rule() -> None:
    assert COUNTRY.row(HALF_REVOKED, "PERIOD")["decision_lapse"] == "revoked"
    assert COUNTRY.row(HALF_EXPIRED, "PERIOD")["decision_lapse"] == "expired"
    assert COUNTRY.row(HALF_LAST_YEAR, "PERIOD")["last_year_explanation"] == (
        "confirmed by letter"
    )


def test_a_period_is_a_violation_too() -> None:
    assert COUNTRY.violation(HALF, "PERIOD")["state"] == "new"
    assert COUNTRY.violation(HALF_ACCEPTED, "PERIOD")["state"] == "explained"
    assert COUNTRY.violation(HALF_AGAIN, "PERIOD")["state"] == "persisting"

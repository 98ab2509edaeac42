"""What a steward assigned settles every doubt, until it is revoked."""

from dagster_project.submissions import records
from dagster_project.submissions.identity import Assignment, assignments_of
from tests.given import decision
from tests.identities import held, place, who


def test_every_doubt_is_in_the_sentence_under_the_first_one_s_code() -> None:
    found = who("22", "Hà Nội", period_end="31/2/2024")
    held(found, "code_name_disagree", "Hà Nội", "31/2/2024")


def test_an_assignment_settles_every_doubt() -> None:
    assignment = Assignment("1", 2024, "by telephone", "steward")
    found = who("", "HN", "24", "Hà Nam 2023.xlsx", assignment, period_end="31/2/2024")
    assert place(found) == ("63", "01")
    assert found.report_year == 2024


def test_an_assignment_to_nothing_is_held() -> None:
    held(who("22", assignment=Assignment("10", 2025, "x", "y")), "assigned_unknown")
    held(who("22", assignment=Assignment("10", 1999, "x", "y")), "assigned_unknown")
    held(who("22", assignment=Assignment("10", 0, "x", "y")), "assigned_unknown")


def test_the_latest_assignment_stands_until_it_is_revoked() -> None:
    def said(kind: str, code: str | None = None) -> records.Decision:
        row, _ = decision("x", "IDENTITY", kind, locality_code=code, report_year=2024)
        return row

    first, second, revoked = said("assign", "1"), said("assign", "22"), said("revoke")
    of_a_rule, _ = decision("x", "PERIOD", "revoke")
    assert assignments_of([second, first])["x"].locality_code == "22"
    assert assignments_of([first, of_a_rule])["x"].locality_code == "01"
    assert assignments_of([first, second, revoked]) == {}

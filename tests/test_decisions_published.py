"""What the next publication makes of decisions."""

from pathlib import Path

import pytest

from dagster_project.decisions.stewardship import decide
from tests.decidable import ID, LATER, REPORTS, found, installation, publish
from tests.decision_folder import NOW, SUM


@pytest.fixture(scope="module")
def decided(undecided: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next publication, after decisions on four reports and one later report."""
    root = tmp_path_factory.mktemp("decided")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPW_RAW", str(installation(root / "raw")))
        with pytest.MonkeyPatch.context() as asking:
            asking.setenv("IPW_BUILD", str(undecided))
            for name in ("accepted", "lapsing"):
                decide(ID[name], SUM, "accept", "đã xác nhận", "steward", now=NOW)
            decide(ID["taken_out"], "SUBMISSION", "exclude", "nhầm", "steward", now=NOW)
            decide(ID["other_year"], "PERIOD", "accept", "ghi nhầm", "steward", now=NOW)
            decide(ID["first"], SUM, "exclude", "sai", "steward", now=NOW)
            decide(ID["first"], SUM, "revoke", "không sai", "steward", now=NOW)
        publish([*REPORTS.values(), LATER], root)
    return root


def test_an_accepted_rule_shows_its_explanation(decided: Path) -> None:
    assert found(decided, "22", SUM) == ("fail", "accepted", "đã xác nhận")


def test_a_decision_lapses_when_a_cell_of_its_block_changes(decided: Path) -> None:
    # 8 against 7 + 4 = 11 fails anew, and nobody accepted that.
    assert found(decided, "01", SUM) == ("fail", "open", None)


def test_a_whole_submission_taken_out_says_nothing(
    undecided: Path, decided: Path
) -> None:
    assert found(undecided, "04", SUM) == ("fail", "open", None)
    assert found(decided, "04", SUM) == ("not_asked", None, None)


def test_an_accepted_period_lets_the_submission_in(
    undecided: Path, decided: Path
) -> None:
    assert found(undecided, "48", SUM) == ("not_asked", None, None)
    assert found(decided, "48", SUM) == ("fail", "open", None)


def test_a_revoked_decision_is_gone(decided: Path) -> None:
    assert found(decided, "31", SUM) == ("fail", "open", None)

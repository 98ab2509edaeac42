"""What an answer says: what was read, what changed, what is right or wrong."""

from dagster_project.inquiry import replay
from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.acknowledgement_facts import of_submissions
from dagster_project.reporting.duplicates import Before, again
from tests import given
from tests.acknowledged import ID, SUM, TABLES


def rules(states: tuple[object, ...]) -> list[str]:
    return [state.rule_id for state in states]  # type: ignore[attr-defined]


def test_cells_are_counted_by_state(said: dict[str, Acknowledgement]) -> None:
    # A, A1, A2, K1 are numbers, A3 and A9 zero, K blank, E unreadable.
    assert said["first"].read == {"value": 4, "zero": 2, "blank": 1, "unreadable": 1}
    assert said["first"].lines_read == 8
    # The form of 2024 has 79 lines.
    assert said["first"].lines_of_the_form == 79


def test_changes_compare_values_with_the_version_before(
    said: dict[str, Acknowledgement],
) -> None:
    # `02` is 2 and a blank deletes nothing: neither is a change.
    assert [
        (change.line_code, change.before, change.after)
        for change in said["second"].changes
    ] == [("A2", "4", "3"), ("B", None, "8"), ("B1", None, "7"), ("B2", None, "5")]
    assert said["first"].changes == ()


def test_a_report_that_replaces_all_shows_what_it_takes_away(
    said: dict[str, Acknowledgement],
) -> None:
    assert [
        (change.line_code, change.before, change.after)
        for change in said["replacing"].changes
    ] == [("A", "1", "2"), ("A1", None, "2"), ("K", "3", None)]
    assert said["replaced"].counts_now == ID["replacing"]
    assert said["replaced"].reason_vi


def test_rules_are_fixed_broken_and_unchanged_by_the_same_ids(
    said: dict[str, Acknowledgement],
) -> None:
    # K1 without K, and E without its parts, break soft rules; both were left so.
    assert rules(said["first"].broken) == ["CELL:E", SUM, "REQ:E", "REQ:K"]
    assert rules(said["first"].fixed) == []
    assert rules(said["second"].fixed) == [SUM]
    assert rules(said["second"].broken) == ["SUM:B:ip_right"]
    assert rules(said["second"].unchanged) == ["CELL:E", "REQ:E", "REQ:K"]


def test_the_latest_version_says_what_was_found(
    said: dict[str, Acknowledgement],
) -> None:
    (broken,) = said["second"].broken
    assert "“8”" in str(broken.message_vi)
    assert "“8”" in str(broken.message_en)
    assert broken.status == "open"
    # An earlier version is answered with the rule, not with a later finding.
    assert said["first"].broken[1].message_vi is None
    assert said["first"].broken[1].text_vi


def test_a_held_or_refused_file_is_told_why(said: dict[str, Acknowledgement]) -> None:
    assert said["unknown"].reason_en == "no code"
    assert said["refused"].reason_vi == "là PDF"
    assert rules(said["other_year"].broken) == ["PERIOD"]
    assert "2023" in str(said["other_year"].reason_vi)


def test_a_correction_is_told_of_the_measure_that_it_holds_in_an_earlier_report() -> (
    None
):
    earlier = given.report("22", 2024, {"B": 3, "B1": 3, "C": 9, "C1": 9})
    later = given.report("22", 2024, {"B": 0, "B1": 0})
    with given.loaded([earlier, later]) as connection:
        replay.build_models(connection, up_to=TABLES)
        _, source = of_submissions(connection)
    said = source.acknowledgement
    assert rules(said.broken) == ["PAIR:fines-cases"]
    assert [(x.measure, x.status) for x in said.blocks] == [("fines_vnd", "held")]


def test_a_file_of_several_reports_sent_again_says_what_became_of_each() -> None:
    parts = (("01", "counted"), ("22", "held"))
    _, en = again(Before("folder", None, ("later",), parts))
    assert "counted: 01; held: 22" in en
    assert "the version that counts now is later" in en
    _, en = again(Before("folder", None, ("later",), parts[:1]))
    assert "01" not in en and "the version that counts now is later" in en

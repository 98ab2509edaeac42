"""A file of many reports: how many there may be, and what its parts say together."""

import sys

import pytest

from dagster_project import paths
from dagster_project.submissions.grouping import most_reports
from dagster_project.submissions.refusals import Refused
from expectations.form import form, rows_of
from tests.identities import rows, submission
from tests.texts import HEADER, read


def bulk(number: int) -> str:
    return HEADER + "".join(f"2024,x{x},A,1\n" for x in range(number))


def test_a_file_holds_no_more_reports_than_there_are_localities_and_years() -> None:
    localities = rows_of(paths.SEEDS / "localities.csv")
    assert most_reports() == len(localities) * len(form().report_years)
    assert len(read(bulk(most_reports()))) == most_reports()


def test_more_reports_than_there_can_be_are_refused_naming_the_column() -> None:
    with pytest.raises(Refused) as refused:
        read(bulk(4000))
    assert refused.value.code == "too_many_reports"
    for text in (refused.value.reason_vi, refused.value.reason_en):
        assert "4000" in text and str(most_reports()) in text
        assert "locality_code" in text


def test_reports_of_one_name_are_numbered_in_order() -> None:
    found, _, _ = rows(*[submission("22")] * 3, submission("01"), submission("22"))
    assert [x.submission_id.removeprefix("folder.") for x in found] == [
        "22.2024", "22.2024.2", "22.2024.3", "01.2024", "22.2024.4",
    ]  # fmt: skip


def test_twice_the_parts_of_a_file_take_twice_the_work() -> None:
    def calls(number: int) -> int:
        parts = [submission(f"x{x}") for x in range(number)]
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            rows(*parts)
        finally:
            sys.setprofile(before)
        return counted

    calls(10)
    assert calls(160) < 2.5 * calls(80)


def parts(*said: str, **first: str) -> list[tuple[bool, list[str]]]:
    """Whether each part of a report replaces all, and what is remarked on that."""
    covers = [submission(*NAMES[x], replaces_all=y) for x, y in enumerate(said)]
    if first:
        covers[0] = submission(*NAMES[0], replaces_all=said[0], **first)
    found, _, remarks = rows(*covers)
    return [
        (
            each.replaces_all,
            [
                x.text_en
                for x in remarks
                if x.submission_id == each.submission_id
                and x.code == "replaces_all_unclear"
            ],
        )
        for each in found
    ]


NAMES = (("22", ""), ("", "Quảng Ninh"))


def test_each_part_of_a_report_keeps_its_word_that_all_is_replaced() -> None:
    assert parts("có", "có") == [(True, []), (True, [])]
    assert parts("", "có") == [(False, []), (True, [])]
    assert parts("có", "có", period_end="31/2/2024") == [(True, []), (True, [])]


def test_parts_that_contradict_each_other_replace_nothing_and_are_told() -> None:
    for said in (("không", "có"), ("có", "không")):
        found = parts(*said)
        assert [x for x, _ in found] == [False, False]
        ((told,),) = [x for _, x in found if x]
        assert " | ".join(said) in told


def test_reports_of_different_localities_do_not_contradict_each_other() -> None:
    found, _, _ = rows(
        submission("22", replaces_all="có"),
        submission("24", replaces_all="không"),
        submission("", "HN", replaces_all="không"),
        submission("", "Xứ Lạ", replaces_all="có"),
    )
    assert [x.replaces_all for x in found] == [True, False, False, True]

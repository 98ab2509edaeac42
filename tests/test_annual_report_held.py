"""What is held is said with its name and its amount, and is not in the figure."""

import re

from dagster_project.annual import annual_facts, annual_report
from expectations.form import form
from tests.claims import build, check
from tests.given import decision, report


def test_what_is_held_is_said_with_its_name_and_is_not_in_the_figure():
    con = build([report("01", 2024, {"A": 3, "A1": 5}), report("22", 2024, {"A": 4})])
    text = check(con, 2024, "en")
    assert "at least 4 documents" in text
    assert "a steward excluded it: 3 documents" in text
    assert "Held, since they do not reconcile or cannot be read: Ha Noi." in text


def test_an_amount_that_is_held_is_said_to_be_the_written_number():
    con = build([report("01", 2024, {"E": "gần 100", "E1": 300})])
    text = check(con, 2024, "en")
    assert "excluded it: 100 instances" in text
    assert "Changes and what is not counted go by the written numbers" in text
    said = "Mức thay đổi và phần chưa được tính lấy theo các con số đã ghi"
    assert said in check(con, 2024, "vi")


def test_only_those_whose_amount_is_read_are_said_to_have_reported_it():
    con = build(
        [
            report("01", 2024, {"E": 9, "E1": 5}),
            report("02", 2024, {"E": "11.7943"}),
            report("06", 2024, {"E": 20, "E1": 25}),
            report("04", 2024, {"N": "x"}),
        ]
    )
    english, vietnamese = check(con, 2024, "en"), check(con, 2024, "vi")
    assert (
        "20 instances of advice to organizations and persons, reported by Bac Kan."
        in english
    )
    unread = "Held without an amount, because no one number can be read:"
    assert f"{unread} Ha Giang." in english
    assert f"{unread} Cao Bang." in english
    assert "20 lượt tổ chức, cá nhân, do Bắc Kạn báo cáo." in vietnamese
    assert "không đọc được thành một số: Hà Giang." in vietnamese


def test_every_count_that_is_held_has_its_unit_in_both_languages():
    totals = {"A": 3, "B": 3, "E": 3, "H": 3, "K": 3, "L": 3, "M": 3, "N": 3, "P": 3}
    lines = {line.code: line for line in form().all_lines}
    parts = {f"{code}1": 9 for code in totals if f"{code}1" in lines}
    con = build([report("01", 2024, totals | parts)])
    for language, said in (("en", "excluded it: "), ("vi", "bị loại ra: ")):
        text = check(con, 2024, language)
        held = [line for line in text.splitlines() if said in line]
        assert len(held) > 6
        for line in held:
            assert re.search(r"\d \w+", line.split(said)[1]), line


def test_a_locality_that_is_held_as_a_whole_is_named_as_received():
    held = report("06", 2024, {"E": 5}, hold_code="outside_window", hold_vi="muộn")
    con = build([report("01", 2024, {"E": 1}), held])
    text = annual_report.written(con, 2024, "en").markdown
    assert "held, and nothing of it counts: Bac Kan." in text
    (silent,) = re.findall(r"Nothing was received from [^.]*\.", text)
    assert "Bac Kan" not in silent and "Ha Giang" in silent
    text = annual_report.written(con, 2024, "vi").markdown
    assert "đang tạm giữ nên chưa có số nào được tính: Bắc Kạn." in text


def test_a_ratio_names_whom_a_steward_accepted_and_whom_one_excluded():
    titles = {"N": 10, "N1": 11} | dict.fromkeys(("N2", "N3", "N4", "N5"), 0)
    reports = [report(at, 2024, titles, submission_id=at) for at in ("01", "22", "24")]
    decisions = [
        decision("01", "SUM:N:ip_right", "accept"),
        decision("22", "SUM:N:ip_right", "exclude"),
    ]
    facts = annual_facts.gather(build(reports, decisions), 2024)
    for key in (
        ("titles_count", "total", "total"),
        ("trademark_share_of_titles", "total", "total"),
    ):
        found = {
            status: [each.name_en for each in facts.figures[key].of(status)]
            for status in ("counted", "accepted", "excluded", "held")
        }
        assert found == {
            "counted": [],
            "accepted": ["Ha Noi"],
            "excluded": ["Quang Ninh"],
            "held": ["Bac Giang"],
        }

"""The page of an acknowledgement: what it says to whom, and that it is harmless."""

from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import duckdb

from dagster_project.inquiry import replay
from dagster_project.reporting.acknowledgement import Acknowledgement, Remark
from dagster_project.reporting.acknowledgement_facts import of_submissions
from dagster_project.reporting.acknowledgements import page
from dagster_project.reporting.duplicates import of_duplicates
from dagster_project.submissions import records
from dagster_project.submissions.receipts import Receipt
from tests import given
from tests.acknowledged import ID, TABLES


class _Page(HTMLParser):
    """Tags, and the addresses that they point at."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("href", "src", "action")]


def answered(*reports: given.Report) -> list[Acknowledgement]:
    """The answers to these reports, in their order."""
    con = given.loaded(list(reports))
    replay.build_models(con, up_to=TABLES)
    answers = [each.acknowledgement for each in of_submissions(con)]
    con.close()
    return answers


def test_the_page_escapes_what_a_locality_wrote_and_points_nowhere(
    said: dict[str, Acknowledgement],
) -> None:
    for each in said.values():
        html = page(each, is_synthetic=True)
        parsed = _Page()
        parsed.feed(html)
        assert "script" not in parsed.tags
        assert all(address.startswith("marked") for address in parsed.addresses)
        assert "http://" not in html
        assert "https://" not in html
        assert "url(" not in html
        assert "SYNTHETIC" in html
    assert "&lt;script&gt;" in page(said["first"], is_synthetic=True)


def test_a_line_of_a_text_is_named_in_each_language() -> None:
    remark = Remark("unknown_line", None, None, "line 7", "ở", "at")
    said = Acknowledgement(
        "s", "a.csv", "0", datetime(2025, 1, 1), None, None, "vi", False, "counted",
        remarks=(remark,),
    )  # fmt: skip
    html = page(said, is_synthetic=False)
    assert ("<td>dòng 7</td>" in html, "<td>line 7</td>" in html) == (True, True)
    assert html.count("<main>") == 1


def test_the_reason_of_a_decision_is_said_to_be_one(
    said: dict[str, Acknowledgement],
) -> None:
    (rule, *others) = said["bulk"].broken
    decided = replace(rule, status="accepted", explanation="letter 7")
    html = page(replace(said["bulk"], broken=(decided, *others)), is_synthetic=False)
    assert "Lý do của cán bộ thẩm tra: letter 7" in html
    assert "The steward&#39;s reason: letter 7" in html


def test_the_page_speaks_both_languages_the_sender_s_first(
    said: dict[str, Acknowledgement],
) -> None:
    vietnamese = page(said["second"], is_synthetic=False)
    assert vietnamese.index("Biên nhận báo cáo</h1>") < vietnamese.index(
        "Acknowledgement of a report</h1>"
    )
    english = page(said["right"], is_synthetic=False)
    assert english.index("Acknowledgement of a report</h1>") < english.index(
        "Biên nhận báo cáo</h1>"
    )
    assert "SYNTHETIC" not in english
    assert "Không có quy tắc nào bị vi phạm." in english


def test_an_earlier_version_is_not_told_that_no_rule_is_broken_now() -> None:
    """Its block is held: a later version made the total wrong."""
    right = given.report("22", 2024, {"A": 3, "A1": 1, "A2": 2, "A3": 0, "A9": 0})
    earlier, later = answered(right, given.report("22", 2024, {"A1": 2}))
    html = page(earlier, is_synthetic=False)
    assert earlier.said_status == "held" and "No rule is broken." not in html
    assert "khi nhận phiên bản này" in html and "when this version came" in html
    assert later.broken[0].rule_id == "SUM:A:document_type"


def test_a_report_without_a_figure_is_told_so_beside_its_status() -> None:
    blank = given.report("22", 2024, {"A": None, "A1": "–"})
    remark = records.Remark(
        blank.submission.submission_id, "no_figure", None, None, None, "không có số", ""
    )
    con = given.loaded([blank], remarks=[remark])
    replay.build_models(con, up_to=TABLES)
    (source,) = of_submissions(con)
    con.close()
    html = page(source.acknowledgement, is_synthetic=False)
    status, _, _ = html.partition("<dl>")
    assert "không có số" in status
    assert source.acknowledgement.as_json()["remarks"][0]["code"] == "no_figure"


def test_a_report_of_which_a_measure_is_held_counts_in_part(
    said: dict[str, Acknowledgement],
) -> None:
    # B fails its sum and E is unreadable, both in `first` and after it; A and K count.
    assert said["second"].status == "counted"
    assert said["second"].said_status == "partly"
    html = page(said["second"], is_synthetic=False)
    assert "Được tính một phần." in html and "Counted in part." in html
    measures = said["second"].measures
    assert measures.sentence("en") in html and "section II" in measures.sentence("en")
    assert said["right"].said_status == "counted"
    assert said["bulk"].said_status == "held"  # its one measure
    assert said["second"].as_json()["said_status"] == "partly"


def test_a_rule_that_cannot_be_judged_any_more_is_not_called_fixed() -> None:
    parts = {"A1": 2, "A2": 4, "A3": 0, "A9": 0}
    _, unread, _, replaced = answered(
        given.report("22", 2024, {"A": 5, **parts}),
        given.report("22", 2024, {"A": "sáu"}),
        given.report("24", 2024, {"A": 5, **parts}),
        given.report("24", 2024, {"B": 1}, replaces_all=True),
    )
    assert [x.rule_id for x in unread.fixed] == [x.rule_id for x in replaced.fixed]
    for said, left in ((unread, "cannot be judged"), (replaced, "nothing left to")):
        html = page(said, is_synthetic=False)
        assert "No longer broken (1)" in html and "Fixed" not in html
        assert "Không còn vi phạm (1)" in html and "Đã sửa" not in html
        assert f"must correct, {left}" in html


def test_a_single_rule_that_cannot_be_judged_is_counted_in_good_english() -> None:
    (said,) = answered(given.report("22", 2024, {"A": 5, "A1": 2}))
    assert said.verdicts["cannot_tell"] == 1
    html = page(said, is_synthetic=False)
    assert "Rules that cannot be judged because numbers are missing: 1." in html
    assert "Số quy tắc chưa kết luận được vì còn thiếu số: 1." in html


def test_a_typed_number_is_told_with_the_decimal_mark_of_the_reader() -> None:
    first = given.report("22", 2024, {"C": 5, "C1": 1, "C2": "1.234"})
    second = given.report("22", 2024, {"C1": 1})
    cells = tuple(
        replace(x, raw_text="1.234") if x.line_code == "C1" else x for x in second.cells
    )
    _, said = answered(first, replace(second, cells=cells))
    html = page(said, is_synthetic=False)
    vi, _, en = html.partition('<article lang="en">')
    assert "<td>1,234</td>" in vi and "<td>1.234</td>" in en
    assert said.as_json()["changes"][0]["to"] == "1.234"


def test_a_late_report_is_told_so_and_what_it_means() -> None:
    late = datetime(2025, 1, 25, 17, 0)  # UTC: midnight in Viet Nam
    before = datetime(2025, 1, 25, 16, 59)
    too_late, in_time = answered(
        given.report("22", 2024, {"A": 1}, received_at=late),
        given.report("24", 2024, {"A": 1}, received_at=before),
    )
    html = page(too_late, is_synthetic=False)
    assert "Nhận sau hạn nộp 25/01/2025, chậm 1 ngày" in html
    assert "is shown as late" in html
    assert in_time.late_vi is None


def test_a_report_that_a_steward_took_after_the_window_is_told_it_is_late() -> None:
    after = datetime(2026, 1, 4, 3, 0)
    held = {"hold_code": "outside_window", "hold_vi": "ngoài", "hold_en": "outside"}
    taken, not_taken = answered(
        given.report("22", 2024, {"A": 1}, received_at=after),
        given.report("24", 2024, {"A": 1}, received_at=after, **held),
    )
    html = page(taken, is_synthetic=False)
    assert "Nhận sau hạn nộp 25/01/2025, chậm 344 ngày" in html
    assert "344 days late" in html and "a steward took this one" in html
    assert "count all the same" not in html
    assert not_taken.late_vi is None


def test_a_late_report_that_is_held_is_not_told_that_it_counts() -> None:
    late = datetime(2025, 2, 1, 3, 0)
    out = {"hold_code": "no_code", "hold_vi": "thiếu mã", "hold_en": "no code"}
    (held,) = answered(given.report("22", 2024, {"A": 1}, received_at=late, **out))
    html = page(held, is_synthetic=False)
    assert "chậm 7 ngày. Báo cáo được nhận đến hết ngày 31/12/2025." in html
    assert "7 days late. Reports are received until 2025-12-31." in html
    assert "count all the same" not in html and "vẫn được tính" not in html


def test_a_file_that_came_again_is_told_which_version_counts(
    answered: duckdb.DuckDBPyConnection,
) -> None:
    receipt = Receipt("ab" * 32, "a.xlsx", 1, "20250301T000000000000Z")
    again, right, unknown = (
        source.acknowledgement
        for source in of_duplicates(
            [(receipt, ID[name]) for name in ("first", "right", "unknown")],
            of_submissions(answered),
        )
    )
    assert again.submission_id == "20250301T000000000000Z-abababababab"
    assert again.status == "duplicate"
    assert again.counts_now == ID["second"]
    assert ID["second"] in str(again.reason_vi)
    assert "“có”" in str(again.reason_vi)
    # Nothing came after these.
    assert "still counts" in str(right.reason_en)
    assert str(unknown.reason_en).endswith("no code")
    assert "received before" in page(again, is_synthetic=False).lower()


def test_what_holds_only_in_the_widest_reading_counts_and_is_not_to_be_corrected() -> (
    None
):
    (said,) = answered(given.report("22", 2024, {"E": "hơn 50", "E1": 60, "E2": 0,
                                                 "E3": 0, "E9": 0}))  # fmt: skip
    assert (said.said_status, said.broken[0].verdict) == ("counted", "soft_gap")
    html = page(said, is_synthetic=False)
    assert "please check, holds only in the widest reading" in html
    assert "xem lại, chỉ khớp theo nghĩa rộng nhất" in html
    assert "must correct" not in html and "phải sửa" not in html

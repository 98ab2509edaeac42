"""Every submission is answered: what was read, what changed, what is right or wrong."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import openpyxl
import pytest
import xlsxwriter

from dagster_project import replay
from dagster_project.reporting.acknowledgement import Acknowledgement, Remark
from dagster_project.reporting.acknowledgement_facts import of_submissions
from dagster_project.reporting.acknowledgements import page, write_acknowledgements
from dagster_project.reporting.duplicates import of_duplicates
from dagster_project.reporting.marks import marks_of
from dagster_project.submissions import records
from dagster_project.submissions.receipts import Receipt
from tests import given

HOSTILE = '<script>alert("x")</script>'
SUM = "SUM:A:document_type"
OTHER_YEAR = (date(2023, 1, 1), date(2023, 12, 31))

# 5 against 2 + 4 = 6 already: fails. E says nothing that can be read.
FIRST = {"A": 5, "A1": 2, "A2": 4, "A3": 0, "A9": 0, "E": HOSTILE, "K": None, "K1": 3}
# A2 corrected to 3: 5 = 2 + 3. A1 is the same in another spelling. B is wrong now:
# 7 + 5 is more than 8.
SECOND = {"A1": "02", "A2": 3, "A9": None, "B": 8, "B1": 7, "B2": 5}
REPORTS = {
    "first": given.report("22", 2024, FIRST, original_name=f"{HOSTILE}.xlsx"),
    "second": given.report("22", 2024, SECOND, sender="sở <a@b>"),
    "right": given.report("01", 2024, {"A": 1, "A1": 1}, language="en"),
    "replaced": given.report("04", 2024, {"A": 1, "K": 3}),
    "replacing": given.report("04", 2024, {"A": 2, "A1": 2}, replaces_all=True),
    "unknown": given.report(
        None, 2024, {"A": 1}, hold_code="no_code", hold_vi="thiếu mã", hold_en="no code"
    ),
    "other_year": given.report("31", 2024, {"A": 1}, period=OTHER_YEAR),
    "refused": given.report(
        None, None, {}, refused_code="pdf", refused_vi="là PDF", refused_en="a PDF"
    ),
    "bulk": given.report("48", 2024, {"B": 1, "B1": 2}, file_format="csv"),
}
ID = {name: report.submission.submission_id for name, report in REPORTS.items()}
REMARK = records.Remark(
    ID["first"], "unknown_line", "Z1", "I", "E99", "dòng Z1 lạ", f"Z1 {HOSTILE}"
)


# What acknowledgements are asked of; their parents are built with them.
TABLES = {"dim_submissions", "rules", "reconciliations", "current_cells"}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = given.loaded(REPORTS.values(), remarks=[REMARK])
    replay.build_models(connection, up_to=TABLES)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def said(con: duckdb.DuckDBPyConnection) -> dict[str, Acknowledgement]:
    by_id = {
        source.acknowledgement.submission_id: source.acknowledgement
        for source in of_submissions(con)
    }
    return {name: by_id[identity] for name, identity in ID.items()}


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A landing zone that holds the file of each submission as `given` addresses it."""
    monkeypatch.setenv("IPW_RAW", str(tmp_path))
    for name, report in REPORTS.items():
        folder = tmp_path / "received" / ID[name]
        folder.mkdir(parents=True)
        if name == "bulk":
            (folder / "a.csv").write_text("report_year,locality_code,line_code,value\n")
        elif name != "refused":
            with xlsxwriter.Workbook(str(folder / "a.xlsx")) as book:
                sheet = book.add_worksheet("I")
                for cell in report.cells:
                    sheet.write(f"A{cell.address[1:]}", cell.line_code)
                    sheet.write(cell.address, cell.raw_text or None)
    return tmp_path


def rules(states: tuple[object, ...]) -> list[str]:
    return [state.rule_id for state in states]  # type: ignore[attr-defined]


def test_every_submission_is_answered_refused_and_held_ones_too(
    con: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    out = tmp_path / "acknowledgements"
    assert write_acknowledgements(con, out) == len(REPORTS)
    assert {folder.name for folder in out.iterdir()} == set(ID.values())
    status = {
        name: json.loads((out / ID[name] / "receipt.json").read_text("utf-8"))["status"]
        for name in REPORTS
    }
    assert status == {
        "first": "counted",
        "second": "counted",
        "right": "counted",
        "replaced": "superseded",
        "replacing": "counted",
        "unknown": "held",
        "other_year": "held",
        "refused": "refused",
        "bulk": "counted",
    }
    for name in REPORTS:
        assert (out / ID[name] / "receipt.html").is_file()


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


def test_only_where_a_rule_fails_is_the_file_returned_marked(
    con: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    out = tmp_path / "acknowledgements"
    write_acknowledgements(con, out)
    marked = {
        name: sorted(path.name for path in (out / ID[name]).glob("marked*"))
        for name in REPORTS
    }
    assert marked == {
        "first": ["marked.xlsx"],
        "second": ["marked.xlsx"],
        "right": [],
        "replaced": [],
        "replacing": [],
        "unknown": [],
        # Its period has no cell; the rule is listed.
        "other_year": ["marked.xlsx"],
        "refused": [],
        "bulk": ["marked.csv"],
    }
    sheet = openpyxl.load_workbook(out / ID["second"] / "marked.xlsx")["I"]
    # SECOND stands in E4 to E9: B, B1 and B2 are E7, E8 and E9.
    with_comment = [cell.coordinate for row in sheet for cell in row if cell.comment]
    assert with_comment == ["E7", "E8", "E9"]


def test_marks_are_of_the_submission_that_the_cell_came_with(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = {
        (m.rule_id, m.line_code, m.address) for m in marks_of(con, ID["first"], "vi")
    }
    # The unreadable E stands in E9 of the first file, the missing K should in E10.
    assert found == {("CELL:E", "E", "E9"), ("REQ:K", "K", "E10")}
    later = {
        (m.rule_id, m.line_code, m.address) for m in marks_of(con, ID["second"], "vi")
    }
    assert later == {
        ("SUM:B:ip_right", "B", "E7"),
        ("SUM:B:ip_right", "B1", "E8"),
        ("SUM:B:ip_right", "B2", "E9"),
        # Cells of the first file: listed for the sender of the latest.
        ("CELL:E", "E", None),
        ("REQ:E", "E", None),
        ("REQ:K", "K", None),
    }


def test_a_mark_names_the_other_cells_in_the_language_asked_for(
    con: duckdb.DuckDBPyConnection,
) -> None:
    (mark,) = [m for m in marks_of(con, ID["second"], "en") if m.line_code == "B1"]
    assert mark.others[:3] == (
        "B Infringement cases handled administratively = 8",
        "B2 Industrial design = 5",
        "B3 Invention: blank",
    )
    assert mark.severity == "hard"


class _Page(HTMLParser):
    """Tags, and the addresses that they point at."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("href", "src", "action")]


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


def test_a_late_report_is_told_so_and_what_it_means() -> None:
    late = datetime(2025, 1, 25, 17, 0)  # UTC: midnight in Viet Nam
    con = given.loaded([
        given.report("22", 2024, {"A": 1}, received_at=late),
        given.report("24", 2024, {"A": 1}, received_at=datetime(2025, 1, 25, 16, 59)),
    ])  # fmt: skip
    replay.build_models(con, up_to=TABLES)
    too_late, in_time = (x.acknowledgement for x in of_submissions(con))
    con.close()
    html = page(too_late, is_synthetic=False)
    assert "Nhận sau hạn nộp 25/01/2025, chậm 1 ngày" in html
    assert "is shown as late" in html
    assert in_time.late_vi is None


def test_a_file_that_came_again_is_told_which_version_counts(
    con: duckdb.DuckDBPyConnection,
) -> None:
    receipt = Receipt("ab" * 32, "a.xlsx", 1, "20250301T000000000000Z")
    again, right, unknown = (
        source.acknowledgement
        for source in of_duplicates(
            [(receipt, ID[name]) for name in ("first", "right", "unknown")],
            of_submissions(con),
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


def test_a_second_writing_touches_nothing_and_what_is_lost_comes_back(
    con: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    out = tmp_path / "acknowledgements"
    write_acknowledgements(con, out)
    before = {
        path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()
    }
    stale = out / "20200101T000000000000Z-000000000000"
    stale.mkdir()
    (stale / ".inputs").write_text("of a submission that is no more")
    not_ours = out / "notes"
    not_ours.mkdir()
    lost = out / ID["second"] / "marked.xlsx"
    content = lost.read_bytes()
    lost.unlink()
    write_acknowledgements(con, out)
    after = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    changed = {path for path in before if before[path] != after[path]}
    assert {path.parent.name for path in changed} == {ID["second"]}
    assert lost.read_bytes() == content
    assert not stale.exists()
    assert not_ours.exists()


def test_a_file_that_no_reader_opens_is_answered_without_marks(
    con: duckdb.DuckDBPyConnection, raw: Path, tmp_path: Path
) -> None:
    (raw / "received" / ID["second"] / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    out = tmp_path / "acknowledgements"
    assert write_acknowledgements(con, out) == len(REPORTS)
    answer = json.loads((out / ID["second"] / "receipt.json").read_text("utf-8"))
    assert answer["marked_file"] is None
    assert not (out / ID["second"] / "marked.xlsx").exists()


def test_a_known_cause_marks_the_accused_cell_alone() -> None:
    """E = 153 against 90 + 30 + 15 = 135: two digits changed places in the total."""
    from dagster_project.reporting.marks import marks_of

    sent = given.report(
        "22",
        2025,
        {"E": 153, "E1": 90, "E2": 30, "E3": 15, "E9": 0, "EC1": 100, "EC2": 35},
    )
    con = given.built([sent])
    marks = marks_of(con, sent.submission.submission_id, "en")
    hard = [mark for mark in marks if mark.severity == "hard"]
    assert {(mark.rule_id, mark.line_code) for mark in hard} == {
        ("SUM:E:ip_right", "E"),
        ("SUM:E:client_type", "E"),
    }
    assert {mark.remedy for mark in hard} == {"E = 135"}
    assert {mark.cause for mark in hard} == {"adjacent digits swapped"}


def test_a_remedy_for_money_is_in_the_unit_of_its_column() -> None:
    """C = 153 against 90 + 30 + 15 = 135, all in million đồng."""
    from dagster_project.reporting.marks import marks_of

    right = {"C1": 90, "C2": 30, "C3": 15, "CA1": "100,5", "CA2": "34,5"}
    nil = dict.fromkeys(("C4", "C5", "C6", "C7", "C9", "CA3", "CA4", "CA5", "CA9"), 0)
    sent = given.report("22", 2024, {"B": 9, "C": 153, **right, **nil})
    con = given.built([sent])
    marks = marks_of(con, sent.submission.submission_id, "vi")
    assert {x.remedy for x in marks if x.severity == "hard"} == {"C = 135 triệu đồng"}


def test_two_exchanged_cells_are_both_marked() -> None:
    """L = 110 = 60 + 50 by event = 72 + 38 by audience; L2 and LB1 changed places."""
    from dagster_project.reporting.marks import marks_of

    cells = {"K": 3, "K1": 2, "K2": 1, "L": 110, "L1": 60, "L2": 72}
    cells |= {"LB1": 50, "LB2": 20, "LB3": 10, "LB4": 5, "LB9": 3}
    sent = given.report("22", 2025, cells)
    con = given.built([sent])
    marks = marks_of(con, sent.submission.submission_id, "en")
    sums = {mark.line_code for mark in marks if mark.rule_id.startswith("SUM:L")}
    assert sums == {"L2", "LB1"}

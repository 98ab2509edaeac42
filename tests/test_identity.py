"""Whose report, which year, which period: sure, or held with both readings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dagster_project import paths
from dagster_project.submissions import memory, records, tidy
from dagster_project.submissions.cover import cover_of
from dagster_project.submissions.identity import (
    Assignment,
    Identity,
    assignments_of,
    identify,
    years_in,
)
from dagster_project.submissions.loading import Records, records_of, records_of_all
from dagster_project.submissions.parsed import (
    ParsedCell,
    ParsedFile,
    ParsedSubmission,
)
from dagster_project.submissions.places import places
from dagster_project.submissions.refusals import Refused
from expectations.form import form, rows_of
from tests.given import decision

IN_2025 = datetime(2025, 1, 10, tzinfo=UTC)
IN_2026 = datetime(2026, 1, 10, tzinfo=UTC)


def submission(
    code: str = "", name: str = "", year: str = "2024", **cover: str
) -> ParsedSubmission:
    """A submission with one cell and these texts on its cover."""
    texts = {
        "locality_code": code,
        "locality_name": name,
        "report_year": year,
        "prepared_by": "SYNTHETIC test",
    }
    found, _ = cover_of(texts | cover)
    cell = ParsedCell("A", 1, "5", "number", "I", "E4", None)
    return ParsedSubmission(found, (cell,), ())


def who(
    code: str = "",
    name: str = "",
    year: str = "2024",
    file_name: str = "bc.xlsx",
    assignment: Assignment | None = None,
    **cover: str,
) -> Identity:
    """The identity of a submission received in the January after its year."""
    at = IN_2026 if year == "2025" else IN_2025
    return identify(submission(code, name, year, **cover), file_name, at, assignment)


def place(found: Identity) -> tuple[str | None, str | None]:
    """The key of the territory, of a submission that is not held."""
    assert found.hold_code is None, found.hold_en
    return found.unit_set, found.locality_code


def held(found: Identity, code: str, *readings: str) -> None:
    """The submission is held for this reason, with these readings in both sentences."""
    assert found.hold_code == code
    for text in (found.hold_vi, found.hold_en):
        assert text is not None
        for reading in readings:
            assert reading in text
        assert "ipw assign" in text


# The map of the year


def test_the_map_of_a_year_is_that_of_its_last_day() -> None:
    sizes = {
        year: sum(
            x.unit_set == places().unit_set(year) for x in places().by_key.values()
        )
        for year in (2023, 2024, 2025, 2026)
    }
    assert sizes == {2023: 63, 2024: 63, 2025: 34, 2026: 34}
    assert places().unit_set(1999) is None


def test_a_code_may_lack_its_zero() -> None:
    assert place(who("1")) == ("63", "01")
    assert place(who(" 01 ")) == ("63", "01")


def test_a_code_that_both_maps_know_means_the_unit_of_the_report_year() -> None:
    # Until June 2025 code 15 was Yên Bái, from July it is Lào Cai.
    assert place(who("15", "Yên Bái", "2024")) == ("63", "15")
    assert place(who("15", "Lào Cai", "2025")) == ("34", "15")


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("10", "15", "Lào Cai"),
        ("27", "24", "Bắc Ninh"),
        ("45", "44", "Quảng Trị"),
        ("64", "52", "Gia Lai"),
        ("72", "80", "Tây Ninh"),
        ("87", "82", "Đồng Tháp"),
        ("89", "91", "An Giang"),
    ],
)
def test_seven_names_moved_to_a_code_that_meant_another(
    old: str, new: str, name: str
) -> None:
    assert place(who(old, name, "2024")) == ("63", old)
    assert place(who("", name, "2025")) == ("34", new)
    held(who(new, name, "2024"), "code_name_disagree", name, f"{old}", f"{new}")
    held(who(old, name, "2025"), "locality_abolished", name, f"{old}", f"{new}")


# Names


def test_every_alias_that_is_not_ambiguous_resolves_on_its_map() -> None:
    years = {"63": "2024", "34": "2025"}
    for row in rows_of(paths.SEEDS / "aliases.csv"):
        found = who("", row["alias"], years[row["unit_set"]])
        if row["alias_kind"] == "former":
            assert found.hold_code == "locality_abolished", row
            assert places().territory("34", row["code"]).name_vi in (
                found.hold_vi or ""
            )
        elif row["ambiguous_with"]:
            assert found.hold_code == "locality_ambiguous", row
        else:
            assert place(found) == (row["unit_set"], row["code"]), row


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("HÀ  NỘI", "01"),
        ("Ha\u0300 No\u0323\u0302i", "01"),
        ("Hoà Bình", "17"),
        ("thanh hoa", "38"),
        ("ĐÀ NẴNG", "48"),
        ("Ðà Nẵng", "48"),
        ("Sở Khoa học và Công nghệ tỉnh Bà Rịa – Vũng Tàu", "77"),
        ("TP.HCM", "79"),
        ("UBND tỉnh Nghệ\u00a0An", "40"),
        ("Chi cục thuộc Sở KHCN Cần Thơ", "92"),
        ("Lào Cai (cũ)", "10"),
    ],
)
def test_a_name_is_the_same_in_every_spelling(name: str, code: str) -> None:
    assert place(who("", name)) == ("63", code)


def test_initials_that_fit_several_localities_are_held_with_all_names() -> None:
    held(who("", "HN"), "locality_ambiguous", "Hà Nội", "Hà Nam")
    held(who("", "ĐN"), "locality_ambiguous", "Đà Nẵng", "Đắk Nông", "Đồng Nai")
    held(who("", "LC", "2025"), "locality_ambiguous", "Lai Châu", "Lào Cai")


def test_a_code_beside_initials_decides() -> None:
    assert place(who("35", "HN")) == ("63", "35")
    held(who("22", "HN"), "code_name_disagree", "Quảng Ninh", "Hà Nội", "Hà Nam")


def test_an_abolished_locality_is_held_with_its_successor() -> None:
    held(who("", "Yên Bái", "2025"), "locality_abolished", "Yên Bái", "Lào Cai")
    held(who("15", "Yên Bái", "2025"), "locality_abolished", "Yên Bái", "Lào Cai")
    held(who("", "Sở KH&CN tỉnh Bến Tre", "2025"), "locality_abolished", "Vĩnh Long")
    held(who("", "Lào Cai (cũ)", "2025"), "locality_abolished", "15")


def test_ha_tay_went_into_ha_noi_in_2008() -> None:
    held(who("", "Hà Tây"), "locality_abolished", "Hà Tây", "Hà Nội")
    held(who("", "tỉnh Ha Tay", "2025"), "locality_abolished", "Hà Nội")
    held(who("28"), "locality_abolished", "Hà Tây", "Hà Nội")


def test_a_name_of_a_later_map_is_held_in_an_earlier_year() -> None:
    held(who("", "Lào Cai (mới)"), "locality_later", "Lào Cai", "15")
    assert place(who("", "Lào Cai (sau sáp nhập)", "2025")) == ("34", "15")


def test_hue_is_one_territory_under_all_its_names() -> None:
    for name in ("Huế", "Thừa Thiên Huế", "TT-Huế", "Thành phố Huế"):
        assert place(who("", name, "2024")) == ("63", "46")
    assert place(who("46", "Thừa Thiên Huế", "2025")) == ("34", "46")


def test_code_and_name_that_disagree_are_held_with_both() -> None:
    found = who("24", "Bắc Ninh")
    held(found, "code_name_disagree", "Bắc Giang", "Bắc Ninh", "24", "27")
    assert found.locality_code is None


def test_an_unknown_code_or_name_is_held() -> None:
    held(who("99"), "code_unknown", "99")
    held(who("99", "Hà Nội"), "code_unknown", "99", "Hà Nội")
    held(who("", "Quang Ning"), "locality_unknown", "Quảng Ninh")
    held(who("001"), "code_unknown", "001")


def test_a_missing_locality_is_held() -> None:
    held(who(), "locality_missing")


def test_code_and_name_may_stand_in_one_field() -> None:
    assert place(who("01 - Hà Nội")) == ("63", "01")
    assert place(who("Hà Nội")) == ("63", "01")
    held(who("01 - Hà Nam"), "code_name_disagree", "Hà Nội", "Hà Nam")


# The name of the file


@pytest.mark.parametrize(
    "file_name",
    [
        "Báo cáo Hà Nội 2024.xlsx",
        "bao_cao_ha_noi.xlsx",
        "BaoCaoHaNoi2024.xlsx",
        "HANOI.xlsx",
        "TP. Hà Nội.xlsx",
    ],
)
def test_another_locality_s_full_name_in_the_file_s_name_holds(file_name: str) -> None:
    held(who("22", file_name=file_name), "file_name_locality", "Quảng Ninh", "Hà Nội")
    assert place(who("01", file_name=file_name)) == ("63", "01")


@pytest.mark.parametrize(
    "file_name",
    [
        "HN.xlsx",
        "bc.xlsx",
        "Quảng Ninh, gửi Hà Nội.xlsx",
        "thue.xlsx",
        "BIEU MAU.xlsx",
        "Hạ Nôi.xlsx",
    ],
)
def test_initials_and_other_words_in_the_file_s_name_say_nothing(
    file_name: str,
) -> None:
    assert place(who("22", file_name=file_name)) == ("63", "22")


def test_an_abolished_name_in_the_file_s_name_holds() -> None:
    found = who("15", year="2025", file_name="Yên Bái.xlsx")
    held(found, "file_name_locality", "Yên Bái", "Lào Cai")


def test_another_year_in_the_file_s_name_holds() -> None:
    held(who("22", file_name="bc 2023.xlsx"), "file_name_year", "2023", "2024")
    assert place(who("22", file_name="bc 2024 v2.xlsx")) == ("63", "22")


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("bc_2024.xlsx", [2024]),
        ("bc 15-01-2025.xlsx", []),
        ("bc 2025.01.15 nam 2024.xlsx", [2024]),
        ("20250115.xlsx", []),
        ("2016-2020.xlsx", [2016, 2020]),
        ("NQ1999 so 120245.xlsx", []),
    ],
)
def test_a_year_in_a_file_s_name_is_four_digits_and_no_date(
    name: str, years: list[int]
) -> None:
    assert years_in(name) == years


# The year


def test_a_year_that_is_missing_or_unreadable_is_held() -> None:
    held(who("22", year=""), "year_missing")
    held(who("22", year="", form_version="2024.1"), "year_missing", "2024.1")
    for text in ("24", "2023-2024", "202", "hai nghìn"):
        held(who("22", year=text), "year_unreadable", text)
    assert who("22", year="Năm 2024").report_year == 2024


def test_a_year_that_nobody_asked_for_is_held() -> None:
    found = who("22", year="1999")
    held(found, "year_unknown", "1999", "2024")
    assert found.report_year is None


def test_last_year_s_form_reports_the_year_on_its_cover() -> None:
    assert place(who("22", form_version="2023.1")) == ("63", "22")
    assert who("22", form_version="2023.1").report_year == 2024
    assert place(who("22", form_version="2024.1")) == ("63", "22")


@pytest.mark.parametrize(
    ("received", "is_held"),
    [
        # 2024 opens on 2024-12-01 and closes on 2025-12-31; Ha Noi is UTC+7.
        (datetime(2024, 11, 30, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2024, 11, 30, 17, 0, 0, tzinfo=UTC), False),
        (datetime(2025, 12, 31, 16, 59, 59), False),
        (datetime(2025, 12, 31, 17, 0, 0), True),
    ],
)
def test_the_window_is_counted_in_days_of_viet_nam(
    received: datetime, is_held: bool
) -> None:
    found = identify(submission("22"), "bc.xlsx", received)
    assert found.hold_code == ("outside_window" if is_held else None)
    assert (found.report_year, found.locality_code) == (2024, "22")


# The period


def test_a_period_that_is_not_given_is_no_reason_to_hold() -> None:
    assert place(who("22", period_start="2024-01-01")) == ("63", "22")


def test_a_readable_period_is_left_to_its_rule() -> None:
    found = who("22", period_start="25/1/2015", period_end="25/12/2015")
    assert place(found) == ("63", "22")
    assert (found.period_start, found.period_end) == (
        date(2015, 1, 25),
        date(2015, 12, 25),
    )


@pytest.mark.parametrize("text", ["31/2/2024", "12/31/2024", "1/1/24", "quý III"])
def test_an_unreadable_period_is_held(text: str) -> None:
    held(who("22", period_end=text), "period_unreadable", text)


def test_rows_that_differ_in_their_period_are_held_naming_what_differs() -> None:
    head = "report_year,locality_code,line_code,value,period_start,period_end\n"
    rows = "2024,22,A,1,2024-01-01,2024-12-31\n2024,22,A1,1,2024-01-01,2024-06-30\n"
    (read,) = tidy.submissions_of((head + rows).encode())
    found = identify(read, "bc.csv", IN_2025)
    held(found, "period_differs", "2024-12-31", "2024-06-30")
    assert "ngày cuối" in (found.hold_vi or "") and "last day" in (found.hold_en or "")
    assert "2024-01-01" not in (found.hold_en or "")


def test_two_years_or_two_names_are_held_with_both() -> None:
    held(who("22", year="2024 | 2023"), "year_unreadable", "2024", "2023")
    found = who("22", "Quảng Ninh | Hà Nội")
    held(found, "code_name_disagree", "Quảng Ninh", "Hà Nội")


def test_one_locality_in_two_spellings_is_one() -> None:
    assert place(who("22", "Quảng Ninh | QUANG NINH")) == ("63", "22")


def test_one_day_in_two_spellings_is_one_period() -> None:
    found = who("22", period_end="31/12/2024 | 2024-12-31")
    assert (found.hold_code, found.period_end) == (None, date(2024, 12, 31))


def test_a_period_that_ends_before_it_begins_is_held_with_both_dates() -> None:
    found = who("22", period_start="1/1/2025", period_end="31/12/2024")
    assert found.hold_code == "period_reversed"
    assert "2025-01-01" in (found.hold_en or "")
    assert "31/12/2024" in (found.hold_vi or "")


def test_every_doubt_is_in_the_sentence_under_the_first_one_s_code() -> None:
    found = who("22", "Hà Nội", period_end="31/2/2024")
    held(found, "code_name_disagree", "Hà Nội", "31/2/2024")


# Assignments


def test_an_assignment_settles_every_doubt() -> None:
    assignment = Assignment("1", 2024, "by telephone", "steward")
    found = who("", "HN", "24", "Hà Nam 2023.xlsx", assignment, period_end="31/2/2024")
    assert place(found) == ("63", "01")
    assert found.report_year == 2024


def test_an_assignment_to_nothing_is_held() -> None:
    held(who("22", assignment=Assignment("10", 2025, "x", "y")), "assigned_unknown")
    held(who("22", assignment=Assignment("10", 1999, "x", "y")), "assigned_unknown")


def test_the_latest_assignment_stands_until_it_is_revoked() -> None:
    def said(kind: str, code: str | None = None) -> records.Decision:
        row, _ = decision("x", "IDENTITY", kind, locality_code=code, report_year=2024)
        return row

    first, second, revoked = said("assign", "1"), said("assign", "22"), said("revoke")
    assert assignments_of([second, first])["x"].locality_code == "22"
    assert assignments_of([first, second, revoked]) == {}


# Rows


@dataclass(frozen=True)
class Receipt:
    """What of a receipt the rows need."""

    original_name: str = "bc.xlsx"
    instant: datetime = IN_2025
    sha256: str = "0" * 64
    size_bytes: int = 1
    sender: str | None = "so.khcn@example.vn"
    channel: str | None = "email"


def rows(
    *parsed: ParsedSubmission,
    assignments: Mapping[str, Assignment] | None = None,
    receipt: Receipt | None = None,
) -> tuple[list[records.Submission], list[records.Cell], list[records.Remark]]:
    """The rows of one file with these submissions."""
    content = ParsedFile("csv", parsed)
    return records_of("folder", receipt or Receipt(), content, 7, assignments or {})


def test_a_file_of_one_submission_has_the_folder_s_name() -> None:
    (row,), (cell,), _ = rows(submission("1"))
    assert (row.submission_id, row.sequence, row.locality_code) == ("folder", 7, "01")
    assert cell.submission_id == "folder"
    assert row.received_at == datetime(2025, 1, 10)
    assert row.is_synthetic
    assert (row.sender, row.channel) == ("so.khcn@example.vn", "email")


def test_a_file_of_several_names_each_by_locality_and_year() -> None:
    found, cells, _ = rows(
        submission("1"),
        submission("22"),
        submission("22", year="2023"),
        submission("x/y"),
    )
    names = [x.submission_id for x in found]
    assert names == [
        "folder.01.2024",
        "folder.22.2024",
        "folder.22.2023",
        "folder.x_y.2024",
    ]
    assert [x.sequence for x in found] == [7, 8, 9, 10]
    assert [x.submission_id for x in cells] == names


def test_two_ways_to_write_one_locality_have_two_names() -> None:
    found, _, _ = rows(submission("1"), submission("", "Hà Nội"))
    assert [x.submission_id for x in found] == ["folder.01.2024", "folder.01.2024.2"]


def test_an_assignment_does_not_change_the_name() -> None:
    assignment = Assignment("35", 2024, "by telephone", "steward")
    before, _, _ = rows(submission("", "HN"), submission("22"))
    name = before[0].submission_id
    after, _, _ = rows(
        submission("", "HN"), submission("22"), assignments={name: assignment}
    )
    assert after[0].submission_id == name == "folder.HN.2024"
    assert (after[0].locality_code, after[0].hold_code) == ("35", None)
    assert (after[0].assigned_by, after[0].assigned_reason) == (
        "steward",
        "by telephone",
    )
    assert after[1].assigned_by is None


def test_the_name_of_a_bulk_file_contradicts_none_of_its_localities() -> None:
    found, _, _ = rows(
        submission("1"), submission("22"), receipt=Receipt("Hà Nội 2024.csv")
    )
    assert [x.hold_code for x in found] == [None, None]


def test_lines_that_are_not_in_the_file_are_named() -> None:
    _, _, remarks = rows(submission("22"))
    missing = [x.line_code for x in remarks if x.code == "line_not_found"]
    assert missing == [x.code for x in form().lines(2024) if x.code != "A"]


def test_a_line_of_a_later_form_is_named() -> None:
    cell = ParsedCell("La", 1, "5", "number", "V", "E9", None)
    later = ParsedSubmission(submission("22").cover, (cell,), ())
    _, _, remarks = rows(later)
    (unknown,) = [x for x in remarks if x.code == "unknown_line"]
    assert (unknown.line_code, unknown.address) == ("La", "E9")


def test_a_name_that_nobody_knows_beside_a_good_code_is_said() -> None:
    (row,), _, remarks = rows(submission("22", "Phòng Quản lý"))
    assert row.hold_code is None
    assert "unknown_name" in {x.code for x in remarks}


def test_a_refused_file_is_one_row_with_its_reason() -> None:
    refused = Refused("pdf", "Đây là tệp PDF.", "This is a PDF.")
    (row,), cells, remarks = records_of("folder", Receipt("a.pdf"), refused, 3, {})
    assert (row.refused_code, row.refused_vi) == ("pdf", "Đây là tệp PDF.")
    assert (row.hold_code, row.report_year, row.file_format) == (None, None, None)
    assert (cells, remarks) == ([], [])


# Overlaps


def received(
    *files: tuple[str, ParsedSubmission], decisions: tuple[records.Decision, ...] = ()
) -> Records:
    """The rows of several files, received in this order in January 2026."""
    entries = [
        (
            Path(f"folder{number}"),
            Receipt(name, datetime(2026, 1, 10, number, tzinfo=UTC)),
            ParsedFile("xlsx", (content,)),
        )
        for number, (name, content) in enumerate(files)
    ]
    return records_of_all(entries, decisions)


def test_rows_are_made_anew_when_a_decision_the_file_or_its_name_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "_is_on", True)
    content = submission("", "Xứ Lạ", "2025")
    assigned, _ = decision(
        "folder0", "IDENTITY", "assign", locality_code="22", report_year=2025
    )

    def code(*decisions: records.Decision, name: str = "a.xlsx") -> str | None:
        (row,) = received((name, content), decisions=decisions).submissions
        assert row.original_name == name
        return row.locality_code

    assert [code(), code(assigned), code(), code(name="b.xlsx")] == [
        None, "22", None, None,
    ]  # fmt: skip
    first, second = (
        received(("b.xlsx", submission("24", "", "2025"))).submissions for _ in "ab"
    )
    assert first[0] is second[0]
    assert first[0].locality_code == "24"
    _, row = received(*[("c.xlsx", content)] * 2).submissions
    assert (row.folder, row.sequence) == ("folder1", 2)


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

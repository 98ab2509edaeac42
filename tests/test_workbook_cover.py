"""Whose report of which year a workbook is, as its cover says."""

import datetime

import pytest

from expectations.form import form
from tests.sheets import HEADER, sheet
from tests.workbooks import COVER, book, cover_of, parsed, remark_codes

LABELS = {x.code: x.label_vi for x in form().all_lines}


def test_the_cover_is_read_by_its_labels() -> None:
    cover = cover_of(
        book(
            {"A": 1},
            cover={
                **COVER,
                "locality_code": 1,
                "period_start": datetime.date(2024, 1, 1),
                "period_end": "31/12/2024",
                "signed_on": "ngày 5 tháng 1 năm 2025",
                "replaces_all": "Có",
                "contact": "0203 123 456",
            },
        )
    )
    assert cover.report_year_text == "2024"
    assert cover.form_version == "2024.1"
    assert cover.locality_code_text == "1"
    assert cover.period_start == datetime.date(2024, 1, 1)
    assert cover.period_start_text == "2024-01-01"
    assert cover.period_end == datetime.date(2024, 12, 31)
    assert cover.signed_on_text == "ngày 5 tháng 1 năm 2025"
    assert cover.replaces_all
    assert cover.language == "vi"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-12-31", datetime.date(2024, 12, 31)),
        ("31.12.2024", datetime.date(2024, 12, 31)),
        ("1/2/2024", datetime.date(2024, 2, 1)),
        ("25-01-2015", datetime.date(2015, 1, 25)),
        ("12/31/2024", None),
        ("31/2/2024", None),
        ("31/12/24", None),
        ("quý III", None),
        ("giai đoạn 2016–2020", None),
        ("45657", None),
    ],
)
def test_a_period_is_a_date_day_first_or_nothing(
    text: str, day: datetime.date | None
) -> None:
    cover = cover_of(book({"A": 1}, cover={**COVER, "period_end": text}))
    assert (cover.period_end_text, cover.period_end) == (text, day)


def test_the_cover_may_stand_anywhere_and_in_one_cell_with_its_label() -> None:
    workbook = sheet(
        [
            ["Năm báo cáo: 2024", None, "Mã địa phương", ":", "22"],
            ["Tên địa phương", None, "Quảng Ninh"],
            HEADER,
            ["A", "x", 1],
        ]
    )
    cover = cover_of(workbook)
    assert cover.report_year_text == "2024"
    assert cover.locality_code_text == "22"
    assert cover.locality_name_text == "Quảng Ninh"


def test_hints_beside_blank_answers_are_no_answers() -> None:
    workbook = book({"A": 1})
    for field in form().cover_fields:
        workbook["Bia"].cell(field.row, 3, f"gợi ý cho {field.field}")
    assert cover_of(workbook).contact is None
    assert cover_of(workbook).report_year_text == "2024"


def test_two_years_on_the_cover_are_given_together() -> None:
    workbook = book({"A": 1})
    workbook["Bia"]["A20"], workbook["Bia"]["B20"] = "Năm báo cáo", 2023
    assert cover_of(workbook).report_year_text == "2024 | 2023"


def test_the_file_is_english_where_all_its_cover_is() -> None:
    workbook = book({"A": 1})
    for field in form().cover_fields:
        workbook["Bia"].cell(field.row, 1, field.label_en)
    assert cover_of(workbook).language == "en"
    workbook["Bia"]["A4"] = "Năm báo cáo"
    assert cover_of(workbook).language == "vi"


def test_an_unclear_answer_to_replaces_all_is_no_and_is_said() -> None:
    workbook = book({"A": 1}, cover={**COVER, "replaces_all": "có/không"})
    assert not cover_of(workbook).replaces_all
    assert remark_codes(workbook) == ["replaces_all_unclear"]


@pytest.mark.parametrize("tick", ["☑", "✓", "✔"])
def test_a_tick_is_an_answer_and_an_unclear_one(tick: str) -> None:
    (found,) = parsed(book({"A": 1}, cover={**COVER, "replaces_all": tick})).submissions
    assert not found.cover.replaces_all
    (said,) = [x for x in found.remarks if x.code == "replaces_all_unclear"]
    assert f"“{tick}”" in said.text_vi and f"“{tick}”" in said.text_en


def test_two_covers_that_name_two_localities_or_years_are_given_together() -> None:
    workbook = book({"A": 1})
    other = workbook.copy_worksheet(workbook["Bia"])
    fields = {x.field: x.row for x in form().cover_fields}
    other.cell(fields["locality_code"], 2, "20")
    other.cell(fields["locality_name"], 2, "Lạng Sơn")
    other.cell(fields["prepared_by"], 2, "someone else")
    cover = cover_of(workbook)
    assert cover.locality_code_text == "22 | 20"
    assert cover.locality_name_text == "Quảng Ninh | Lạng Sơn"
    assert cover.report_year_text == "2024"
    assert cover.prepared_by == COVER["prepared_by"]
    other.cell(fields["report_year"], 2, 2023)
    assert cover_of(workbook).report_year_text == "2024 | 2023"

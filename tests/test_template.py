"""The workbook that localities fill in: as CONTRACT section 1 lays it out."""

from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.blank_form import template
from dagster_project.submissions.parsing import parse
from expectations.form import form
from tests.templates import opened, written

INPUT_FIELDS = {
    "locality_code",
    "locality_name",
    "period_start",
    "period_end",
    "prepared_by",
    "contact",
    "signed_on",
    "replaces_all",
}


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2031])
def test_every_line_of_the_years_form_stands_in_its_section_from_row_4(tmp_path, year):
    book = opened(tmp_path, year)
    assert book.sheetnames == ["Bia", "I", "II", "III", "IV", "V", "VI", "VII", "_meta"]
    for section in form().sections:
        sheet = book[section.numeral]
        lines = form().section_lines(section.section, year)
        assert section.title_vi in sheet["A1"].value
        assert sheet["A2"].value
        for header in form().headers:
            assert sheet[f"{header.column}3"].value == header.label_vi
        found = [(row[0].value, row[1].value, row[2].value) for row in sheet["A4:C99"]]
        expected = [(x.code, x.label_vi, x.label_en) for x in lines]
        assert found[: len(lines)] == expected
        assert found[len(lines)] == (None, None, None)


def test_lines_of_2025_are_not_in_the_form_of_2024(tmp_path):
    codes = {
        year: {
            row[0].value
            for section in form().sections
            for row in opened(tmp_path, year)[section.numeral]["A4:A99"]
        }
        for year in (2024, 2025)
    }
    assert codes[2025] - codes[2024] == {"EC1", "EC2", "La", "M1a"}


def test_the_cover_has_the_fields_in_their_rows(tmp_path):
    sheet = opened(tmp_path, 2024)["Bia"]
    for entry in form().cover_fields:
        assert sheet.cell(entry.row, 1).value == entry.label_vi
    values = {x.field: sheet.cell(x.row, 2).value for x in form().cover_fields}
    assert values["form_version"] == "2024.1"
    assert values["report_year"] == 2024
    assert values["replaces_all"] == "không"
    assert values["deadline"] == datetime(2025, 1, 25)
    assert values["locality_code"] is None
    assert values["period_start"] is None


def test_a_year_without_a_window_has_no_deadline(tmp_path):
    sheet = opened(tmp_path, 2031)["Bia"]
    assert sheet["B4"].value == 2031
    assert sheet["B13"].value is None


def test_a_form_whose_reports_would_be_held_is_written_and_said_to_be_so(tmp_path):
    path = str(tmp_path / "form.xlsx")
    ask = ["template", "--out", path, "--year"]
    said = CliRunner().invoke(cli.app, [*ask, "2052"])
    assert said.exit_code == 0 and path in said.stdout.replace("\n", "")
    assert "2052 is no report year" in said.stderr
    assert "2023, 2024, 2025, 2026" in said.stderr.replace("\n", " ")
    assert CliRunner().invoke(cli.app, [*ask, "2025"]).stderr == ""


def test_the_form_for_a_locality_carries_its_code_as_text_and_its_name(tmp_path):
    path = tmp_path / "form.xlsx"
    template.write_for(path, 2025, "1")
    sheet = openpyxl.load_workbook(path)["Bia"]
    assert (sheet["B5"].value, sheet["B6"].value) == ("01", "Hà Nội")
    # 91 is Kiên Giang until June 2025 and An Giang from July.
    template.write_for(path, 2024, "91")
    assert openpyxl.load_workbook(path)["Bia"]["B6"].value == "Kiên Giang"
    template.write_for(path, 2025, "91")
    assert openpyxl.load_workbook(path)["Bia"]["B6"].value == "An Giang"


def test_only_input_cells_can_be_written(tmp_path):
    book = opened(tmp_path)
    assert all(sheet.protection.sheet for sheet in book)
    cover = book["Bia"]
    unlocked = {
        x.field
        for x in form().cover_fields
        if not cover.cell(x.row, 2).protection.locked
    }
    assert unlocked == INPUT_FIELDS
    assert all(row[0].protection.locked for row in cover["A1:A20"])
    for section in form().sections:
        sheet = book[section.numeral]
        last = 3 + len(form().section_lines(section.section, 2025))
        open_cells = {
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked
        }
        assert open_cells == {f"{c}{n}" for c in "EF" for n in range(4, last + 1)}


def test_the_name_of_a_given_locality_cannot_be_changed(tmp_path):
    cover = opened(tmp_path, 2025, ("34", "22"))["Bia"]
    assert cover["B5"].protection.locked
    assert cover["B6"].protection.locked


def test_every_value_cell_asks_for_a_number_from_0_and_stops_no_words(tmp_path):
    book = opened(tmp_path)
    for section in form().sections:
        sheet = book[section.numeral]
        rules = sheet.data_validations.dataValidation
        for number, line in enumerate(form().section_lines(section.section, 2025)):
            (rule,) = (x for x in rules if f"E{4 + number}" in x.sqref)
            assert rule.type == ("decimal" if line.unit == "VND" else "whole")
            assert (rule.operator, rule.formula1) == ("greaterThanOrEqual", "0")
            assert rule.errorStyle == "warning"


def test_the_replace_line_offers_yes_and_no(tmp_path):
    rules = opened(tmp_path)["Bia"].data_validations.dataValidation
    (rule,) = (x for x in rules if "B12" in x.sqref)
    assert (rule.type, rule.formula1) == ("list", '"không,có"')


def test_a_hidden_sheet_holds_version_and_fingerprint(tmp_path):
    sheet = opened(tmp_path, 2024)["_meta"]
    assert sheet.sheet_state == "hidden"
    assert [[cell.value for cell in row] for row in sheet["A1:B2"]] == [
        ["form_version", "2024.1"],
        ["fingerprint", form().fingerprint(2024)],
    ]


def test_the_sheets_print_on_a4_across_with_their_headers(tmp_path):
    sheet = opened(tmp_path)["II"]
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is the format's default
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "C4"


def test_money_is_headed_in_million_dong_and_cases_in_cases(tmp_path):
    sheet = opened(tmp_path)["II"]
    units = {row[0].value: row[3].value for row in sheet["A4:D40"]}
    assert (units["B"], units["C"], units["CA9"]) == ("vụ", "triệu đồng", "triệu đồng")


def test_the_same_content_is_the_same_bytes_in_any_time_zone(tmp_path, monkeypatch):
    first = written(tmp_path, 2025, ("34", "22"), {"A": 1}).read_bytes()
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert written(tmp_path, 2025, ("34", "22"), {"A": 1}).read_bytes() == first


def test_a_filled_form_is_read_back_cell_by_cell(tmp_path):
    codes = [x.code for x in form().lines(2025)]
    kinds = [7, "1.250", Decimal("36.25"), "chưa có số liệu", 0, "=1+1", None]
    values = {code: kinds[n % len(kinds)] for n, code in enumerate(codes)}
    cover = {"prepared_by": "SYNTHETIC", "period_start": date(2025, 1, 1)}
    path = written(tmp_path, 2025, ("34", "01"), values, cover, {"B": "=note"})
    (submission,) = parse(path, path.name).submissions
    assert submission.remarks == ()
    texts = {x.line_code: x.raw_text for x in submission.cells}
    assert texts == {c: "" if v is None else str(v) for c, v in values.items()}
    assert {x.line_code: x.note for x in submission.cells}["B"] == "=note"
    assert submission.cover.locality_code_text == "01"
    assert submission.cover.period_start == date(2025, 1, 1)
    assert submission.cover.replaces_all is False


def test_a_users_mistake_is_named(tmp_path):
    path = tmp_path / "form.xlsx"
    with pytest.raises(template.TemplateError, match="2023"):
        template.write(path, 2022)
    with pytest.raises(template.TemplateError, match="08 Tuyên Quang"):
        template.write_for(path, 2025, "02")
    with pytest.raises(template.TemplateError, match="no line EC1"):
        template.write(path, 2024, values={"EC1": 1})
    with pytest.raises(template.TemplateError, match="cannot be written"):
        template.write(tmp_path / "no" / "form.xlsx", 2024)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--year", "2022"], "The first form is that of 2023"),
        (["--year", "99999"], "99999 is no year of four digits"),
        (["--year", "2025", "--locality", "Hà Nội"], "has the code “Hà Nội”"),
        (["--year", "2025", "--locality", ""], "has the code “”"),
    ],
)
def test_a_form_that_is_not_there_is_refused_for_its_own_reason(
    arguments: list[str], told: str
) -> None:
    done = CliRunner().invoke(cli.app, ["template", *arguments])
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())

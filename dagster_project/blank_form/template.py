"""The workbook that a locality fills in, blank or filled; the same bytes each time.

Everything that it lays out comes from the form (`expectations/form.py`); how it looks
is `template_layout`. It knows nothing of what was reported before.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from dagster_project import paths
from dagster_project.blank_form.template_formulas import Value
from dagster_project.blank_form.template_layout import CoverValue, Layout
from expectations.form import form, rows_of

COVER_SHEET = "Bia"
META_SHEET = "_meta"
FIRST_YEAR = 2023


class TemplateError(Exception):
    """A form that cannot be written: no such year or locality. A user's mistake."""


def write_for(path: Path, year: int, locality_code: str | None) -> None:
    """Write the blank form of a year, for a locality of that year's map if given.

    `1` is `01`. Raises TemplateError naming what there is.
    """
    _require(year)
    if locality_code is None:
        write(path, year)
        return
    code = locality_code.strip().zfill(2)
    on_map = [x for x in _localities() if _existed(x, date(year, 12, 31))]
    found = next((x for x in on_map if x["code"] == code), None)
    if found is None:
        names = ", ".join(f"{x['code']} {x['name_vi']}" for x in on_map)
        raise TemplateError(
            f"No locality has the code “{locality_code}” on 31 December {year}; the"
            f" codes are: {names}"
        )
    write(path, year, (found["unit_set"], code))


def caution(year: int) -> str | None:
    """What becomes of a report on the form of a year that is no report year."""
    if form().report_year(year) is not None:
        return None
    known = ", ".join(str(each.report_year) for each in form().report_years)
    return (
        f"{year} is no report year, so that a report on this form would be held; the"
        f" report years are {known}."
    )


def write(
    path: Path,
    year: int,
    locality: tuple[str, str] | None = None,
    values: Mapping[str, Value] | None = None,
    cover: Mapping[str, CoverValue] | None = None,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write the workbook of report year `year` to `path`.

    `locality` is (unit_set, locality_code); its code and name are filled in. `values`
    gives what is written in the value cell of a line (code to number or text, as the
    form counts: money in million đồng), `cover` a field of the cover, `notes` a line's
    note. Raises TemplateError for a year without form, a locality or line that is not
    there, or a path that cannot be written.
    """
    _require(year)
    values, notes = values or {}, notes or {}
    if unknown := {*values, *notes} - {x.code for x in form().lines(year)}:
        named = ", ".join(sorted(unknown))
        raise TemplateError(f"The form of {year} has no line {named}")
    filled = _cover_values(year, locality) | dict(cover or {})
    fixed = {"form_version", "report_year", "deadline"}
    if locality is not None:
        fixed |= {"locality_code", "locality_name"}
    book = xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_urls": False})
    # XlsxWriter would put the present time into the file.
    created = datetime(2000, 1, 1)  # noqa: DTZ001
    title = f"Biểu mẫu báo cáo sở hữu công nghiệp {year}"
    book.set_properties({"title": title, "created": created})
    layout = Layout(book, form(), year)
    layout.write_cover(COVER_SHEET, filled, fixed)
    for section in form().sections:
        layout.write_section(section, values, notes)
    _write_meta(book, year)
    try:
        book.close()
    except FileCreateError as error:
        raise TemplateError(f"{path} cannot be written: {error}") from error


def _write_meta(book: xlsxwriter.Workbook, year: int) -> None:
    """The hidden sheet by which a reader knows an untouched layout."""
    sheet = book.add_worksheet(META_SHEET)
    sheet.hide()
    sheet.protect()
    sheet.write_row(0, 0, ("form_version", form().version(year)))
    sheet.write_row(1, 0, ("fingerprint", form().fingerprint(year)))


def _cover_values(year: int, locality: tuple[str, str] | None) -> dict[str, CoverValue]:
    window = form().report_year(year)
    filled: dict[str, CoverValue] = {
        "form_version": form().version(year),
        "report_year": year,
        "replaces_all": "không",
        "deadline": window.deadline if window else None,
    }
    if locality is not None:
        found = next(
            (x for x in _localities() if (x["unit_set"], x["code"]) == locality), None
        )
        if found is None:
            raise TemplateError(
                f"No locality {locality[1]} on the map of {locality[0]}"
            )
        filled |= {"locality_code": found["code"], "locality_name": found["name_vi"]}
    return filled


def _require(year: int) -> None:
    if year < FIRST_YEAR:
        raise TemplateError(f"The first form is that of {FIRST_YEAR}; none of {year}")
    if year > date.max.year:
        raise TemplateError(f"{year} is no year of four digits")


def _localities() -> list[dict[str, str]]:
    return rows_of(paths.SEEDS / "localities.csv")


def _existed(locality: Mapping[str, str], day: date) -> bool:
    until = locality["valid_to"]
    return date.fromisoformat(locality["valid_from"]) <= day and (
        not until or day <= date.fromisoformat(until)
    )

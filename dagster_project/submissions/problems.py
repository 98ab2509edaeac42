"""Why a submission is held: a code and a sentence in both languages, both readings in.

Every sentence ends with what the sender can correct and what a steward can decide.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dagster_project.submissions.labels import bare
from dagster_project.submissions.places import Meaning, Territory, places
from expectations.form import ReportYear

REMEDY_VI = (
    "Đề nghị đơn vị gửi sửa lại và gửi tệp mới; hoặc cán bộ xác định bằng lệnh "
    "`ipw assign`."
)
REMEDY_EN = (
    "The sender should correct this and send a new file; or a steward decides with "
    "`ipw assign`."
)

YEAR = ("năm báo cáo", "the report year")
NAME = ("tên địa phương", "the locality's name")
FIRST_DAY = ("ngày đầu của kỳ báo cáo", "the first day of the period")
LAST_DAY = ("ngày cuối của kỳ báo cáo", "the last day of the period")


@dataclass(frozen=True, slots=True)
class Problem:
    """One doubt about whose, which year's or which period's report a file is."""

    code: str
    text_vi: str
    text_en: str


def joined(found: Sequence[Problem]) -> Problem | None:
    """All doubts as one, under the code of the first, with the remedy at the end."""
    if not found:
        return None
    return Problem(
        found[0].code,
        " ".join([*(x.text_vi for x in found), REMEDY_VI]),
        " ".join([*(x.text_en for x in found), REMEDY_EN]),
    )


def named_vi(place: Territory) -> str:
    """A territory by name, code and map, in Vietnamese."""
    return f"{place.name_vi} (mã {place.code}, danh mục {place.unit_set})"


def named_en(place: Territory) -> str:
    """A territory by name, code and map; the Vietnamese name is its own."""
    return f"{place.name_vi} (code {place.code}, map of {place.unit_set})"


def _readings_vi(meaning: Meaning) -> str:
    found = [named_vi(x) for x in (*meaning.territories, *meaning.later)]
    found += [
        f"{x.name} (mã {x.code}, đã sáp nhập; nay thuộc {named_vi(x.successor)})"
        for x in meaning.former
    ]
    return f"«{meaning.text}» là " + (" hoặc ".join(found) or "không rõ")


def _readings_en(meaning: Meaning) -> str:
    found = [named_en(x) for x in (*meaning.territories, *meaning.later)]
    found += [
        f"{x.name} (code {x.code}, abolished; now part of {named_en(x.successor)})"
        for x in meaning.former
    ]
    return f"“{meaning.text}” is " + (" or ".join(found) or "unknown")


def _all_vi(meanings: Sequence[Meaning]) -> str:
    return "; ".join(map(_readings_vi, meanings))


def _all_en(meanings: Sequence[Meaning]) -> str:
    return "; ".join(map(_readings_en, meanings))


def year_missing(form_version: str | None) -> Problem:
    """The cover gives no report year."""
    vi = f" (phiên bản biểu mẫu ghi {form_version})" if form_version else ""
    en = f" (the form version says {form_version})" if form_version else ""
    return Problem(
        "year_missing",
        f"Báo cáo không ghi năm báo cáo{vi}.",
        f"The report gives no report year{en}.",
    )


def year_unreadable(text: str) -> Problem:
    """The report year is no year of four digits."""
    return Problem(
        "year_unreadable",
        f"Năm báo cáo «{text}» không đọc được là một năm gồm bốn chữ số.",
        f"The report year “{text}” is not one year of four digits.",
    )


def year_unknown(year: int, known: Sequence[int]) -> Problem:
    """There is no window for this report year."""
    years = ", ".join(map(str, known))
    return Problem(
        "year_unknown",
        f"Không có kỳ báo cáo năm {year}; các năm báo cáo là {years}.",
        f"There is no report year {year}; the report years are {years}.",
    )


def file_name_of_another_year(
    year: int, named: Sequence[int], file_name: str
) -> Problem:
    """The name of the file gives another year than the cover."""
    years = ", ".join(map(str, named))
    return Problem(
        "file_name_year",
        f"Báo cáo ghi năm {year} nhưng tên tệp «{file_name}» ghi {years}.",
        f"The report says {year} but the file's name “{file_name}” says {years}.",
    )


def locality_missing() -> Problem:
    """Neither code nor name of a locality."""
    return Problem(
        "locality_missing",
        "Báo cáo không ghi mã hoặc tên địa phương.",
        "The report gives neither code nor name of the locality.",
    )


def locality_abolished(said: Sequence[Meaning], year: int) -> Problem:
    """A code or name of a locality that the year's map no longer has."""
    return Problem(
        "locality_abolished",
        f"Địa phương không còn trong danh mục của năm {year}: {_all_vi(said)}.",
        f"The locality is no longer on the map of {year}: {_all_en(said)}.",
    )


def locality_of_a_later_map(said: Sequence[Meaning], year: int) -> Problem:
    """A name that says itself that it means a unit which came later."""
    return Problem(
        "locality_later",
        f"Địa phương chưa có trong danh mục của năm {year}: {_all_vi(said)}.",
        f"The locality is not yet on the map of {year}: {_all_en(said)}.",
    )


def locality_ambiguous(meaning: Meaning) -> Problem:
    """Initials that fit several localities."""
    return Problem(
        "locality_ambiguous",
        f"Tên địa phương chưa rõ: {_readings_vi(meaning)}.",
        f"The locality's name is ambiguous: {_readings_en(meaning)}.",
    )


def code_and_name_disagree(by_code: Meaning, by_name: Meaning) -> Problem:
    """Code and name of the cover are two localities."""
    said = [by_code, by_name]
    return Problem(
        "code_name_disagree",
        f"Mã và tên địa phương không khớp: {_all_vi(said)}.",
        f"Code and name of the locality disagree: {_all_en(said)}.",
    )


def code_unknown(by_code: Meaning, by_name: Meaning | None, year: int) -> Problem:
    """A code that no map up to the year has."""
    said = [x for x in (by_code, by_name) if x is not None]
    return Problem(
        "code_unknown",
        f"Mã địa phương không có trong danh mục của năm {year}: {_all_vi(said)}.",
        f"The locality code is not on the map of {year}: {_all_en(said)}.",
    )


def name_unknown(meaning: Meaning, year: int) -> Problem:
    """A name that no map knows; the nearest one is named."""
    unit_set = places().unit_set(year)
    known = sorted(places().by_key.values(), key=lambda x: x.unit_set == unit_set)
    names = {bare(x.name_vi): x for x in known}
    near = difflib.get_close_matches(bare(meaning.text), names, 1, 0.7)
    here = [names[x] for x in near]
    vi = f" (phải chăng là {named_vi(here[0])}?)" if here else ""
    en = f" (perhaps {named_en(here[0])}?)" if here else ""
    return Problem(
        "locality_unknown",
        f"Không biết địa phương «{meaning.text}»{vi}.",
        f"No locality is known as “{meaning.text}”{en}.",
    )


def file_name_of_another_place(
    territory: Territory, named: Sequence[Meaning], file_name: str
) -> Problem:
    """The name of the file has the full name of another locality than the cover."""
    return Problem(
        "file_name_locality",
        f"Báo cáo ghi {named_vi(territory)} nhưng trong tên tệp «{file_name}»: "
        f"{_all_vi(named)}.",
        f"The report says {named_en(territory)} but in the file's name “{file_name}”: "
        f"{_all_en(named)}.",
    )


def outside_window(window: ReportYear, day: date) -> Problem:
    """Received before the report year opens or after it closes."""
    return Problem(
        "outside_window",
        f"Báo cáo năm {window.report_year} được nhận ngày {day:%d/%m/%Y}, ngoài thời "
        f"hạn {window.opens_on:%d/%m/%Y} đến {window.closes_on:%d/%m/%Y}.",
        f"A report for {window.report_year} was received on {day}, outside its window "
        f"from {window.opens_on} to {window.closes_on}.",
    )


def period_unreadable(text: str) -> Problem:
    """A period that is given but is no date."""
    return Problem(
        "period_unreadable",
        f"Kỳ báo cáo «{text}» không phải là một ngày có thật (viết ngày/tháng/năm với "
        "năm bốn chữ số, ví dụ 31/12/2024).",
        f"The period “{text}” is no existing date (write day/month/year with four "
        "digits, as 31/12/2024, or 2024-12-31).",
    )


def given_differently(
    code: str, what: tuple[str, str], readings: Sequence[str]
) -> Problem:
    """One report says several things where it can mean only one."""
    vi, en = what
    return Problem(
        code,
        f"Báo cáo ghi {vi} khác nhau: {', '.join(f'«{x}»' for x in readings)}. Hãy ghi "
        "thống nhất.",
        f"The report gives different texts for {en}: "
        f"{', '.join(f'“{x}”' for x in readings)}. Give the same everywhere.",
    )


def period_reversed(start: date, end: date) -> Problem:
    """A period that begins after it ends."""
    return Problem(
        "period_reversed",
        f"Kỳ báo cáo bắt đầu ({start:%d/%m/%Y}) sau khi kết thúc ({end:%d/%m/%Y}).",
        f"The period begins ({start}) after it ends ({end}).",
    )


def assigned_to_nothing(code: str, year: int) -> Problem:
    """A steward's assignment to a locality or year that does not exist."""
    return Problem(
        "assigned_unknown",
        f"Đã xác định là địa phương mã {code}, năm {year}, nhưng danh mục năm đó không "
        "có mã này hoặc không có kỳ báo cáo này.",
        f"It was assigned to locality {code}, year {year}, but that year's map has no "
        "such code or there is no such report year.",
    )


def overlapping(name: str, other: str, successor: Territory) -> Problem:
    """A former province's part of a year beside its successor's whole year."""
    return Problem(
        "overlapping",
        f"Tệp «{name}» báo cáo một phần năm của đơn vị cũ nay thuộc "
        f"{named_vi(successor)}, trùng với báo cáo cả năm của đơn vị này trong tệp "
        f"«{other}».",
        f"File “{name}” reports part of a year of a former unit, now part of "
        f"{named_en(successor)}; this overlaps with that unit's report of the whole "
        f"year in file “{other}”.",
    )

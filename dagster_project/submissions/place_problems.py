"""Why it is not sure whose report a submission is: every reading of code and name."""

import difflib
from collections.abc import Sequence

from dagster_project.submissions.labels import bare
from dagster_project.submissions.places import Meaning, Territory, places
from dagster_project.submissions.problems import Problem
from dagster_project.submissions.quoting import short


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
    return f"“{short(meaning.text)}” là " + (" hoặc ".join(found) or "không rõ")


def _readings_en(meaning: Meaning) -> str:
    found = [named_en(x) for x in (*meaning.territories, *meaning.later)]
    found += [
        f"{x.name} (code {x.code}, abolished; now part of {named_en(x.successor)})"
        for x in meaning.former
    ]
    return f"“{short(meaning.text)}” is " + (" or ".join(found) or "unknown")


def _all_vi(meanings: Sequence[Meaning]) -> str:
    return "; ".join(map(_readings_vi, meanings))


def _all_en(meanings: Sequence[Meaning]) -> str:
    return "; ".join(map(_readings_en, meanings))


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
        f"Không biết địa phương “{short(meaning.text)}”{vi}.",
        f"No locality is known as “{short(meaning.text)}”{en}.",
    )


def file_name_of_another_place(
    territory: Territory, named: Sequence[Meaning], file_name: str
) -> Problem:
    """The name of the file has the full name of another locality than the cover."""
    return Problem(
        "file_name_locality",
        f"Báo cáo ghi {named_vi(territory)} nhưng trong tên tệp “{file_name}”: "
        f"{_all_vi(named)}.",
        f"The report says {named_en(territory)} but in the file's name “{file_name}”: "
        f"{_all_en(named)}.",
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
        f"Tệp “{name}” báo cáo một phần năm của đơn vị cũ nay thuộc "
        f"{named_vi(successor)}, trùng với báo cáo cả năm của đơn vị này trong tệp "
        f"“{other}”. Báo cáo cả năm được tính. Nếu báo cáo đó thiếu phần này, đơn vị "
        "mới cần gửi lại báo cáo cả năm thay thế toàn bộ; nếu không, không cần làm gì.",
        f"File “{name}” reports part of a year of a former unit, now part of "
        f"{named_en(successor)}; this overlaps with that unit's report of the whole "
        f"year in file “{other}”. The whole year counts. If this part is missing from "
        "it, the new unit should send the whole year again, replacing all; if not, "
        "there is nothing to do.",
    )

"""Whose report it is: sure, or held with both readings."""

import pytest

from dagster_project import paths
from dagster_project.submissions.places import places
from expectations.form import rows_of
from tests.identities import held, place, received, submission, who


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


@pytest.mark.parametrize("code", ["", "52"])
def test_two_localities_in_one_name_are_held_with_both_also_over_a_merger(
    code: str,
) -> None:
    # Kon Tum went into Quảng Ngãi; the new Gia Lai keeps its name.
    found = who(code, "Gia Lai - Kon Tum", "2025")
    held(found, "locality_abolished", "Gia Lai", "Kon Tum", "Quảng Ngãi")


def test_a_name_with_those_that_went_into_it_is_that_locality() -> None:
    name = "Ninh Bình (hợp nhất Hà Nam, Nam Định, Ninh Bình)"
    assert place(who("", name, "2025")) == ("34", "37")


def test_a_mark_of_the_old_map_behind_an_office_is_heard() -> None:
    office = "Phòng quản lý, Sở KH&CN Lào Cai"
    held(who("", f"{office} (cũ)", "2025"), "locality_abolished", "Lào Cai", "10")
    held(who("", f"{office} (mới)", "2024"), "locality_later", "Lào Cai", "15")


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


@pytest.mark.parametrize(
    "name",
    ["Hà Nam Ninh", "HA NAM NINH", "UBND tỉnh Hà Nam Ninh", "ha nam ninh", "HaNamNinh"],
)
@pytest.mark.parametrize("year", ["2024", "2025"])
def test_a_longer_name_that_begins_with_a_locality_s_is_not_that_locality(
    name: str, year: str
) -> None:
    held(who("", name, year), "locality_unknown", name)


def test_a_name_that_another_follows_at_once_is_one_of_two() -> None:
    held(who("", "Hà Nam Ninh Bình"), "locality_ambiguous", "Hà Nam", "Ninh Bình")


def test_two_names_that_share_a_word_are_neither_locality() -> None:
    for name in ("Hòa Bình Dương", "Long An Giang", "Trà Vinh Phúc"):
        held(who("", name), "locality_unknown", name)


@pytest.mark.parametrize(
    "name",
    [
        "Hà Nam, Ninh Bình gửi",
        "Hà Nam gửi lại",
        "HÀ NAM BÁO CÁO 2024",
        "Ha Nam Department of Science and Technology",
        "Sở KH&CN Hà Nam (Việt Nam)",
        "Hà Nam Việt Nam",
        "Hà Nam 2024",
        "Hà Nam - Phòng SHTT",
        "Hà Nam Phòng SHTT",
        "Hà Nam Ngày 31/12/2024",
        "HÀ NAM THÁNG 12",
        "hà nam tháng 12",
        "Hà Nam Mã số 35",
        "Ha Nam Code 35",
        "Ha Nam annual report",
        "HA NAM ANNUAL REPORT",
        "Ha Nam Year 2024",
        "Hà Nam Cả năm 2024",
        "Hà Nam Tổng hợp",
        "Hà Nam Điều chỉnh",
        "Hà Nam Chi cục TĐC",
        "Hà Nam Trung tâm Kỹ thuật",
    ],
)
def test_what_stands_behind_a_name_and_is_no_part_of_it_leaves_it(name: str) -> None:
    found = who("", name)
    if "Ninh Bình" in name:
        held(found, "locality_ambiguous", "Hà Nam", "Ninh Bình")
    else:
        assert place(found) == ("63", "35")


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


@pytest.mark.parametrize("code", ["Hà Nội", "HN", "22 - Hà Nội"])
def test_a_name_in_the_code_s_place_that_is_another_locality_s_holds(code: str) -> None:
    found = who(code, "Quảng Ninh")
    held(found, "code_name_disagree", "Hà Nội", "Quảng Ninh")


def test_an_abolished_name_in_the_code_s_place_holds_beside_its_successor() -> None:
    found = who("Kon Tum", "Quảng Ngãi", "2025")
    held(found, "locality_abolished", "Kon Tum", "Quảng Ngãi")
    assert place(who("Kon Tum", "Kon Tum", "2024")) == ("63", "62")


@pytest.mark.parametrize("code", ["-", "không rõ", "QN", "Sở KH&CN", "Sở Quảng Ninh"])
def test_a_word_in_the_code_s_place_that_names_no_other_says_nothing(code: str) -> None:
    assert place(who(code, "Quảng Ninh")) == ("63", "22")


def test_a_code_in_other_digits_than_0_to_9_is_not_passed_over() -> None:
    held(who("２４", "Quảng Ninh"), "code_unknown", "２４", "Quảng Ninh")


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


def test_a_year_that_does_not_exist_is_answered_with_the_years_that_do() -> None:
    found = received(
        ("a.xlsx", submission("01", "", "2205", form_version="2025.1")),
    )
    (row,) = found.submissions
    assert row.hold_code == "year_unknown"
    assert "2023, 2024, 2025, 2026" in str(row.hold_vi)
    assert not [x for x in found.remarks if "2205.1" in x.text_vi]


def test_a_year_before_all_years_is_held_and_stops_nothing() -> None:
    found = received(
        ("a.csv", submission("22", "", "0000", period_end="2024-06-30")),
        ("b.csv", submission("", "Hà Tây", "0000", period_end="2024-06-30")),
    )
    assert [x.hold_code for x in found.submissions] == ["year_unknown"] * 2
    assert places().unit_set(0) is None

"""The form is data: one declaration, one Python face."""

from expectations.form import form


def test_the_form_has_eighty_three_lines_in_seven_sections() -> None:
    assert len(form().all_lines) == 83
    numerals = ["I", "II", "III", "IV", "V", "VI", "VII"]
    assert [x.numeral for x in form().sections] == numerals
    assert {x.section for x in form().all_lines} == {x.section for x in form().sections}


def test_the_form_of_2024_lacks_the_lines_that_came_in_2025() -> None:
    only_later = {x.code for x in form().lines(2025)} - {
        x.code for x in form().lines(2024)
    }
    assert only_later == {"EC1", "EC2", "La", "M1a"}
    assert len(form().lines(2024)) == 79


def test_no_form_has_lines_before_its_first_year() -> None:
    assert form().lines(2022) == ()


def test_cases_are_broken_down_by_right_and_by_agency() -> None:
    assert form().breakdowns("B") == ("ip_right", "agency")
    assert [x.code for x in form().parts("B", "agency")] == (
        ["BA1", "BA2", "BA3", "BA4", "BA5", "BA9"]
    )


def test_a_breakdown_of_a_later_form_is_not_in_an_earlier_one() -> None:
    assert form().breakdowns("E", 2024) == ("ip_right",)
    assert form().breakdowns("E", 2025) == ("ip_right", "client_type")


def test_an_of_which_of_a_part_belongs_to_the_total_of_that_part() -> None:
    assert form().line("B1a").total_code == "B1"
    assert form().root_total("B1a").code == "B"
    assert form().root_total("B").code == "B"


def test_a_block_is_all_lines_of_one_measure() -> None:
    assert [x.code for x in form().block("A")] == ["A", "A1", "A2", "A3", "A9"]
    assert {x.code for x in form().block("N")} == {"N", "N1", "N2", "N3", "N4", "N5"}


def test_every_total_has_its_own_measure_and_every_part_a_total_above_it() -> None:
    totals = form().totals()
    assert len({x.measure for x in totals}) == len(totals)
    seen: set[str] = set()
    for line in form().all_lines:
        assert line.total_code is None or line.total_code in seen
        seen.add(line.code)


def test_codes_are_unique_even_without_case() -> None:
    codes = [x.code.casefold() for x in form().all_lines]
    assert len(set(codes)) == len(codes)


def test_the_fingerprint_of_a_layout_changes_with_its_lines_only() -> None:
    assert form().fingerprint(2023) == form().fingerprint(2024)
    assert form().fingerprint(2024) != form().fingerprint(2025)


def test_a_report_year_has_its_window() -> None:
    window = form().report_year(2024)
    assert window is not None
    assert window.opens_on < window.deadline < window.closes_on
    assert form().report_year(1999) is None
